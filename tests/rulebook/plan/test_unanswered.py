"""An unanswered parameter stops only what needs it, and is named; a condition taken out of a rule leaves only its own reason."""

from __future__ import annotations

import pytest

from tests.rulebook.language.drafts import OFFICE, draft, found_alike, plan_of, refusal_of
from xiaoneng.rulebook.engines.relations import Office
from xiaoneng.rulebook.language.load import load_text
from xiaoneng.rulebook.plan.answers import Answer
from xiaoneng.rulebook.plan.compile import Request, compile_plan
from xiaoneng.rulebook.results.bases import answer_line
from xiaoneng.rulebook.results.outcome import Outcome
from xiaoneng.rulebook.results.report import report

STOPPED = {
    "rate": "{id: a, clause: 二, fact: late, post: {money: price}}",
    "where": "{id: a, clause: 二, fact: late, where: n > price, post: {money: 1}}",
    "when": "{id: a, clause: 二, when: lates > price, post: {money: 1}}",
    "bar": "{id: a, clause: 二, when: lates > price, bar: best}",
    "norm": "{id: a, clause: 二, figure: lates, norm: price, over: {money: 1}}",
    "price of a norm": "{id: a, clause: 二, figure: lates, norm: 1, over: {money: price}}",
    "cap": "{id: a, clause: 二, fact: late, cap: price, post: {money: 1}}",
    "nth": "{id: a, clause: 二, fact: late, nth: {1: price}, post: {money: nth}}",
    "lasts": "{id: a, clause: 二, fact: late, bar: best, lasts: {months: price}}",
    "given": "{id: a, clause: 二, given: {way: floor}, fact: late, post: {money: 1}}",
    "once": "{id: a, clause: 二, fact: late, once: {in: month, given: {way: floor}}, post: {money: 1}}",
    "measure": "{id: a, clause: 二, measure: {figure: lates, holds: {over: price}}}",
    "figure below": "{id: a, clause: 二, when: {owed: {over: 1}}, post: {money: 1}}",
    "varying norm": "{id: a, clause: 二, figure: lates, norm: vary, over: {money: 1}}",
}
OTHER = "figures: {owed: {is: lates * price}}\nrules: [%s, {id: z, clause: 二, fact: absent, post: {score: -1}}]"


def reported(extra: str, answers: dict[str, Answer] | None = None, office: Office = OFFICE) -> dict[str, list[dict[str, object]]]:
    source = load_text(draft(extra))
    plan = compile_plan(source, Request("2021", answers=answers or {}))
    found: dict[str, list[dict[str, object]]] = report(Outcome(source, plan, office, found_alike(plan, office)))
    return found


@pytest.mark.parametrize("way", STOPPED)
def test_an_unanswered_parameter_stops_its_rule_only_and_is_named(way: str) -> None:
    extra = OTHER % STOPPED[way]
    gaps = {str(row["name"]): row["blocks"] for row in reported(extra)["missing_parameters"]}
    asked = "way" if "way" in STOPPED[way] else "vary" if "vary" in STOPPED[way] else "price"
    assert gaps == {asked: ["a"]}
    entries = found_alike(plan_of(extra)).entries
    assert [entry.amount for entry in entries if entry.rule == "z"] == [-100]
    assert all(entry.amount is None for entry in entries if entry.rule != "z")


@pytest.mark.parametrize("answer, named", [({"默认": "1"}, []), ({"职务": {"科长": "1"}}, ["vary"])])
def test_a_varied_answer_leaves_open_whom_it_does_not_reach(answer: dict[str, object], named: list[str]) -> None:
    found = reported(OTHER % STOPPED["varying norm"], {"vary": answer})  # type: ignore[dict-item]
    assert [row["name"] for row in found["missing_parameters"]] == named


@pytest.mark.parametrize("share", ["price", "if(price > 1, 25%, 20%)"])
def test_an_unanswered_rounding_or_share_is_named_with_the_award(share: str) -> None:
    found = reported(f'awards: {{w: {{name: 先进个人, clause: 二, share: "{share}", rounding: way}}}}')
    assert {row["name"] for row in found["missing_parameters"]} == {"price", "way"}


PORTION = (
    "parameters: {portion: {asks: 比例, clause: 二, at_least: 10%, at_most: 0.25}}\nawards: {w: {name: 先进, clause: 二, share: portion}}"
)


@pytest.mark.parametrize("answer", ["25%", "0.25", "25.0 %", "10%"])
def test_a_share_is_answered_in_percent_or_as_a_decimal(answer: str) -> None:
    (row,) = reported(PORTION, {"portion": answer}, office=Office(people=OFFICE.people * 2))["quotas"]
    assert row["share"] == ("0.1" if answer == "10%" else "0.25")


@pytest.mark.parametrize("answer", ["25.01%", "9.99%", "25", "一成", "25%%", "%", "1e-1", "NaN"])
def test_an_answer_outside_its_limits_or_no_number_is_refused(answer: str) -> None:
    assert "portion" in refusal_of(PORTION, {"portion": answer})


@pytest.mark.parametrize("by, missing", [({"科室": {"办公室": "4"}}, 4), ({"职务": {"科长": "4"}}, 6), ({}, 6)])
def test_an_answer_by_unit_reaches_a_unit_and_one_by_post_does_not(by: dict[str, object], missing: int) -> None:
    extra = "rules: [{id: a, clause: 二, figure: udone, norm: vary, of: unit, under: {uscore: -1}}]"
    found = found_alike(plan_of(extra, {"vary": {"默认": "6", **by}}))  # type: ignore[dict-item]
    assert [entry.amount for entry in found.entries] == [-100 * missing]


@pytest.mark.parametrize("people, places", [(5, 3), (4, 2), (6, 3)])
def test_half_a_place_is_rounded_up_only_where_it_is_half(people: int, places: int) -> None:
    office = Office(people=tuple(OFFICE.people[0].__class__(f"P{number}", f"人{number}") for number in range(people)))
    (row,) = reported("awards: {w: {name: 先进个人, clause: 二, share: 50%, rounding: half_up}}", office=office)["quotas"]
    assert row["places"] == places


def test_a_condition_taken_out_takes_only_its_own_reason_along() -> None:
    both = "rules: [{id: a, clause: 二, when: {lates: {over: 2}, mlates_year: {over: 1}}, bar: best}]"
    one = both.replace(", mlates_year: {over: 1}", "")
    figures = "\nfigures: {mlates_year: {name: 单月最多, is: max(mlates over months), in: year}}"
    reasons = []
    for extra in (both, one):
        (row,) = reported(extra + figures)["barred"]
        reasons.append(row["because"])
    assert [reason["metric"] for reason in reasons[0]] == ["迟到", "单月最多"]  # type: ignore[attr-defined]
    assert reasons[1] == reasons[0][:1]  # type: ignore[index]


@pytest.mark.parametrize("labels, said", [(", labels: {floor: 舍掉零头}", "舍掉零头（floor）"), ("", "舍去小数（floor）")])
def test_an_answer_is_said_as_its_declaration_calls_it(labels: str, said: str) -> None:
    extra = "parameters: {how: {asks: 怎样取整, clause: 二, type: choice, one_of: [floor, ceil]%s}}" % labels  # noqa: UP031 - braces
    source = load_text(draft(extra))
    plan = compile_plan(source, Request("2021", answers={"how": "floor"}))
    outcome = Outcome(source, plan, OFFICE, found_alike(plan))
    assert answer_line(outcome, "how", ()) == f"怎样取整：{said}（二，本单位答复）"

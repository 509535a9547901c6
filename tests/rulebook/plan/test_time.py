"""Time in rules: working days, the numbers of periods, counts that begin anew, terms that a record says.

Both engines agree, and what is not known has no value and a warning.
"""

from __future__ import annotations

from datetime import date

import pytest

from tests.rulebook.language.drafts import OFFICE, PEOPLE, draft, found_alike, plan_of, refusal_of
from xiaoneng.rulebook.engines.relations import CONFIRMED, PENDING, WITHDRAWN, Fact, Membership, Office, Person
from xiaoneng.rulebook.language.load import load_text
from xiaoneng.rulebook.plan.compile import Request, compile_plan
from xiaoneng.rulebook.results.outcome import Outcome
from xiaoneng.rulebook.results.sections import consequences
from xiaoneng.rulebook.results.sheets import sheets, warnings

FILED = "facts: {filed: {name: 报送, fields: {due: {type: day}, note: {}, size: {type: number}}}}\n"


def on(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def filed(day: str, due: str | None, no: str = "F1") -> Fact:
    return Fact(no, "filed", on(day), person=0, fields={"due": on(due) if due else None})


def office(*facts: Fact) -> Office:
    return Office(PEOPLE, OFFICE.units, OFFICE.memberships, facts)


def cells(extra: str, one: Office, period: str, column: str) -> list[object]:
    plan = plan_of(extra, period=period)
    asked = {span.id for span in plan.spans if span.asked}
    return [cell.value for cell in found_alike(plan, one).cells if cell.column == column and cell.subject == 0 and cell.span in asked]


def warned(extra: str, one: Office, period: str) -> list[str]:
    source = load_text(draft(extra))
    plan = compile_plan(source, Request(period))
    return warnings(Outcome(source, plan, one, found_alike(plan, one)))


LATE = FILED + "figures: {n: {last: filed, field: 'working_days_between(due, date)', in: year}}"


@pytest.mark.parametrize(
    ("day", "due", "working"),
    [
        ("2024-10-07", "2024-09-30", 0),
        ("2024-10-08", "2024-09-30", 100),
        ("2024-10-13", "2024-09-30", 500),
        ("2024-09-29", "2024-09-30", -100),
        ("2024-03-04", "2024-03-04", 0),
        ("2024-01-02", "2006-12-31", 100 * 4245),
        ("2024-01-02", "2006-12-30", None),
        ("2024-01-02", "2027-01-01", None),
        ("2024-01-02", "9999-12-31", None),
        ("2024-01-02", None, None),
    ],
)
def test_working_days_between_two_days(day: str, due: str | None, working: int | None) -> None:
    assert cells(LATE, office(filed(day, due)), "2024", "n") == [working]


@pytest.mark.parametrize(("period", "days"), [("2024-02", 18), ("2024-10", 19), ("2006-12", None), ("2027-01", None)])
def test_the_working_days_of_a_month(period: str, days: int | None) -> None:
    assert cells("figures: {n: {is: working_days, in: month}}", office(), period, "n") == [None if days is None else days * 100]


@pytest.mark.parametrize(
    ("joined", "left", "period", "days"),
    [
        ("2024-10-07", "2024-10-12", "2024-10", 5),
        ("2024-10-08", "2024-10-11", "2024-10", 4),
        ("2020-01-01", "2030-01-01", "2024-10", 19),
        ("2007-01-01", "2030-01-01", "2007-01", 20),
        ("2020-01-01", "2030-01-01", "2027-01", None),
    ],
)
def test_the_working_days_that_somebody_served(joined: str, left: str, period: str, days: int | None) -> None:
    served = Office((Person("P1", "甲一", joined=on(joined), left=on(left)),), OFFICE.units, (Membership(0, 0),), ())
    extra = "figures: {n: {is: working_days_served, in: month}}"
    assert cells(extra, served, period, "n") == [None if days is None else days * 100]
    assert bool(warned(extra, served, period)) is (days is None)


def test_what_no_notice_covers_is_named() -> None:
    facts = office(
        filed("2024-01-02", "2027-01-01", "F7"), filed("2024-01-03", "2024-01-02", "F8"), filed("2024-01-03", "2005-01-02", "F9")
    )
    assert warned(LATE, facts, "2024") == ["没有 2005、2027 年的国家放假安排，涉及的工作日数没有得出：F9、F7"]
    assert warned("figures: {n: {is: working_days, in: year}}", office(), "2027") == ["没有 2027 年的国家放假安排，涉及的工作日数没有得出"]


@pytest.mark.parametrize(("period", "provisional"), [("2026-11", False), ("2026-12", True)])
def test_the_last_days_of_the_last_known_year_are_provisional(period: str, provisional: bool) -> None:
    said = warned("figures: {n: {is: working_days, in: month}}", office(), period)
    assert (said == ["2027 年放假安排尚未公布，2026-12-27 以后的工作日数是暂定的"]) is provisional


UNDO = """\
rules:
  - {id: bad, clause: 二, fact: absent, post: {score: -4}}
  - {id: back, clause: 二, fact: late, undo: {rules: bad, by: case, within_working_days: 5}}
"""


@pytest.mark.parametrize(
    ("bad", "back", "returned"),
    [
        ("2024-09-30", "2024-10-12", True),
        ("2024-09-30", "2024-10-13", False),
        ("2024-09-30", "2024-09-30", True),
        ("2027-03-01", "2027-03-02", False),
    ],
)
def test_a_refund_within_working_days(bad: str, back: str, returned: bool) -> None:
    facts = office(
        Fact("F1", "absent", on(bad), person=0, fields={"case": "x"}), Fact("F2", "late", on(back), person=0, fields={"case": "x"})
    )
    rules = [entry.rule for entry in found_alike(plan_of(UNDO, period=bad[:4]), facts).entries]
    assert rules == ["back", "bad"] if returned else rules == ["bad"]
    assert bool(warned(UNDO, facts, bad[:4])) is bad.startswith("2027")


@pytest.mark.parametrize(
    ("start", "period", "value"),
    [
        ("01-01", "2024-06", 2024216),
        ("01-01", "2024-07", 2024327),
        ("12-16", "2024-01", 2024111),
        ("12-16", "2023-12", 2023432),
    ],
)
def test_the_numbers_of_a_month(start: str, period: str, value: int) -> None:
    figure = "figures: {n: {is: year_no * 1000 + quarter_no * 100 + half_no * 10 + month_no, in: month}}"
    assert cells(f"conventions: {{year_start: {start}}}\n{figure}", office(), period, "n") == [value * 100]


SHEET = "sheets: {s: {name: 表, clause: 二, in: month, where: month_no >= 3 and party = '群众', lines: [甲]}}"


def test_a_sheet_for_some_months() -> None:
    source = load_text(draft(SHEET))
    plan = compile_plan(source, Request("2024-Q1"))
    made = sheets(Outcome(source, plan, office(), found_alike(plan, office())))
    assert [(row["subject"], row["period"]) for row in made] == [("P1", "2024-03")]


def test_a_sheet_whose_condition_is_not_answered_is_named() -> None:
    gaps = plan_of(SHEET.replace("month_no >= 3", "month_no >= price")).gaps
    assert [(gap.name, gap.blocks) for gap in gaps] == [("price", ("表",))]


def late(day: str, quantity: int = 100, **more: str) -> Fact:
    return Fact(f"F{day}", "late", on(day), person=0, quantity=quantity, **more)  # type: ignore[arg-type]


def absent(day: str, state: str = CONFIRMED) -> Fact:
    return Fact(f"F{day}a", "absent", on(day), person=0, state=state)


ANEW = "figures: {n: {count: late, after: absent, in: month}}"
SEVERAL = (late("2024-01-05"), late("2024-03-05"), late("2024-03-06", 200), late("2024-03-20", 300))


@pytest.mark.parametrize(
    ("restarts", "counted"),
    [
        ((), 600),
        ((absent("2024-03-04"),), 600),
        ((absent("2024-03-05"),), 500),
        ((absent("2024-02-05"), absent("2024-03-06")), 300),
        ((absent("2024-03-31"),), 0),
        ((absent("2024-04-01"),), 600),
        ((absent("2024-03-06", PENDING),), 600),
        ((absent("2024-03-05"), absent("2024-03-06", WITHDRAWN)), 500),
    ],
)
def test_a_count_begins_anew_after_a_fact(restarts: tuple[Fact, ...], counted: int) -> None:
    assert cells(ANEW, office(*SEVERAL, *restarts), "2024-03", "n") == [counted]


TERM = "rules: [{id: a, clause: 二, fact: late, effects: 告诫, lasts: {months: %s, ends: same_day}}]"


@pytest.mark.parametrize(
    ("number", "until"),
    [(100, "2024-02-29"), (120_000, "2124-01-31"), (120_100, "是 1201，不是"), (0, "是 0，不是"), (150, "是 1.5，不是"), (None, "没有填")],
)
def test_a_record_says_how_long_its_consequence_lasts(number: int | None, until: str) -> None:
    fact = Fact("F1", "late", on("2024-01-31"), person=0, fields={"n": number})
    source = load_text(draft(TERM % "n"))
    plan = compile_plan(source, Request("2024"))
    outcome = Outcome(source, plan, office(fact), found_alike(plan, office(fact)))
    (row,) = consequences(outcome)
    assert row.get("to") == (until if until.startswith("2") else None)
    assert [warning.partition("”")[2].partition(" 1 到")[0][: len(until)] for warning in warnings(outcome)] == [until] * ("to" not in row)


REFUSED = {
    TERM % "case": "这些事项都有的一个数字字段",
    TERM % "date": "这些事项都有的一个数字字段",
    TERM % "n * 2": "这些事项都有的一个数字字段",
    (TERM % "n").replace("fact: late", "fact: [late, absent]"): "这些事项都有的一个数字字段",
    TERM % "1201": "1 到 1200 的整数",
    (TERM % "1").replace("months: 1", "years: 101"): "1 到 100 的整数",
    "rules: [{id: a, clause: 二, fact: late, effects: 告诫, lasts: {days: 30}}]": "应写 ends: same_day",
    "figures: {n: {count: late, after: absnt}}": "您是否要写“absent”",
    "figures: {n: {count: late, after: utask}}": "不是人的事项",
    "figures: {n: {of: unit, count: utask, after: late}}": "不是单位的事项",
    "figures: {n: {of: unit, count: late, about: members, after: utask}}": "不能写 about",
    "figures: {n: {is: lates, after: absent}}": "写在计数的指标上",
    "figures: {n: {is: month_no, in: quarter}}": "按季（quarter）计算的没有 month_no，只有 in 为 month 的",
    "figures: {n: {is: month_no}}": "再用 sum(… over months) 等汇总",
    "figures: {n: {is: quarter_no, in: half}}": "只有 in 为 month、quarter 的",
    "figures: {n: {is: half_no, in: year}}": "再用 sum(… over halves) 等汇总",
    "figures: {n: {is: year_no, in: whole}}": "按全程（whole）计算的没有 year_no",
    "figures: {n: {sum: late, field: n, where: month_no = 3}}": "“month_no”是期间的",
    "accounts: {month_no: {name: 甲, period: month}}": "期间本来就有的",
    "people: {quarter_no: {}}": "期间本来就有的",
    "rules: [{id: a, clause: 二, when: {month_no: 3}, post: {money: 1}}]": "按年（year）计算的没有 month_no",
    FILED + "figures: {n: {sum: filed, field: 'working_days_between(size, date)', in: year}}": "类型为 day 的字段",
    FILED + "figures: {n: {sum: filed, field: 'working_days_between(note, date)', in: year}}": "类型为 day 的字段",
    FILED + "figures: {n: {sum: filed, field: 'working_days_between(month_day, date)', in: year}}": "类型为 day 的字段",
    FILED + "figures: {n: {sum: filed, field: working_days_between(date), in: year}}": "应写成 working_days_between",
    FILED + "figures: {n: {sum: filed, field: 'working_days_between(2006-01-01, date)', in: year}}": "放假安排只有 2007 年到",
    "figures: {n: {is: 'working_days_between(lates, 2024-01-01)', in: year}}": "类型为 day 的字段",
    "figures: {working_days: {count: late}}": "期间本来就有的",
    "parameters: {working_days: {asks: 几天, clause: 二}}": "期间本来就有的",
    "rules: [{id: a, clause: 二, fact: late, post: {score: working_days}}]": "是期间的",
    "people: {since: {type: day}}\nconventions: {chief: 'working_days_between(since, 2024-02-01) > 3'}": "chief 只能写人员的属性",
    "rules: [{id: a, clause: 二, fact: late, undo: {rules: a, by: case, within_days: 1, within_working_days: 1}}]": "之一",
    "rules: [{id: a, clause: 二, fact: late, undo: {rules: a, by: case, within_working_days: 0}}]": "不能小于 1",
}


@pytest.mark.parametrize("extra", REFUSED)
def test_what_makes_no_sense_in_time_is_refused(extra: str) -> None:
    assert REFUSED[extra] in refusal_of(extra)

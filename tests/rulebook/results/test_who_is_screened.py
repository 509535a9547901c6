"""A bar is a condition for those whom it falls on, not for those whose fact brings it about."""

from __future__ import annotations

from datetime import date

import pytest

from xiaoneng.rulebook.engines import reference
from xiaoneng.rulebook.engines.relations import Fact, Membership, Office, Person, Unit
from xiaoneng.rulebook.language.load import load_text
from xiaoneng.rulebook.plan.compile import Request, compile_plan
from xiaoneng.rulebook.results.explain import explain
from xiaoneng.rulebook.results.outcome import Outcome
from xiaoneng.rulebook.results.screening import checks

RULEBOOK = """\
rulebook: screened
version: "1"
document: {title: 某办法, issuer: 某局}
conventions: {chief: {post: 站长}}
clauses: {一: 否决}
facts: {veto: {name: 否决事项, of: unit, fields: {lead: {name: 责任人, type: people}}}}
figures: {vetoes: {name: 否决事项, of: unit, count: veto, in: year}}
rules:
  - {id: unit, clause: 一, of: unit, when: {vetoes: {over: 0}}, effects: 定为不合格}
  - {id: lead, clause: 一, of: unit, fact: veto, bar: BAR}
awards: {best: {name: 先进个人, clause: 一}, team: {name: 先进站, clause: 一, of: unit}}
"""


def outcome(bar: str) -> Outcome:
    source = load_text(RULEBOOK.replace("BAR", bar))
    office = Office(
        (Person("P1", "甲一", post="站长"), Person("P2", "乙二")),
        (Unit("东站"),),
        (Membership(0, 0), Membership(1, 0)),
        (Fact("F1", "veto", date(2021, 3, 5).toordinal(), unit=0, people={"lead": (1,)}),),
    )
    plan = compile_plan(source, Request("2021"))
    return Outcome(source, plan, office, reference.run(plan, office))


@pytest.mark.parametrize(
    "bar, units, people",
    [
        ("{chief: all}", [], ["lead"]),
        ("{lead: all}", [], ["lead"]),
        ("{chief: team}", [], []),
        ("{subject: all}", ["lead"], []),
        ("{subject: team, chief: best}", ["lead"], ["lead"]),
    ],
)
def test_conditions_stand_with_those_they_fall_on(bar: str, units: list[str], people: list[str]) -> None:
    found = outcome(bar)
    assert [check.rule for check in checks(found, "unit")] == units
    assert [check.rule for check in checks(found, "person")] == people


def test_what_barred_the_chief_is_not_said_to_be_absent_of_the_unit() -> None:
    told = "\n".join(explain(outcome("{chief: all, lead: all}"), "东站"))
    assert "因否决事项 1 次（超过 0 次）" in told
    assert "否决事项：没有" not in told

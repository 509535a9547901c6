"""演示的一年: every office's events in the order of time, as its people would have done them."""

from __future__ import annotations

import csv
import io
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from xiaoneng.audit.action import SETUP
from xiaoneng.audit.clock import SHANGHAI, day_of
from xiaoneng.files.sample import write_sample
from xiaoneng.ledger.actions_enactment import answer_questions, draft_enactment, enact
from xiaoneng.ledger.actions_import import commit_import, confirm_batch, stage_import
from xiaoneng.ledger.actions_works import confirm_works, enter_works
from xiaoneng.ledger.models import Enactment, Fact, FactState
from xiaoneng.matters.actions import decide, open_matter
from xiaoneng.matters.models import Matter
from xiaoneng.matters.procedures import procedures_of
from xiaoneng.merit.actions import close_period, note_signature
from xiaoneng.org.actions_accounts import make_account
from xiaoneng.org.actions_grants import give_grant
from xiaoneng.org.actions_roster import import_roster, stage_roster
from xiaoneng.org.actions_setup import Starter, add_county_person, add_office
from xiaoneng.org.actions_units import add_unit
from xiaoneng.org.models import Account, Person, Role, Unit
from xiaoneng.org.particulars import leaders_first
from xiaoneng.org.permit import unit_on
from xiaoneng.rulebook.calendar import parse_period
from xiaoneng.rulebook.language.load import Source, chapters_of, load_rulebook
from xiaoneng.web.demo.actions import open_demo

Event = tuple[datetime, Callable[[datetime], None]]
Row = dict[str, str]
LEFT_OPEN = 4
"""Records of the newest month that still await confirmation in the demonstration."""
EVERY, LATE = 3, 4
"""Every so many months an office rectifies something; every so many offices one is late with it."""


@dataclass
class Demo:
    """一个演示单位 on its way: its sample as files, and what its events have made so far."""

    settings: dict[str, Any]
    plan: dict[str, Any]
    source: Source
    tables: dict[str, list[Row]]
    answers: dict[str, Any]
    period: str
    office: Unit | None = None
    people: dict[str, Person] = field(default_factory=dict)
    enactment: Enactment | None = None

    @property
    def runner(self) -> Person:
        """Who runs the year: the 考核管理员."""
        return self.people["effectiveness"]


def settings() -> dict[str, Any]:
    """The offices of the demonstration, from their file."""
    text = resources.files("xiaoneng.web.demo").joinpath("offices.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found


def build(now: datetime, told: Callable[[str], None], plan: dict[str, Any] | None = None) -> None:
    """造演示: the year is the one of `now`, up to it; `told` hears of each office. `plan` says which, as offices.yaml does."""
    plan = plan or settings()
    demos = [_read(plan, one, day_of(now).year) for one in plan["offices"]]
    events: list[Event] = [(_moment(date(day_of(now).year, 1, 4), 9), lambda at: _county(plan, at))]
    for number, demo in enumerate(demos):
        events += _events(demo, number, now)
    for at, act in sorted(events, key=lambda one: one[0]):
        act(at)
    open_demo(password=plan["password"], by=SETUP, at=now)
    for demo in demos:
        told(f"{demo.plan['name']}：《{demo.source.rulebook.document.title}》")


def _read(plan: dict[str, Any], one: dict[str, Any], year: int) -> Demo:
    source = load_rulebook(one["rulebook"])
    with tempfile.TemporaryDirectory() as place:
        made = write_sample(source, Path(place), one["people"], one["seed"], year)
        tables = {stem: _rows(Path(place) / f"{stem}.csv") for stem in ("people", "units", "facts", "works")}
        answers = yaml.load((Path(place) / "parameters.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader) or {}  # noqa: S506
    return Demo(plan, one, source, tables, answers, made.period)


def _rows(path: Path) -> list[Row]:
    if not path.is_file():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _moment(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), SHANGHAI).astimezone(UTC)


def _county(plan: dict[str, Any], at: datetime) -> None:
    one = plan["county_person"]
    add_county_person(county=plan["county"], starter=Starter(one["username"], one["name"], Role.COUNTY), by=SETUP, at=at)


def _events(demo: Demo, number: int, now: datetime) -> Iterator[Event]:
    """What happens in an office, each at its moment; several offices a minute apart."""
    today = day_of(now)
    begin = date(today.year, 1, 5)
    yield _moment(begin, 9, number), lambda at: _found(demo, at)
    yield _moment(begin, 10, number), lambda at: _roll(demo, at)
    yield _moment(begin, 11, number), lambda at: _accounts(demo, at)
    yield _moment(begin + timedelta(days=1), 9, number), lambda at: _rulebook(demo, at)
    yield _moment(begin + timedelta(days=1), 10, number), lambda at: _procedures(demo, at)
    yield now - timedelta(minutes=40 - number), lambda at: _recent(demo, at)
    for month in range(1, today.month + 1):
        period = parse_period(f"{today.year}-{month:02}")
        newest = month == today.month
        day = today if newest else period.last + timedelta(days=3)
        moment = now - timedelta(minutes=60 - number) if newest else _moment(day, 9, number)
        yield moment, lambda at, label=period.label, last=newest: _month(demo, label, at, last)  # type: ignore[misc]
        if not newest and month % EVERY == number % EVERY:
            yield from _rectified(demo, period.first, number)
        if not newest:
            signed = month < today.month - 1
            yield _moment(day, 15, number), lambda at, label=period.label, signed=signed: _close(demo, label, at, signed)  # type: ignore[misc]


def _rectified(demo: Demo, first: date, number: int) -> Iterator[Event]:
    """A rectification of a past month from its finding to its end; some were done after their day."""
    late = number % LATE == 0
    begun, done = first + timedelta(days=9), first + timedelta(days=15 if late else 11)
    made: list[Matter] = []

    def find(at: datetime) -> None:
        if demo.office is not None:
            known = procedures_of(demo.office, day_of(at))["rectification"]
            fields = {"finding": demo.settings["recent"]["finding"], "deadline": (begun + timedelta(days=3)).isoformat()}
            made.append(open_matter(known=known, subject=demo.people["ky"], fields=fields, by=demo.people["dc"], at=at))

    def step(at: datetime, name: str, outcome: str, who: str) -> None:
        for one in made:
            decide(matter=one, step=name, outcome=outcome, by=demo.people[who], at=at)

    yield _moment(begun, 11, number), find
    yield _moment(done, 11, number), lambda at: step(at, "rectify", "已整改", "ky")
    yield _moment(done, 16, number), lambda at: step(at, "recheck", "销号", "dc")


def _found(demo: Demo, at: datetime) -> None:
    plan, code = demo.settings, demo.plan["code"]
    starters = [Starter(f"{code}-{one['key']}", one["name"], Role(one["role"])) for one in plan["starters"]]
    office, _ = add_office(county=plan["county"], office=demo.plan["name"], section=plan["section"], people=starters, by=SETUP, at=at)
    demo.office = office
    for one in starters:
        demo.people[one.role] = Account.objects.get(username=one.username).person


def _roll(demo: Demo, at: datetime) -> None:
    office = demo.office
    if office is None:
        return
    there = {unit.name: unit for unit in Unit.objects.filter(office=office)}
    for order, row in enumerate(demo.tables["units"]):
        if row["科室"] not in there:
            more = {"category": row.get("类别", ""), "order": order, "fields": _declared(row, demo.source.rulebook.units)}
            there[row["科室"]] = add_unit(office=office, name=row["科室"], by=demo.runner, at=at, **more)
    out = io.StringIO()
    writer = csv.DictWriter(out, list(demo.tables["people"][0]))
    writer.writeheader()
    writer.writerows(demo.tables["people"])
    book = demo.source.rulebook
    roster = stage_roster(office=office, name="名册.csv", data=out.getvalue().encode(), book=book, by=demo.runner, at=at)
    import_roster(roster=roster, book=book, since=None, by=demo.runner, at=at)


def _declared(row: Row, fields: dict[str, Any]) -> dict[str, str]:
    found = {}
    for key, one in fields.items():
        column = (one.from_ or (one.name or key,))[0]
        if row.get(column):
            found[key] = row[column]
    return found


def _accounts(demo: Demo, at: datetime) -> None:
    plan, office = demo.settings, demo.office
    if office is None:
        return
    here = Person.objects.filter(office=office, left_on=None).exclude(no__startswith="G")
    people = list(leaders_first(here, day_of(at)))
    for one in plan["accounts"]:
        person = people[one["at"]]
        username = f"{demo.plan['code']}-{one['key']}"
        make_account(person=person, username=username, by=demo.people["system"], at=at)
        demo.people[one["key"]] = person
        unit = unit_on(person, day_of(at)) or office
        if one["role"]:
            scope = unit if one["role"] == Role.CHIEF else office
            reason, security = "岗位职责", demo.people["security"]
            give_grant(person=person, role=Role(one["role"]), unit=scope, since=None, until=None, reason=reason, by=security, at=at)


def _rulebook(demo: Demo, at: datetime) -> None:
    office = demo.office
    if office is None:
        return
    draft = draft_enactment(office=office, chapters=chapters_of(demo.plan["rulebook"]), by=demo.runner, at=at)
    kept = {
        name: answer
        for name, answer in demo.answers.items()
        if name in {**demo.source.rulebook.parameters, **demo.source.rulebook.readings}
    }
    answer_questions(enactment=draft, answers=kept, reasons={}, by=demo.runner, at=at)
    body = demo.source.rulebook.document.decided_by or "局务会议"
    demo.enactment = enact(enactment=draft, decided_by=body, decided_on=day_of(at), since=day_of(at), by=demo.runner, at=at)


def _procedures(demo: Demo, at: datetime) -> None:
    """The procedures that every office has beside its own document."""
    also = demo.settings["also"]
    if demo.office is None:
        return
    draft = draft_enactment(office=demo.office, chapters=chapters_of(also["rulebook"]), by=demo.runner, at=at)
    answer_questions(enactment=draft, answers=also["answers"], reasons={}, by=demo.runner, at=at)
    enact(enactment=draft, decided_by="局务会议", decided_on=day_of(at), since=day_of(at), by=demo.runner, at=at)


def _recent(demo: Demo, at: datetime) -> None:
    """A statement, an objection and a rectification that are under way."""
    office, words = demo.office, demo.settings["recent"]
    if office is None:
        return
    known = procedures_of(office, day_of(at))
    for key, state in (("statement", FactState.PENDING), ("objection", FactState.CONFIRMED)):
        fact = Fact.objects.filter(office=office, state=state).exclude(person=None).order_by("-day", "pk").first()
        if fact is not None and fact.person is not None:
            fields = {"text": words[key]}
            open_matter(known=known[key], subject=fact.person, fields=fields, facts=[fact], by=fact.person, at=at)
    fields = {"finding": words["finding"], "deadline": (day_of(at) + timedelta(days=3)).isoformat()}
    open_matter(known=known["rectification"], subject=demo.people["ky"], fields=fields, by=demo.people["dc"], at=at)


def _in_month(rows: list[Row], label: str, upto: date) -> list[Row]:
    period = parse_period(label)
    days = [(date.fromisoformat(row["日期"]), row) for row in rows if row.get("日期")]
    return [row for day, row in days if period.first <= day <= min(period.last, upto) and row.get("状态") != "已撤销"]


def _month(demo: Demo, label: str, at: datetime, newest: bool) -> None:
    enactment = demo.enactment
    if enactment is None:
        return
    facts = _in_month(demo.tables["facts"], label, day_of(at))
    split = len(facts) - LEFT_OPEN if newest else len(facts)
    for part, open_ones in ((facts[: max(split, 0)], False), (facts[max(split, 0) :], True)):
        if part:
            kept = [{name: text for name, text in row.items() if name not in ("编号", "状态")} for row in part]
            name = f"{label} 登记{'（新到）' if open_ones else ''}.csv"
            batch = stage_import(enactment=enactment, name=name, data=_csv(kept), source="科室登记表", by=demo.runner, at=at)
            if batch.problems:
                raise RuntimeError(f"{demo.plan['name']} {label}: {batch.problems[:3]}")
            commit_import(batch=batch, by=demo.runner, at=at)
            if not open_ones:
                confirm_batch(batch=batch, by=demo.runner, at=at)
    works = _in_month(demo.tables["works"], label, day_of(at))
    if works:
        rows = [{name: text for name, text in row.items() if name not in ("编号", "状态")} for row in works]
        made = enter_works(enactment=enactment, rows=rows, by=demo.runner, at=at)
        confirm_works(works=made, by=demo.runner, at=at)


def _csv(rows: list[Row]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def _close(demo: Demo, label: str, at: datetime, signed: bool) -> None:
    enactment = demo.enactment
    if enactment is None or not any(one.period == "month" for one in demo.source.rulebook.accounts.values()):
        return
    run = close_period(enactment=enactment, period=parse_period(label), leave_open="演示", by=demo.runner, at=at)
    if signed:
        later = at + timedelta(minutes=40)
        note_signature(run=run, signed_on=day_of(later), signed_by="单位主要领导", by=demo.runner, at=later)


def sign_ins(plan: dict[str, Any]) -> list[tuple[str, str, str]]:
    """谁能登录: (office, username, as whom)."""
    found = [(plan["county"], plan["county_person"]["username"], Role.COUNTY.label)]
    names: dict[str, str] = defaultdict(str)
    for one in (*plan["starters"], *plan["accounts"]):
        names[one["key"]] = Role(one["role"]).label if one["role"] else Role.STAFF.label
    found += [(office["name"], f"{office['code']}-{key}", label) for office in plan["offices"] for key, label in names.items()]
    return found

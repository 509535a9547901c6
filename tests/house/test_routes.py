"""Every route × role × method: a committed table, made anew and compared. Another office's object is not there, nor any of its words.

After a change that is meant, write the table anew: `XIAONENG_WRITE_ROUTES=1 pytest tests/house/test_routes.py`.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.people import MORNING, Cast, enact, make_cast
from xiaoneng.audit.models import Entry
from xiaoneng.ledger.actions_absences import Away, note_absence
from xiaoneng.ledger.actions_enactment import draft_enactment
from xiaoneng.ledger.actions_facts import add_evidence, enter_fact
from xiaoneng.ledger.actions_import import stage_import
from xiaoneng.ledger.actions_originals import load_original
from xiaoneng.ledger.actions_works import enter_works
from xiaoneng.ledger.evidence import Upload
from xiaoneng.ledger.models import Absence, Work
from xiaoneng.ledger.rulebooks import source_of
from xiaoneng.matters.actions import open_matter
from xiaoneng.matters.procedures import procedures_of
from xiaoneng.merit.actions import close_period
from xiaoneng.org.actions_bodies import set_body, set_lead
from xiaoneng.org.actions_handover import draw_handover
from xiaoneng.org.actions_roster import stage_roster
from xiaoneng.org.actions_tokens import DUE, make_token
from xiaoneng.org.models import Account, Appointment, Factor, Grant, Person, Post, Role, SignedIn
from xiaoneng.org.pages.guard import GUARDS
from xiaoneng.rulebook.calendar import parse_period
from xiaoneng.rulebook.language.load import chapters_of, load_text
from xiaoneng.web.org.views import PLAIN

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
TABLE = Path(__file__).with_name("routes.csv")
ROLES = ("anonymous", "ma", "he", "shen", "lin", "zhou", "tang", "gu", "qi", "county", "fang")
HEADS = ("route", "method", "anonymous", "staff", "chief", "leader", "effectiveness", "inspector", "system", "security", "auditor")
MORE = ("county", "other office")
OPEN = frozenset({"sign-in/", "sign-in/second/", "sign-out/", "health/", "due/<str:token>.ics"})
"""Routes without a guard: they are for people who are not signed in yet, or no more, and for calendar programs with a token."""

LEAVING = frozenset({"sign-out/", "me/sessions/end/"})
"""Routes that change the session itself, which taking back what was written would break."""
WORDS = {
    "<slug:kind>": "fact",
    "<str:key>": "statement",
    "<str:form>": "pdf",
    "<slug:sheet>": "summary",
    "<slug:letter>": "letter",
    "<str:what>": "party",
}
"""Words in addresses that name no thing of the office."""


class Undo(Exception):
    """Takes back what a request wrote."""


def routes() -> Iterator[tuple[str, URLPattern]]:
    """(address pattern, pattern) of everything that is served."""

    def inside(prefix: str, patterns: list[URLPattern | URLResolver]) -> Iterator[tuple[str, URLPattern]]:
        for one in patterns:
            here = prefix + str(one.pattern)
            if isinstance(one, URLResolver):
                yield from inside(here, one.url_patterns)
            else:
                yield here, one

    # The API has its own tests: it knows tokens, not sessions.
    yield from (one for one in inside("", get_resolver().url_patterns) if not one[0].startswith("api/"))


def things(cast: Cast) -> dict[str, object]:
    """Something of the office for every address that names one."""
    assert cast.enactment is not None
    book = load_text(PLAIN).rulebook
    enact(cast, "office-procedures")
    row = {"日期": "2026-06-20", "对象": "M05", "事项": "迟到", "说明": "金丝雀"}
    fact = enter_fact(enactment=cast.enactment, row=row, by=cast.zhou, at=MORNING)
    known = procedures_of(cast.office, MORNING.date())["statement"]
    period = parse_period("2026-06")
    data = "日期,对象,事项\n2026-07-20,M05,迟到\n".encode()
    add_evidence(fact=fact, evidence=[Upload("金丝雀.txt", "条".encode())], by=cast.lin, at=MORNING)
    absence, work = beside(cast)
    return {
        "facts/<int:pk>": fact.pk,
        "facts/<int:pk>/evidence/<int:file>": fact.evidence.get().pk,
        "facts/absences/<int:pk>": absence.pk,
        "facts/absences/<int:pk>/evidence/<int:file>": absence.evidence.get().pk,
        "facts/works/<int:pk>": work.pk,
        "facts/works/<int:pk>/evidence/<int:file>": work.evidence.get().pk,
        "facts/import/<int:pk>": stage_import(enactment=cast.enactment, name="a.csv", data=data, source="表", by=cast.lin, at=MORNING).pk,
        "matters/<int:pk>": open_matter(known=known, subject=cast.ma, fields={"text": "金丝雀"}, facts=[fact], by=cast.ma, at=MORNING).pk,
        "results/runs/<int:pk>": close_period(enactment=cast.enactment, period=period, leave_open="金丝雀", by=cast.lin, at=MORNING).pk,
        "results/person/<int:pk>": cast.ma.pk,
        **versions(cast),
        "org/roster/<int:pk>": stage_roster(
            office=cast.office, name="a.csv", data="工号,姓名,科室\nM5,甲,办公室\n".encode(), book=book, by=cast.lin, at=MORNING
        ).pk,
        "org/units/<int:pk>": cast.sections["救助股"].pk,
        "org/people/<int:pk>": cast.ma.pk,
        **posts(cast),
        "org/accounts/<int:pk>": Account.objects.get(person=cast.ma).pk,
        "org/grants/<int:pk>": Grant.objects.filter(person=cast.he).get().pk,
        "audit/check/<int:size>": 1,
        "<str:number>": fact.pk,
        "audit/<int:seq>": Entry.objects.filter(office_id=cast.office.pk).latest("seq").pk,
        **own(cast),
        **WORDS,
    }


def versions(cast: Cast) -> dict[str, object]:
    """A draft of a rulebook, and the office's own document beside the version in force."""
    upload = Upload("金丝雀.txt", "一、金丝雀".encode())
    draft = draft_enactment(office=cast.office, chapters=chapters_of("shufu-civil-affairs-2012"), by=cast.lin, at=MORNING)
    original = load_original(office=cast.office, enactment=cast.enactment, upload=upload, by=cast.lin, at=MORNING)
    return {"rulebook/versions/<int:pk>": draft.pk, "rulebook/originals/<int:pk>": original.pk}


def posts(cast: Cast) -> dict[str, object]:
    """Posts, bodies, leads, appointments and a handover of the office."""
    post = Post.objects.get(unit=cast.sections["救助股"], name="科员")
    handover = draw_handover(post=post, giver=cast.ma, taker=cast.he, day=MORNING.date(), also="金丝雀", by=cast.lin, at=MORNING)
    body = set_body(office=cast.office, name="金丝雀会议", members=["救助股"], by=cast.lin, at=MORNING)
    lead = set_lead(person=cast.shen, unit=cast.sections["救助股"], kind="分管", since=None, by=cast.lin, at=MORNING)
    return {
        "org/posts/<int:pk>": post.pk,
        "org/handovers/<int:pk>": handover.pk,
        "org/bodies/<int:pk>": body.pk,
        "org/leads/<int:pk>": lead.pk,
        "org/appointments/<int:pk>": Appointment.objects.get(person=cast.ma).pk,
        "org/particulars/<int:pk>": cast.shen.particulars.get().pk,
    }


def own(cast: Cast) -> dict[str, object]:
    """What stands on somebody's own pages."""
    account = Account.objects.get(person=cast.ma)
    token, _ = make_token(name="考勤机", scopes=["facts:write"], until=MORNING.date(), by=cast.ma, at=MORNING)
    return {
        "me/sessions/<int:pk>": SignedIn.objects.create(account=account, session_key="x", began_at=MORNING).pk,
        "me/second/<int:pk>": Factor.objects.create(account=account, kind="totp", secret="", made_at=MORNING).pk,
        "me/tokens/<int:pk>": token.pk,
        "due/<str:token>": make_token(name="手机", scopes=[DUE], until=date(2100, 1, 1), by=cast.ma, at=MORNING)[1],
    }


def beside(cast: Cast) -> tuple[Absence, Work]:
    """An absence with its paper and a work with its file."""
    away = Away("leave", date(2026, 6, 20), date(2026, 6, 20))
    paper = [Upload("假条.txt", "金丝雀".encode())]
    absence = note_absence(person=cast.ma, away=away, approved_by="何田", remark="金丝雀", evidence=paper, by=cast.lin, at=MORNING)
    info = enact(cast, "county-information")
    written = {"类别": next(iter(source_of(info).rulebook.works.values())).name, "标题": "金丝雀", "作者": "M05", "日期": "2026-06-20"}
    work = enter_works(enactment=info, rows=[written], evidence=[Upload("稿.txt", "金丝雀".encode())], by=cast.lin, at=MORNING)[0]
    return absence, work


def address(route: str, known: dict[str, object]) -> str:
    """A route with the ids of things that there are."""
    asked = route
    for part, value in sorted(known.items(), key=lambda one: -len(one[0])):
        name = part[part.rindex("<") :]
        if part in asked:
            route = route.replace(name, str(value))
    assert "<" not in route, f"give tests/house/test_routes.py something for {route}"
    return "/" + route


def clients(cast: Cast) -> dict[str, Client]:
    person = Person.objects.create(office=cast.county, no="C1", name="扈长庚")
    Appointment.objects.create(person=person, unit=cast.county)
    Grant.objects.create(person=person, role=Role.COUNTY, unit=cast.county)
    Account.objects.create(username="xian", person=person, must_change=False)
    found = {"anonymous": Client()}
    for name in ROLES[1:]:
        found[name] = Client(raise_request_exception=True)
        found[name].force_login(Account.objects.get(username="xian" if name == "county" else name))
    return found


def asked(client: Client, method: str, where: str) -> tuple[int, str]:
    """Status and body; whatever was written is taken back."""
    answer = None
    try:
        with transaction.atomic():
            answer = client.get(where) if method == "GET" else client.post(where)
            raise Undo
    except Undo:
        pass
    assert answer is not None
    if answer.streaming:
        return answer.status_code, b"".join(answer).decode(errors="replace")
    return answer.status_code, answer.content.decode(errors="replace")


def made_table(cast: Cast) -> list[list[str]]:
    known, people = things(cast), clients(cast)
    rows = []
    for route, _ in sorted(routes(), key=lambda one: one[0]):
        where = address(route, known)
        for method in ("GET", "POST"):
            before = Entry.objects.count()
            asking = people if route not in LEAVING else {"anonymous": people["anonymous"]}
            told = {name: asked(client, method, where) for name, client in asking.items()}
            assert Entry.objects.count() == before
            assert all(status < 500 for status, _ in told.values()), (where, method, told)
            if "<int" in route:
                assert told["fang"][0] in (403, 404, 405), where
                assert "金丝雀" not in told["fang"][1]
                assert "马满" not in told["fang"][1]
            rows.append([route, method, *(str(told[name][0]) if name in told else "" for name in ROLES)])
    return rows


def test_every_route_for_every_role() -> None:
    rows = made_table(make_cast())
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([(*HEADS, *MORE), *rows])
    if os.environ.get("XIAONENG_WRITE_ROUTES"):
        TABLE.write_text(out.getvalue(), encoding="utf-8")
    committed = TABLE.read_text(encoding="utf-8").splitlines()
    assert out.getvalue().splitlines() == committed


def test_every_route_has_a_guard() -> None:
    views = {route: f"{pattern.callback.__module__}.{pattern.callback.__name__}" for route, pattern in routes()}
    unguarded = [route for route, view in views.items() if view not in GUARDS and route not in OPEN]
    assert unguarded == []


def test_get_never_writes() -> None:
    cast = make_cast()
    known, people = things(cast), clients(cast)
    before = Entry.objects.count()
    for route, _ in routes():
        answer = people["lin"].get(address(route, known))
        assert not answer.streaming or b"".join(answer)
    assert Entry.objects.count() == before

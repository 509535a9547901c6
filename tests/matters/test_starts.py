"""What one may begin about a record, where one sees it: on its page, beside each part of one's figure, under what bars."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.people import MORNING, Cast, enact, make_cast
from xiaoneng.ledger.actions_facts import confirm_fact, enter_fact, withdraw_fact
from xiaoneng.ledger.models import Fact
from xiaoneng.matters.actions import decide, open_matter
from xiaoneng.matters.procedures import procedures_of
from xiaoneng.matters.queries import starts_on
from xiaoneng.org.models import Person
from xiaoneng.org.permit import Viewer

pytestmark = pytest.mark.django_db
TODAY = MORNING.date()


@pytest.fixture
def cast() -> Cast:
    cast = make_cast()
    enact(cast, "office-procedures")
    return cast


def finding(cast: Cast, day: int = 22) -> Fact:
    assert cast.enactment is not None
    return enter_fact(enactment=cast.enactment, row={"日期": f"2026-07-{day}", "对象": "M05", "事项": "迟到"}, by=cast.zhou, at=MORNING)


def names(person: Person, fact: Fact) -> list[str]:
    return [one.name for one in starts_on(Viewer(person, TODAY), [fact]).get(fact.pk, [])]


def page(client: Client, person: Person, address: str) -> str:
    client.force_login(person.account)
    return client.get(address).content.decode()


def test_a_statement_while_it_waits_and_an_objection_once_it_counts(cast: Cast) -> None:
    fact = finding(cast)
    assert names(cast.ma, fact) == ["本人说明"]
    confirm_fact(fact=fact, by=cast.lin, at=MORNING)
    assert names(cast.ma, fact) == ["异议"]
    withdraw_fact(fact=fact, reason="登错", by=cast.lin, at=MORNING)
    assert names(cast.ma, fact) == []


def test_only_for_whom_it_concerns_and_not_twice(cast: Cast) -> None:
    fact = finding(cast)
    assert [names(one, fact) for one in (cast.he, cast.zhou, cast.lin, cast.wu)] == [[], [], [], []]
    known = procedures_of(cast.office, TODAY)["statement"]
    matter = open_matter(known=known, subject=cast.ma, fields={"text": "车坏"}, facts=[fact], by=cast.ma, at=MORNING)
    assert names(cast.ma, fact) == []
    decide(matter=matter, step="read", outcome="属实仍计", by=cast.lin, at=MORNING)
    fact.refresh_from_db()
    assert names(cast.ma, fact) == ["异议"]


def test_an_office_without_procedures_offers_none() -> None:
    cast = make_cast()
    assert names(cast.ma, finding(cast)) == []


def test_the_links_stand_where_the_record_is_seen(cast: Cast, client: Client) -> None:
    waiting, counted = finding(cast, 21), finding(cast, 22)
    confirm_fact(fact=counted, by=cast.lin, at=MORNING)
    statement, objection = f"/matters/new/statement/?fact={waiting.pk}", f"/matters/new/objection/?fact={counted.pk}"
    own = page(client, cast.ma, f"/results/person/{cast.ma.pk}/?period=2026-07")
    assert (statement in own, objection in own) == (True, True)
    assert statement in page(client, cast.ma, f"/facts/{waiting.pk}/")
    assert objection in page(client, cast.ma, f"/facts/{counted.pk}/")
    others = page(client, cast.lin, f"/facts/{counted.pk}/") + page(client, cast.lin, f"/results/person/{cast.ma.pk}/?period=2026-07")
    assert "/matters/new/" not in others
    assert client.get(objection).status_code == 200

"""一页只问一次: on a page that is read, never where something is written."""

from __future__ import annotations

import pytest

from tests.people import MORNING, make_cast
from xiaoneng.ledger.actions_enactment import end_enactment
from xiaoneng.ledger.rulebooks import in_force
from xiaoneng.org.asking import asked_once, reading


def test_asked_once_while_a_page_is_made() -> None:
    asked: list[int] = []

    def ask() -> int:
        asked.append(1)
        return len(asked)

    assert [asked_once("what", ask), asked_once("what", ask)] == [1, 2]
    with reading():
        assert [asked_once("what", ask), asked_once("what", ask), asked_once("else", ask)] == [3, 3, 4]
    with reading():
        assert asked_once("what", ask) == 5


@pytest.mark.django_db
def test_an_action_sees_what_it_wrote() -> None:
    cast = make_cast()
    assert cast.enactment is not None
    day = MORNING.date()
    assert [one.pk for one in in_force(cast.office, day)] == [cast.enactment.pk]
    end_enactment(enactment=cast.enactment, until=day.replace(day=1), reason="另有规定", by=cast.lin, at=MORNING)
    assert in_force(cast.office, day) == []

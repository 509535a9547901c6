"""次序的动作: the official order in which the office names its people (班子排序号)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from xiaoneng.audit.action import action, record
from xiaoneng.audit.refusals import Refused
from xiaoneng.audit.writing import move
from xiaoneng.org.actions_revision import touch
from xiaoneng.org.models import Person, Unit
from xiaoneng.org.permit import permit


@action("org.set_order")
def set_order(*, office: Unit, order: Mapping[int, int], versions: Mapping[int, int], basis: str, by: Person, at: datetime) -> int:
    """排定次序: person's id → number. `versions` are those that were on the page, so that nobody's change in between is lost."""
    permit(by, "org.set_order", office, at)
    changed = {}
    for person in Person.objects.filter(office=office, pk__in=order):
        if person.order != order[person.pk]:
            changed[person.name] = [person.order, order[person.pk]]
            person.version = versions.get(person.pk, person.version)
            move(person, order=order[person.pk])
    if not changed:
        raise Refused("次序没有变；请改了排序号再保存")
    touch(office)
    record(office, office_id=office.pk, changes={"order": changed}, reason=basis)
    return len(changed)

"""机构的查询: people, units and accounts that a viewer may see; another office's don't exist."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from xiaoneng.audit.chain import digest_of
from xiaoneng.org.models import Account, ApiToken, Appointment, Body, Grant, Handover, Lead, Level, Particular, Person, Post, Unit
from xiaoneng.org.permit import Viewer, during


def people_for(viewer: Viewer) -> QuerySet[Person]:
    """看得到的人员: the roll of the own office."""
    return Person.objects.filter(office=viewer.office)


def units_for(viewer: Viewer) -> QuerySet[Unit]:
    """看得到的科室: inside the own office."""
    return Unit.objects.filter(office=viewer.office).exclude(pk=viewer.office.pk)


def accounts_for(viewer: Viewer) -> QuerySet[Account]:
    """看得到的帐号: of the own office's people."""
    return Account.objects.filter(person__office=viewer.office).select_related("person").order_by("username")


def grants_for(viewer: Viewer) -> QuerySet[Grant]:
    """看得到的授权: over the own office and what is below it."""
    return Grant.objects.filter(person__office=viewer.office).select_related("person", "unit")


def bodies_for(viewer: Viewer) -> QuerySet[Body]:
    """看得到的机构、会议: each composition that there was, is or will be."""
    return Body.objects.filter(office=viewer.office).select_related("seat", "office")


def posts_for(viewer: Viewer) -> QuerySet[Post]:
    """看得到的岗位."""
    return Post.objects.filter(unit__office=viewer.office).select_related("unit", "unit__office")


def leads_for(viewer: Viewer) -> QuerySet[Lead]:
    """看得到的分管."""
    return Lead.objects.filter(unit__office=viewer.office).select_related("person", "unit", "unit__office")


def appointments_for(viewer: Viewer) -> QuerySet[Appointment]:
    """看得到的任职."""
    return Appointment.objects.filter(person__office=viewer.office).select_related("person", "person__office", "unit", "post")


def particulars_for(viewer: Viewer) -> QuerySet[Particular]:
    """看得到的登记项."""
    return Particular.objects.filter(person__office=viewer.office).select_related("person", "person__office")


def handovers_for(viewer: Viewer) -> QuerySet[Handover]:
    """看得到的移交: one's own, or of the units that a grant covers."""
    rows = Handover.objects.filter(office=viewer.office)
    rows = rows.select_related("post", "post__unit", "post__unit__office", "giver", "taker", "office")
    units = viewer.units_with("org.see_handovers")
    if viewer.office.pk in units:
        return rows
    return rows.filter(Q(giver=viewer.pk) | Q(taker=viewer.pk) | Q(post__unit__in=units))


def offices_for(viewer: Viewer) -> QuerySet[Unit]:
    """看得到的单位: the offices of a county, for its own people; nothing inside them."""
    here = viewer.office
    return Unit.objects.filter(level=Level.OFFICE, parent=here) if here.level == Level.COUNTY else Unit.objects.none()


def members_on(units: Iterable[Unit], on: date) -> dict[int, list[Appointment]]:
    """某日的人员: unit → its appointments on a day."""
    rows = Appointment.objects.filter(unit__in=units).filter(during(on)).select_related("person", "post")
    found: dict[int, list[Appointment]] = {}
    for row in rows.filter(Q(person__left_on=None) | Q(person__left_on__gte=on)).order_by("person__order"):
        found.setdefault(row.unit_id, []).append(row)
    return found


def token_for(text: str, on: date) -> ApiToken | None:
    """认令牌: the token of that text, where it has not ended and its person's account can be used on the day."""
    found = ApiToken.objects.filter(digest=digest_of(text), ended_at=None, until__gte=on).select_related("person__office").first()
    if found is None or not getattr(found.person, "account", None) or not found.person.account.open_on(on):
        return None
    return found

"""随名改称: a body's composition goes by the names of posts and sections; a new name is carried over. Inside actions only."""

from __future__ import annotations

from django.db.models import Q

from xiaoneng.audit.writing import move
from xiaoneng.org.models import Body, Post, Unit
from xiaoneng.org.words import part_of, role_of, written


def rename_word(office: Unit, before: str, after: str) -> None:
    """Where nothing else bears the old name any more, the compositions that are in force or to come say the new one."""
    if before == after or Post.objects.filter(unit__office=office, name=before, until=None).exists():
        return
    if Unit.objects.filter(office=office, name=before, until=None).exists():
        return
    for body in Body.objects.filter(Q(until=None), office=office):
        members = [written(role_of(one), after if part_of(one) == before else part_of(one)) for one in body.members]
        if members != body.members:
            move(body, members=members)

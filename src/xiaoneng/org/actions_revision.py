"""数据变动: what other actions say when something changed that an office's results rest on."""

from __future__ import annotations

from django.db.models import F

from xiaoneng.org.models import Unit


def touch(office: Unit) -> None:
    """记一次变动: results computed before are computed anew when next asked for. Inside actions only."""
    Unit.objects.filter(pk=office.pk).update(revision=F("revision") + 1)

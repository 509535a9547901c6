"""数据变动: what other actions say when something changed that an office's results rest on."""

from __future__ import annotations

from django.db.models import F

from xiaoneng.org.models import Unit


def touch(office: Unit, *, counts: bool = True) -> None:
    """记一次变动: results computed before are computed anew when next asked for. What counts in no result (a record that awaits
    confirmation) changes only what is shown beside them. Inside actions only."""
    column = "revision" if counts else "aside_revision"
    Unit.objects.filter(pk=office.pk).update(**{column: F(column) + 1})

"""健康: what a watchdog asks: ok or not ok, nothing else."""

from __future__ import annotations

import shutil
from functools import cache

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

LEAST_BYTES = 50 * 1024 * 1024
"""With less than this on the disk, writes begin to fail."""


class Behind(Exception):
    """数据库不是最新."""


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """ok where the database answers and is up to date and the disk has room. Needs no sign-in."""
    try:
        up_to_date()
        with connection.cursor() as cursor:
            cursor.execute("SELECT seq FROM audit_head")
            cursor.fetchone()
        fine = shutil.disk_usage(settings.DATA).free >= LEAST_BYTES
    except (DatabaseError, OSError, Behind):
        fine = False
    return HttpResponse("ok" if fine else "not ok", content_type="text/plain", status=200 if fine else 503)


@cache
def up_to_date() -> None:
    """Looks once: a database that was up to date when this process began stays so. Raises Behind, which is not remembered."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise Behind

"""The floor and the peer of the pages: plain Django with a session and 25 rows of a table, and the same rows in its own admin.

python -m bench.web_floor — one line of JSON. The same seven middlewares as `startproject` writes, SQLite, a signed-in user.
"""

from __future__ import annotations

import os
import secrets
import tempfile
from datetime import date, timedelta
from time import process_time
from typing import Any

import django
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bench.county import Clock, say
from bench.web import session_of, timed

ROWS, SHOWN = 2_500, 25
TABLE = """<!DOCTYPE html><html lang="zh-hans"><head><title>记录</title></head><body><p>{{ user.username }}</p><table>
{% for row in rows %}<tr><td>{{ row.day|date:"Y-m-d" }}</td><td>{{ row.who }}</td><td>{{ row.what }}</td><td>{{ row.quantity }}</td>
<td>{{ row.remark }}</td><td>{{ row.no }}</td></tr>{% endfor %}</table></body></html>"""
PLAIN = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
APPS = ["django.contrib.admin", "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "django.contrib.messages"]


def configure(folder: str) -> None:
    shell = ["request", "auth", "messages"]
    processors = [f"django.{'template' if name == 'request' else f'contrib.{name}'}.context_processors.{name}" for name in shell]
    loaders = [("django.template.loaders.cached.Loader", [("django.template.loaders.locmem.Loader", {"table.html": TABLE}),
                                                          "django.template.loaders.app_directories.Loader"])]  # fmt: skip
    settings.configure(
        SECRET_KEY=secrets.token_hex(), ALLOWED_HOSTS=["*"], ROOT_URLCONF="bench.web_floor", INSTALLED_APPS=APPS, MIDDLEWARE=PLAIN,
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.path.join(folder, "floor.sqlite3")}},
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates",
                    "OPTIONS": {"context_processors": processors, "loaders": loaders}}],
        STATIC_URL="/static/", DEFAULT_AUTO_FIELD="django.db.models.BigAutoField", USE_TZ=True, LANGUAGE_CODE="zh-hans",
    )  # fmt: skip
    django.setup()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        configure(folder)
        cookie, clock = f"sessionid={_fill()}", Clock(process_time)
        timed(clock, "plain Django, 25 rows", "/", cookie)
        timed(clock, "Django admin, 25 rows", "/admin/admin/row/", cookie)
        say(clock)


def _fill() -> str:
    """The table with its two pages; gives the session of somebody signed in."""
    from django.contrib import admin  # noqa: PLC0415
    from django.contrib.auth import get_user_model  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415
    from django.urls import path  # noqa: PLC0415

    row = _row()
    shown = {"list_display": ("day", "who", "what", "quantity", "remark", "no"), "list_per_page": SHOWN}
    admin.site.register(row, type("Rows", (admin.ModelAdmin,), shown))

    def table(request: HttpRequest) -> HttpResponse:
        assert request.user.is_authenticated
        return render(request, "table.html", {"rows": row.objects.order_by("-day", "-pk")[:SHOWN], "user": request.user})

    urlpatterns[:] = [path("", table), path("admin/", admin.site.urls)]
    call_command("migrate", verbosity=0)
    with connection.schema_editor() as editor:
        editor.create_model(row)
    days = [date(2026, 1, 1) + timedelta(days=n % 330) for n in range(ROWS)]
    more = {"what": "迟到", "quantity": 100, "remark": "打卡 08:41"}
    row.objects.bulk_create([row(day=day, who=f"员{n % 300}", no=str(n), **more) for n, day in enumerate(days)])
    users: Any = get_user_model().objects
    return session_of(users.create_superuser("bench", "", "bench"))


def _row() -> Any:
    """One table, as anybody would write it."""
    from django.db import models  # noqa: PLC0415

    class Row(models.Model):
        day = models.DateField()
        who = models.CharField(max_length=40)
        what = models.CharField(max_length=80)
        quantity = models.BigIntegerField()
        remark = models.TextField()
        no = models.CharField(max_length=40)

        class Meta:
            app_label = "admin"

    return Row


urlpatterns: list[object] = []

if __name__ == "__main__":
    from bench import web_floor

    web_floor.main()

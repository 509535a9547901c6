"""An office of 300 people with a year of facts, made as the demonstration is: by calling the actions with past moments.

python -m bench.web_office FOLDER [PEOPLE] — the folder then holds a database that `bench.web`, `bench.crowd` and `bench.months` use.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from typing import Any

PEOPLE = 300
RULEBOOK = "shufu-civil-affairs-2012"
NOW = datetime(2026, 11, 27, 2, 0, tzinfo=UTC)
"""A working morning late in the year."""
SETTINGS = "xiaoneng.config.settings"


def prepare(folder: str) -> None:
    """Django with the data folder; to be called before anything of it is imported."""
    os.environ["XIAONENG_DATA"] = folder
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    os.environ.pop("DATABASE_URL", None)
    import django  # noqa: PLC0415

    django.setup()


def make(folder: str, people: int = PEOPLE) -> None:
    prepare(folder)
    from django.core.management import call_command  # noqa: PLC0415

    from xiaoneng.web.demo.year import build, settings  # noqa: PLC0415

    call_command("migrate", verbosity=0, interactive=False)
    plan: dict[str, Any] = settings()
    offices = [one for one in plan["offices"] if one["rulebook"] == RULEBOOK]
    call_command("collectstatic", verbosity=0, interactive=False)
    build(NOW, lambda _: None, plan | {"offices": [offices[0] | {"people": people}]})


if __name__ == "__main__":
    make(sys.argv[1], *map(int, sys.argv[2:]))

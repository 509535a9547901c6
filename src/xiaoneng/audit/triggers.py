"""不许改删: the database itself refuses to change or delete entries and checkpoints; only an entry's words may be erased."""

from __future__ import annotations

from typing import Any

from xiaoneng.audit.chain import ERASED
from xiaoneng.audit.rows import COLUMNS, MARKS

KEPT = {"audit_entry": COLUMNS, "audit_checkpoint": MARKS}
SAID = "审计记录不能改动或删除"


def statements(vendor: str) -> list[str]:
    """The statements that make the triggers, for `sqlite` or `postgresql`."""
    made = _sqlite if vendor == "sqlite" else _postgresql
    return [statement for table in KEPT for statement in made(table)]


def _erasing(table: str, same: str) -> str:
    """The condition under which an update is an erasure and nothing else; '' for a table that has none."""
    if table != "audit_entry":
        return ""
    columns = [name for name in COLUMNS if name != "details"]
    return f"NEW.details = '{ERASED}' AND " + " AND ".join(f"NEW.{name} {same} OLD.{name}" for name in columns)


def _sqlite(table: str) -> list[str]:
    erasing = _erasing(table, "IS")
    when = f"WHEN NOT ({erasing}) " if erasing else ""
    key = KEPT[table][0]
    twice = f"SELECT 1 FROM {table} WHERE {key} = NEW.{key}"  # noqa: S608 names of our own
    refuse = f"BEGIN SELECT RAISE(ABORT, '{SAID}'); END"
    return [
        f"CREATE TRIGGER {table}_update BEFORE UPDATE ON {table} {when}{refuse}",
        f"CREATE TRIGGER {table}_delete BEFORE DELETE ON {table} {refuse}",
        # INSERT OR REPLACE deletes without asking the trigger above.
        f"CREATE TRIGGER {table}_insert BEFORE INSERT ON {table} WHEN EXISTS ({twice}) {refuse}",
    ]


def _postgresql(table: str) -> list[str]:
    erasing = _erasing(table, "IS NOT DISTINCT FROM")
    let = f"IF TG_OP = 'UPDATE' THEN IF {erasing} THEN RETURN NEW; END IF; END IF; " if erasing else ""
    return [
        f"CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger AS $$ BEGIN {let}RAISE EXCEPTION '{SAID}'; END $$ LANGUAGE plpgsql",
        f"CREATE TRIGGER {table}_keep BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_refuse()",
        f"CREATE TRIGGER {table}_whole BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()",
    ]


def undone(vendor: str) -> list[str]:
    """The statements that take them away: for migrations that change these tables, and for tests that empty their database."""
    if vendor == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {table}_{act}" for table in KEPT for act in ("update", "delete", "insert")]
    return [f"DROP TRIGGER IF EXISTS {table}_{name} ON {table}" for table in KEPT for name in ("keep", "whole")]


def there(cursor: Any, vendor: str) -> set[str]:
    """Which of the triggers the database has; `doctor` asks."""
    if vendor == "sqlite":
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    else:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'")
    return {name for (name,) in cursor.fetchall()}


def wanted(vendor: str) -> set[str]:
    """The names of all triggers."""
    acts = ("update", "delete", "insert") if vendor == "sqlite" else ("keep", "whole")
    return {f"{table}_{act}" for table in KEPT for act in acts}


def make(apps: Any, schema_editor: Any) -> None:
    """In a migration: makes the triggers."""
    for statement in statements(schema_editor.connection.vendor):
        schema_editor.execute(statement)


def unmake(apps: Any, schema_editor: Any) -> None:
    """In a migration: takes them away."""
    for statement in undone(schema_editor.connection.vendor):
        schema_editor.execute(statement)

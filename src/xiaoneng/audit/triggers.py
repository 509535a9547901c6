"""不许改删: the database itself refuses to change or delete entries and checkpoints."""

from __future__ import annotations

from typing import Any

TABLES = ("audit_entry", "audit_checkpoint")
SAID = "审计记录不能改动或删除"


def statements(vendor: str) -> list[str]:
    """The statements that make the triggers, for `sqlite` or `postgresql`."""
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER {table}_{act.lower()} BEFORE {act} ON {table} BEGIN SELECT RAISE(ABORT, '{SAID}'); END"
            for table in TABLES
            for act in ("UPDATE", "DELETE")
        ]
    refuse = f"CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION '{SAID}'; END $$ LANGUAGE plpgsql"
    return [
        refuse,
        *(
            f"CREATE TRIGGER {table}_keep BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION audit_refuse()"
            for table in TABLES
        ),
    ]


def undone(vendor: str) -> list[str]:
    """The statements that take them away: for tests that empty their database."""
    if vendor == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {table}_{act}" for table in TABLES for act in ("update", "delete")]
    return [f"DROP TRIGGER IF EXISTS {table}_keep ON {table}" for table in TABLES]


def make(apps: Any, schema_editor: Any) -> None:
    """In a migration: makes the triggers."""
    for statement in statements(schema_editor.connection.vendor):
        schema_editor.execute(statement)


def unmake(apps: Any, schema_editor: Any) -> None:
    """In a migration: takes them away."""
    for statement in undone(schema_editor.connection.vendor):
        schema_editor.execute(statement)

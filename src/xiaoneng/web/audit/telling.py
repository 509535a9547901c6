"""说出一条审计记录: its stored values in the words of the pages, before beside after."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

import yaml

from xiaoneng.audit.action import ACTIONS
from xiaoneng.audit.chain import ERASED
from xiaoneng.audit.models import Entry

PAIR = 2
CHANGED = frozenset({"state"})
"""Values that are a pair: before and after."""


class Line(NamedTuple):
    """一行: what it is, what it was, what it is now; `before` is None where there was nothing to compare with."""

    label: str
    before: str | None
    after: str


@cache
def words() -> dict[str, dict[str, str]]:
    """用词."""
    text = resources.files("xiaoneng.web.audit").joinpath("words.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))


def name_of(key: str) -> str:
    """A stored name in Chinese; one that is Chinese already, or of a rulebook, stays."""
    return words()["names"].get(key, key)


def details_of(entry: Entry) -> dict[str, Any]:
    """内容: who, why and what; nothing where it was erased."""
    return {} if entry.details == ERASED else dict(json.loads(entry.details))


def title_of(entry: Entry) -> str:
    """What an act is called."""
    known = ACTIONS.get(entry.action)
    return known.title if known is not None else entry.action


def lines_of(details: dict[str, Any]) -> list[Line]:
    """改动: one line a value."""
    changes = details.get("changes", {})
    if set(changes) == {"before", "after"}:
        before, after = changes["before"], changes["after"]
        return [Line(name_of(key), said(before.get(key)), said(after[key])) for key in after if before.get(key) != after[key]]
    found = []
    for key, value in changes.items():
        if key in CHANGED and isinstance(value, list) and len(value) == PAIR:
            found.append(Line(name_of(key), said(value[0]), said(value[1])))
        else:
            found.append(Line(name_of(key), None, said(value)))
    return found


def said(value: object) -> str:
    """A value in words."""
    if isinstance(value, dict):
        return "；".join(f"{name_of(str(key))} {said(one)}" for key, one in value.items()) or "（空）"
    if isinstance(value, list):
        return "、".join(said(one) for one in value) or "（空）"
    return words()["values"].get(str(value), str(value))

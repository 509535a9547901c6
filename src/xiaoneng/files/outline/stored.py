"""存放的大纲: an outline as plain values that are kept beside a rulebook, and back; the words of every clause, as printed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xiaoneng.files.outline.model import Clause, Outline, Part


def as_data(outline: Outline) -> dict[str, Any]:
    """Lists and texts only."""
    return {
        "title": outline.title,
        "head": [part.text.strip() for part in outline.head],
        "clauses": [
            {
                "number": one.number, "printed": one.printed, "depth": one.depth, "parent": one.parent, "heading": one.heading,
                "text": one.text, "line": one.line, "doubts": list(one.doubts),
            }
            for one in outline.clauses
        ],
        "tail": [part.text.strip() for part in outline.tail],
        "doubts": list(outline.doubts),
    }  # fmt: skip


def from_data(data: Mapping[str, Any]) -> Outline:
    """The outline as it was kept; a clause is one part again."""
    clauses = tuple(
        Clause(
            one["number"], one["printed"], one["depth"], one["parent"], one["heading"],
            (Part(one["line"], 0, one["printed"] + one["text"]),), tuple(one["doubts"]),
        )
        for one in data.get("clauses", ())
    )  # fmt: skip
    head, tail = (tuple(Part(0, 0, text) for text in data.get(name, ())) for name in ("head", "tail"))
    return Outline(str(data.get("title", "")), head, clauses, tail, (), tuple(data.get("doubts", ())))

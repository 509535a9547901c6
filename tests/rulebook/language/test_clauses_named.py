"""Clauses that the outline lacks: the hint names their own parts first, then what they would stand under, then what looks alike."""

from __future__ import annotations

import pytest

from xiaoneng.rulebook.language.clauses import unknown_clause

KNOWN = ["第三条", "第十三条(一)", "第十三条(二)", "四", "四(七)", "四(七)2"]


@pytest.mark.parametrize(
    "number, hint",
    [
        ("第十三条", "您是否要写“第十三条(一)”、“第十三条(二)”？"),
        ("第三条(一)", "您是否要写“第三条”？"),
        ("四(七)1", "您是否要写“四(七)”？"),
        ("四(八)", "您是否要写“四(七)”？"),
        ("第二条", "您是否要写“第三条”？"),
    ],
)
def test_the_hint_follows_the_outline(number: str, hint: str) -> None:
    assert unknown_clause(number, KNOWN) == f"条款大纲里没有“{number}”；{hint}"

"""问题清单: what is wrong with an author's or an office's input, said so that they can mend it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Flaw:
    """One defect of a rulebook: where it stands, what was expected, what to do."""

    file: str
    line: int
    column: int
    clause: str
    message: str

    def __str__(self) -> str:
        clause = f"（条款 {self.clause}）" if self.clause else ""
        return f"{self.file} 第 {self.line} 行第 {self.column} 列{clause}：{self.message}"


class RulebookError(Exception):
    """A rulebook that can't be used; carries every flaw found, not only the first."""

    def __init__(self, flaws: Iterable[Flaw]) -> None:
        self.flaws = sorted(set(flaws))
        super().__init__("\n".join(str(flaw) for flaw in self.flaws))


class Refused(Exception):
    """A request that can't be met, with the reason and the remedy in Chinese."""


SHOWN = 12
"""How many known words a hint lists at the most."""


def called(word: str, names: Mapping[str, str | None]) -> str:
    """「请写代号…」 where the word is the Chinese name of something (code → name), else the nearest code."""
    code = next((code for code, name in names.items() if name == word), None)
    return f"；这是名称，请写代号 {code}（{word}）" if code is not None else nearest(word, list(names))


def nearest(word: str, known: Sequence[str]) -> str:
    """「您是否要写…」: a hint naming the closest known word, or the words there are."""
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.5)
    if close:
        return f"；您是否要写“{close[0]}”？"
    shown = "、".join(list(known)[:SHOWN])
    return f"；可用的有：{shown}{' 等' if len(known) > SHOWN else ''}" if shown else ""

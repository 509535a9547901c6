"""版式: which layout a paper's date calls for, and which of its fonts this machine lacks."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

import yaml

from xiaoneng.files.papers.model import Paper
from xiaoneng.rulebook.calendar import arabic_date, chinese_date

FC_SECONDS = 10


@dataclass(frozen=True)
class Layout:
    """一种版式."""

    name: str
    page: dict[str, str]
    line: str
    sizes: dict[str, str]
    fonts: dict[str, list[str]]
    stand_ins: dict[str, str]
    chinese_dates: bool

    def family(self, use: str, installed: frozenset[str]) -> str:
        """The font for a use: the first that is installed, else the stand-in."""
        return next((one for one in self.fonts[use] if one in installed), self.stand_ins[use])

    def missing(self, installed: frozenset[str]) -> list[str]:
        """缺少的字体: the standard ones that this machine lacks, each with what stands in for it."""
        lacking = {use: names for use, names in self.fonts.items() if not set(names) & installed}
        return [f"缺少字体 {names[0]}，已用 {self.stand_ins[use]} 代替" for use, names in lacking.items()]

    def day(self, on: date) -> str:
        """A date as the form of its time writes it."""
        return chinese_date(on) if self.chinese_dates else arabic_date(on)


@cache
def _all() -> dict[str, Any]:
    text = resources.files("xiaoneng.files.papers").joinpath("layouts.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 every value stays text
    return found


def layout_of(paper: Paper) -> Layout:
    """版式: of the paper's kind, in force on its date."""
    plan = _all()
    rows = [row for row in plan[paper.kind] if date.fromisoformat(row["from"]) <= paper.dated]
    row = max(rows, key=lambda one: one["from"])
    return Layout(row["name"], row["page"], row["line"], row["sizes"], row["fonts"], plan["stand_ins"], row["chinese_dates"] == "yes")


@cache
def installed_fonts() -> frozenset[str]:
    """本机的字体, by the names that fontconfig gives; none where it is not there."""
    program = shutil.which("fc-list")
    if program is None:
        return frozenset()
    told = subprocess.run([program, ":", "family"], capture_output=True, text=True, check=False, timeout=FC_SECONDS)  # noqa: S603
    return frozenset(name.strip() for line in told.stdout.splitlines() for name in line.split(","))

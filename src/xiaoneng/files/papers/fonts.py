"""字体: which of a layout's fonts this machine lacks, and what stands in for each; never silently."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Set
from dataclasses import dataclass
from functools import cache

FC_SECONDS = 10


@dataclass(frozen=True)
class Font:
    """一种字体的用途: names that are equally right, and what may stand in."""

    names: tuple[str, ...]
    stand_ins: tuple[str, ...]
    bold: bool = False

    def right(self, installed: Set[str]) -> str | None:
        """The first of its names that is installed."""
        return next((name for name in self.names if name in installed), None)

    def stand_in(self, installed: Set[str]) -> str | None:
        """What stands in here; None where this machine has nothing of the kind."""
        return next((name for name in self.stand_ins if name in installed), None)

    def warning(self, installed: Set[str]) -> str | None:
        """缺少字体: said with what stands in; None where nothing is lacking."""
        if self.right(installed):
            return None
        instead = self.stand_in(installed)
        if instead is None:
            return f"缺少字体：{self.names[0]}，也没有可以代替的字体；请安装中文字体后重新打印"
        return f"缺少字体：{self.names[0]}，已用 {instead}{'（加粗）' if self.bold else ''} 代替"


@cache
def installed_fonts() -> frozenset[str]:
    """本机的字体, by every name that fontconfig gives; none where it is not there or does not answer."""
    program = shutil.which("fc-list")
    if program is None:
        return frozenset()
    try:
        told = subprocess.run([program, ":", "family"], capture_output=True, text=True, check=False, timeout=FC_SECONDS)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return frozenset()
    return frozenset(name.strip().replace("\\", "") for line in told.stdout.splitlines() for name in line.split(","))

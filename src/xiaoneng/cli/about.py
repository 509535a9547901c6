"""关于程序的命令: version; loads nothing."""

from __future__ import annotations

from xiaoneng import __version__
from xiaoneng.cli.arguments import Namespace


def version(_arguments: Namespace) -> int:
    """版本."""
    print(f"xiaoneng {__version__}")
    return 0

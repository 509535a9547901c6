"""姓氏: compound surnames and the readings of polyphonic ones, from packaged data."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import TypedDict

from xiaoneng.rulebook.calendar.errors import PersonNameError, shown

_DOTS = str.maketrans("", "", "·•・‧ 　")


class _Data(TypedDict):
    compound: list[str]
    readings: dict[str, str]


@cache
def _data() -> _Data:
    text = files("xiaoneng").joinpath("rulebooks", "calendar", "surnames.json").read_text(encoding="utf-8")
    loaded: _Data = json.loads(text)
    return loaded


def surname_readings() -> dict[str, str]:
    """姓氏读音: surname → syllables with tone numbers (单 → shan4, 尉迟 → yu4 chi2), for those a dictionary reads otherwise."""
    return dict(_data()["readings"])


@cache
def compound_surnames() -> frozenset[str]:
    """复姓."""
    return frozenset(_data()["compound"])


def split_name(name: str) -> tuple[str, str]:
    """姓与名. A compound surname is taken as one where something follows it; interpuncts and spaces are dropped.

    Raises PersonNameError for an empty name.
    """
    if not isinstance(name, str) or not name.translate(_DOTS):
        raise PersonNameError(f"姓名{shown(name)}为空；请填写姓名")
    written = name.translate(_DOTS)
    length = 2 if len(written) > 2 and written[:2] in compound_surnames() else 1  # noqa: PLR2004
    return written[:length], written[length:]

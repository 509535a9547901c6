"""姓名拼音: syllables and initials of names, with the surname's own reading. pypinyin is loaded only when asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from xiaoneng.rulebook.calendar.errors import PersonNameError
from xiaoneng.rulebook.calendar.surnames import split_name, surname_readings


def name_pinyin(name: str, readings: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """拼音: syllables with tone numbers, 单田 → ("shan4", "tian2"); the neutral tone is 5, ü is v.

    `readings` gives or overrides surnames (翟 → "di2") for families that read theirs otherwise. Characters without a reading
    stand for themselves. Raises PersonNameError for an empty name.
    """
    surname, given = split_name(name)
    known = {**surname_readings(), **(readings or {})}
    own = known.get(surname)
    first = tuple(own.split()) if own else _read(surname)
    return (*first, *_read(given))


def name_initials(name: str, readings: Mapping[str, str] | None = None) -> str:
    """拼音首字母: 单田 → ST, for finding a name by typing."""
    return "".join(syllable[0].upper() for syllable in name_pinyin(name, readings))


def pinyin_order(names: Iterable[str], readings: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """按拼音为序: by syllables letter by letter, then by tones, surname first; equal names keep their order."""

    def key(name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        syllables = name_pinyin(name, readings)
        return tuple(syllable.rstrip("12345") for syllable in syllables), syllables

    return tuple(sorted(names, key=key))


@lru_cache(maxsize=4096)
def _read(text: str) -> tuple[str, ...]:
    if not text:
        return ()
    # Its tables take a while to load, and most runs never sort by pinyin.
    try:
        from pypinyin import Style, lazy_pinyin  # noqa: PLC0415
    except ImportError as error:
        raise PersonNameError("没有安装拼音组件 pypinyin，不能按拼音排序；请安装后再用，或改按姓氏笔画排序") from error
    return tuple(lazy_pinyin(text, style=Style.TONE3, neutral_tone_with_five=True))

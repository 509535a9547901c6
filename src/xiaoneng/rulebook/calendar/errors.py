"""历法差错: every refusal of this package is a `CalendarError` with a Chinese message that names the value and the remedy."""

from __future__ import annotations

_LONGEST_SHOWN = 40


class CalendarError(ValueError):
    """Base of all refusals of dates, terms, numerals and names."""


class PeriodError(CalendarError):
    """时段有误: a period that can't be read or cut."""


class CalendarDataError(CalendarError):
    """放假安排数据有误: a notice or a local holiday list that can't be used."""


class UnknownYearError(CalendarError):
    """放假安排未公布: a working day was asked of a year without a notice."""


class TermError(CalendarError):
    """期限约定有误: a deadline whose conventions are missing or don't fit together."""


class NumeralError(CalendarError):
    """数字有误: a number that can't be written in the form asked for."""


class DocumentNumberError(CalendarError):
    """发文字号有误."""


class PersonNameError(CalendarError):
    """姓名有误: a name that can't be ordered or read."""


def shown(value: object) -> str:
    """The value as a message quotes it, shortened so that a pasted page doesn't fill the screen."""
    text = str(value)
    return f"“{text[:_LONGEST_SHOWN]}…”" if len(text) > _LONGEST_SHOWN else f"“{text}”"

"""数的写法: scaled integers as plain decimals without superfluous zeros."""

from __future__ import annotations

from datetime import date

from xiaoneng.rulebook.language.names import DataField


def decimal(value: int, scale: int = 2) -> str:
    """150 at scale 2 is `1.5`; 4400 is `44`; -50 is `-0.5`."""
    sign = "-" if value < 0 else ""
    digits = str(abs(value)).rjust(scale + 1, "0")
    whole, part = (digits[:-scale], digits[-scale:].rstrip("0")) if scale else (digits, "")
    return f"{sign}{whole}.{part}" if part else f"{sign}{whole}"


def field_text(declared: DataField, value: int | str | None) -> str | None:
    """A declared field's value as an office writes it: a day's running number as 2024-07-01."""
    if declared.type == "day" and isinstance(value, int):
        return date.fromordinal(value).isoformat()
    return shown(value, 2)


def shown(value: int | str | None, scale: int) -> str | None:
    """A number as a decimal, a text as it is."""
    return decimal(value, scale) if isinstance(value, int) else value

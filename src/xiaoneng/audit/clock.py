"""时钟: the only place where the machine's clock is read; everything else is told the moment or the day."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """此刻: the moment in UTC, to the microsecond. Requests, commands and imports ask once and pass it on."""
    return datetime.now(UTC)


def day_of(at: datetime) -> date:
    """北京日期: the day in China on which a moment falls; the machine's own time zone does not matter."""
    return at.astimezone(SHANGHAI).date()

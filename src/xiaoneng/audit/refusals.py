"""拒绝办理: why an action does not take place, in Chinese, with what to do."""

from __future__ import annotations

from xiaoneng.rulebook.problems import Refused

__all__ = ["ClockMoved", "Forbidden", "Invalid", "Refused", "Stale"]


class Forbidden(Refused):
    """无权办理: the acting person's rights do not cover this action on this object."""


class Stale(Refused):
    """已被他人改动: somebody changed the object since it was read; nothing was written."""


class ClockMoved(Refused):
    """时钟倒退: the moment lies before the last entry; nothing is written until the machine's clock is right."""


class Invalid(Refused):
    """内容有误: what was entered can't be taken; `fields` maps a field to what is wrong with it and what to do."""

    def __init__(self, message: str, fields: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.fields = fields or {}

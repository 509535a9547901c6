"""组成的写法: “组长：单位主要领导” is what somebody is in a body, and the word from which it follows who; the first part may be missing."""

from __future__ import annotations


def role_of(member: str) -> str:
    """What they are in the body: 组长; '' where it isn't said."""
    return member.rpartition("：")[0].strip()


def part_of(member: str) -> str:
    """The word from which it follows who: 单位主要领导."""
    return member.rpartition("：")[2].strip()


def written(role: str, word: str) -> str:
    """Both as one member of a composition."""
    return f"{role}：{word}" if role else word

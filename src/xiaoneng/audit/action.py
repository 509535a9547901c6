"""动作: the only way in which anything is written. One transaction, who and when, and an entry in the chain."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, ParamSpec, Protocol, TypeVar

from django.db import models, transaction

from xiaoneng.audit.chain import GENESIS, Link, canonical, digest_of, hash_of
from xiaoneng.audit.clock import SHANGHAI
from xiaoneng.audit.models import Entry, Head
from xiaoneng.audit.refusals import ClockMoved

P = ParamSpec("P")
R = TypeVar("R")
BACK_AT_MOST = timedelta(minutes=2)
"""Clocks of several machines may differ a little; a moment further back than this is refused."""
_TERM = re.compile(r"[\u4e00-\u9fff、]+")
"""The Chinese term that a docstring begins with."""


class Actor(Protocol):
    """办理人: whoever acts; a person of the roll, or the set-up of a new installation."""

    @property
    def pk(self) -> Any: ...
    @property
    def name(self) -> str: ...


@dataclass(frozen=True)
class Setup:
    """初始设置: acts before there are people: the installation itself."""

    pk: int = 0
    name: str = "初始设置"


SETUP = Setup()


@dataclass(frozen=True)
class Action:
    """动作的登记: its name (`ledger.confirm_fact`), the function and what it is called in Chinese."""

    name: str
    run: Callable[..., Any]
    title: str
    decisive: bool = False
    """Something is published or becomes binding by it: a checkpoint is due at once."""


ACTIONS: dict[str, Action] = {}
"""Every action by name; complete once all rooms are imported."""


GATES: list[Callable[[str], None]] = []
"""What may hold back an action by its name, before it begins; each raises Refused."""


@dataclass
class _Frame:
    name: str
    by: Actor
    at: datetime
    behalf: Actor | None
    role: str = ""
    recorded: int = 0


@dataclass
class _Pending:
    frames: list[_Frame] = field(default_factory=list)
    entries: list[tuple[_Frame, dict[str, Any]]] = field(default_factory=list)
    undo: list[Callable[[], None]] = field(default_factory=list)


_running: ContextVar[_Pending | None] = ContextVar("running_action", default=None)


def action(name: str, *, decisive: bool = False) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """登记动作: makes a keyword-only function with `by` and `at` an action.

    Actions may call actions: all is one transaction, and the entries are appended at its end, in order. `on_behalf_of`, where an
    action takes it, marks 代录. Raises RuntimeError where an action recorded nothing: that is a defect of the program.
    """

    def register(run: Callable[P, R]) -> Callable[P, R]:
        @wraps(run)
        def act(*args: P.args, **kwargs: P.kwargs) -> R:
            return _perform(name, run, kwargs)

        said = _TERM.match((run.__doc__ or "").strip())
        ACTIONS[name] = Action(name, act, said.group() if said else name, decisive)
        return act

    return register


def _perform(name: str, run: Callable[..., R], arguments: Mapping[str, Any]) -> R:
    at = arguments["at"]
    if at.tzinfo is None:
        raise RuntimeError(f"{name}: at has no time zone")
    frame = _Frame(name, arguments["by"], at, arguments.get("on_behalf_of"))
    outer = _running.get()
    if outer is not None:
        return _inside(outer, frame, run, arguments)
    for gate in GATES:
        gate(name)
    pending = _Pending()
    token = _running.set(pending)
    try:
        with transaction.atomic():
            found = _inside(pending, frame, run, arguments)
            _append(pending.entries)
            return found
    except BaseException:
        for undo in reversed(pending.undo):
            undo()
        raise
    finally:
        _running.reset(token)


def _inside(pending: _Pending, frame: _Frame, run: Callable[..., R], arguments: Mapping[str, Any]) -> R:
    pending.frames.append(frame)
    try:
        found = run(**arguments)
    finally:
        pending.frames.pop()
    if not frame.recorded:
        raise RuntimeError(f"{frame.name} wrote without recording anything")
    if pending.frames:
        pending.frames[-1].recorded += 1
    return found


def acting_as(role: str) -> None:
    """以何身份: the role whose right allows the running action; `permit` says it."""
    pending = _running.get()
    if pending is not None and pending.frames:
        pending.frames[-1].role = pending.frames[-1].role or role


def if_refused(undo: Callable[[], None]) -> None:
    """不成则撤: what to take back outside the database (a file just written) where the whole action comes to nothing."""
    pending = _running.get()
    if pending is not None:
        pending.undo.append(undo)


def record(
    subject: models.Model | tuple[str, object],
    *,
    office_id: int | None,
    changes: Mapping[str, Any] | None = None,
    reason: str = "",
    clause: str = "",
) -> None:
    """记入审计: what the running action did, to what; `changes` are values that JSON can say (days and decimals become text)."""
    pending = _running.get()
    if pending is None or not pending.frames:
        raise RuntimeError("record() outside an action")
    frame = pending.frames[-1]
    frame.recorded += 1
    kind, key = subject if isinstance(subject, tuple) else (subject._meta.model_name or "", subject.pk)
    details: dict[str, Any] = {"by": frame.by.name, "changes": dict(changes or {})}
    if reason:
        details["reason"] = reason
    if frame.behalf is not None:
        details["behalf"] = frame.behalf.name
    pending.entries.append(
        (frame, {"object_type": kind, "object_id": str(key), "office_id": office_id, "clause": clause, "details": details})
    )


def _append(entries: list[tuple[_Frame, dict[str, Any]]]) -> None:
    """Binds the entries to the chain; the head's row is locked from here to the end of the transaction."""
    head, _ = Head.objects.select_for_update().get_or_create(pk=1, defaults={"hash": GENESIS})
    seq, last_hash, last_at = head.seq, head.hash, head.at
    rows = []
    for frame, entry in entries:
        if last_at is not None and frame.at < last_at - BACK_AT_MOST:
            raise ClockMoved(
                f"本机时间早于最后一次办理（{last_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}），没有办理；请系统管理员校准时钟后再办"
            )
        seq, last_at = seq + 1, frame.at if last_at is None else max(last_at, frame.at)
        text = canonical(entry.pop("details"))
        behalf = frame.behalf.pk if frame.behalf is not None else None
        link = Link(
            seq, last_at, frame.name, frame.by.pk, frame.role, behalf,
            entry["office_id"], entry["object_type"], entry["object_id"], entry["clause"], digest_of(text),
        )  # fmt: skip
        row = Entry(**link._asdict(), details=text, prev_hash=last_hash, hash=hash_of(link, last_hash))
        last_hash = row.hash
        rows.append(row)
    Entry.objects.bulk_create(rows)
    Head.objects.filter(pk=1).update(seq=seq, hash=last_hash, at=last_at)

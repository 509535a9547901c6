"""核对: whether the chain is whole, and whether the checkpoints that were kept elsewhere agree with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from xiaoneng.audit.chain import GENESIS, Link, digest_of, hash_of
from xiaoneng.audit.checkpoints import Mark, genuine
from xiaoneng.audit.merkle import Tree
from xiaoneng.audit.models import Entry, Head

SHOWN = 50
ERASED = "（已删除）"
"""What stands in the place of details that were erased; their digest stays."""


@dataclass
class Verdict:
    """核对结果: how many entries, the last hash, the root, and everything wrong (the first of many)."""

    size: int = 0
    last: str = GENESIS
    root: str = ""
    problems: list[str] = field(default_factory=list)
    marks: int = 0

    @property
    def whole(self) -> bool:
        return not self.problems

    def say(self, problem: str) -> None:
        if len(self.problems) < SHOWN:
            self.problems.append(problem)


def verify(entries: Iterable[Entry], head: Head | None, marks: Sequence[Mark] = (), trusted: set[str] | None = None) -> Verdict:
    """核对一条链: entries in order, the head's row, the checkpoints kept outside. `trusted` are ids of keys that may have signed."""
    found, tree = Verdict(marks=len(marks)), Tree()
    wanted: dict[int, list[Mark]] = {}
    for mark in marks:
        wanted.setdefault(mark.size, []).append(mark)
        if not genuine(mark) or (trusted is not None and mark.key_id not in trusted):
            found.say(f"第 {mark.size} 号处的校验点签名不对，或不是认可的密钥签的")
    last_at: datetime | None = None
    for entry in entries:
        _link(found, entry, last_at)
        found.size, found.last, last_at = entry.seq, entry.hash, entry.at
        tree.add(bytes.fromhex(entry.hash) if _hex(entry.hash) else entry.hash.encode())
        for mark in wanted.pop(tree.size, ()):
            if mark.root != tree.root():
                found.say(f"前 {mark.size} 条与 {mark.at} 的校验点不符：记录在那以后被改过")
    for size in sorted(wanted):
        found.say(f"校验点记有 {size} 条，库里只有 {tree.size} 条：记录被截去，或恢复到了较早的备份")
    if head is not None and (head.seq, head.hash) != (found.size, found.last):
        found.say(f"链头记着第 {head.seq} 号，最后一条是第 {found.size} 号：记录被截去或另加")
    found.root = tree.root()
    return found


def _link(found: Verdict, entry: Entry, last_at: datetime | None) -> None:
    """Whether one entry is bound to the one before it and says what its hash covers."""
    if entry.seq != found.size + 1:
        found.say(f"第 {found.size} 号以后是第 {entry.seq} 号：中间少了或多了")
    if entry.prev_hash != found.last:
        found.say(f"第 {entry.seq} 号没有接在前一条上")
    if entry.details != ERASED and digest_of(entry.details) != entry.digest:
        found.say(f"第 {entry.seq} 号的内容被改过")
    link = Link(
        entry.seq, entry.at, entry.action, entry.actor_id, entry.role, entry.behalf_id,
        entry.office_id, entry.object_type, entry.object_id, entry.clause, entry.digest,
    )  # fmt: skip
    if hash_of(link, entry.prev_hash) != entry.hash:
        found.say(f"第 {entry.seq} 号的摘要不对：有一栏被改过")
    if last_at is not None and entry.at < last_at:
        found.say(f"第 {entry.seq} 号的时间早于前一条")


def _hex(text: str) -> bool:
    try:
        bytes.fromhex(text)
    except ValueError:
        return False
    return True


def verify_database(marks: Sequence[Mark] = (), trusted: set[str] | None = None) -> Verdict:
    """核对现在的库."""
    entries = Entry.objects.order_by("seq").iterator(chunk_size=5000)
    return verify(entries, Head.objects.filter(pk=1).first(), marks, trusted)

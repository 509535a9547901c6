"""核对: whether the chain is whole, and whether the checkpoints that were kept elsewhere agree with it."""

from __future__ import annotations

import sqlite3
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import pairwise
from json.encoder import encode_basestring as quoted

from xiaoneng.audit.chain import ERASED, ERASING, GENESIS
from xiaoneng.audit.checkpoints import Kept, Mark, genuine
from xiaoneng.audit.merkle import ALGORITHMS, Tree
from xiaoneng.audit.rows import SECONDS, Head, Row, Store, live, stored_moment, text_of

SHOWN = 50
HEX = 64
SLOWEST = timedelta(hours=1)
"""Between the moment that an act carries and the end of its writing there is never more."""


@dataclass(frozen=True)
class Printed:
    """纸上的校验点: a number of entries and the root over them (its beginning is enough), as a sheet or a notice shows it."""

    size: int
    root: str


@dataclass
class Verdict:
    """核对结果: how many entries, the last hash, the root, and everything wrong (the first of many); `notes` are no faults."""

    size: int = 0
    last: str = GENESIS
    at: str = ""
    root: str = ""
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    marks: int = 0
    more: int = 0
    """Problems beyond those that are kept."""

    @property
    def whole(self) -> bool:
        return not self.problems

    def say(self, problem: str) -> None:
        if len(self.problems) < SHOWN:
            self.problems.append(problem)
        else:
            self.more += 1


@dataclass
class Walk:
    """一遍走完: goes through the entries once, comparing with the marks on the way."""

    found: Verdict
    wanted: dict[int, list[Mark | Printed]]
    trees: list[Tree]
    sizes: list[int] = field(init=False)
    """Where something is wanted, in order."""
    waiting: list[bytes] = field(default_factory=list)
    erased: set[int] = field(default_factory=set)
    erasures: set[int] = field(default_factory=set)
    not_before: str = ""
    """The moment of the last mark passed: what is written later can't be older."""

    def __post_init__(self) -> None:
        self.sizes = sorted(self.wanted)

    def take(self, rows: Sequence[Row]) -> None:
        """A batch of entries: all up to the next mark at once where they are well, else one by one."""
        at = 0
        while at < len(rows):
            following = bisect_right(self.sizes, self.found.size)
            room = self.sizes[following] - self.found.size if following < len(self.sizes) else len(rows)
            part = rows[at : at + room]
            at += len(part)
            leaves = bound(part, self.found, self.not_before)
            if leaves:
                self._whole(part, leaves)
            else:
                for row in part:
                    self.step(row)

    def _whole(self, rows: Sequence[Row], leaves: list[bytes]) -> None:
        found = self.found
        found.size, found.at, found.last = rows[-1][0], rows[-1][1], rows[-1][13]
        self.waiting += leaves
        self.erasures.update([int(row[8]) for row in rows if row[2] == ERASING])
        if found.size in self.wanted:
            self.compare(self.wanted.pop(found.size))

    def step(self, row: Row) -> None:
        """One entry, with words for whatever is wrong."""
        found = self.found
        seq, at, hash_ = row[0], row[1], row[13]
        if not bound((row,), found, self.not_before):
            self._complain(row)
        if row[2] == ERASING and str(row[8]).isdigit():
            self.erasures.add(int(row[8]))
        found.size, found.last, found.at = seq, hash_, at
        self.waiting.append(bytes.fromhex(hash_) if _hex(hash_) else str(hash_).encode())
        if seq in self.wanted:
            self.compare(self.wanted.pop(seq))

    def compare(self, marks: Sequence[Mark | Printed]) -> None:
        """The tree at this point against what was published of it."""
        self.flush()
        for mark in marks:
            tree = next(one for one in self.trees if isinstance(mark, Printed) or one.algorithm == mark.hash_alg)
            if not tree.root().startswith(mark.root) or not mark.root:
                where = f"{mark.at} 的校验点" if isinstance(mark, Mark) else "纸上的校验点"
                self.found.say(f"前 {mark.size} 条与{where}不符：记录在那以后被改过")
            if isinstance(mark, Mark) and mark.at[:10].replace("-", "").isdigit():
                self._passed(mark)

    def flush(self) -> None:
        for tree in self.trees:
            tree.extend(self.waiting)
        self.waiting.clear()

    def _passed(self, mark: Mark) -> None:
        try:
            moment = datetime.fromisoformat(mark.at)
        except ValueError:
            return
        self.not_before = stored_moment(moment - SLOWEST)
        if self.found.at > stored_moment(moment + SLOWEST):
            self.found.say(f"第 {mark.size} 号的时间晚于包含它的校验点（{mark.at}）：时间被改过")

    def _complain(self, row: Row) -> None:
        found = self.found
        seq, at, details = row[0], row[1], row[10]
        if seq != found.size + 1:
            found.say(f"第 {found.size} 号以后是第 {seq} 号：中间少了或多了")
        if row[12] != found.last:
            found.say(f"第 {seq} 号没有接在前一条上")
        if details == ERASED:
            self.erased.add(seq)
        elif _digest(details) != row[11]:
            found.say(f"第 {seq} 号的内容被改过")
        if _digest(text_of(row)) != row[13]:
            found.say(f"第 {seq} 号的摘要不对：有一栏被改过")
        if at < found.at:
            found.say(f"第 {seq} 号的时间早于前一条")
        elif at < self.not_before:
            found.say(f"第 {seq} 号的时间早于它前面的校验点：是后来补的")


def bound(rows: Sequence[Row], found: Verdict, not_before: str) -> list[bytes]:
    """The hashes of entries that hang on what was found so far, each as its hash says; nothing if one does not.

    The text is that of `text_of`, here without a call for each.
    """
    leaves: list[bytes] = []
    size, last, at_least = found.size, found.last, max(found.at, not_before)
    for seq, at, action, actor, role, behalf, office, kind, key, clause, details, digest, prev, hash_ in rows:
        size += 1
        if seq != size or prev != last or at < at_least or sha256(details.encode()).hexdigest() != digest:
            return []
        day, _, time = at.partition(" ")
        blank = "" if len(time) > SECONDS else ".000000"
        words = (
            f'[{seq},"{day}T{time}{blank}+00:00",{quoted(action)},{actor},{quoted(role)},{"null" if behalf is None else behalf},'
            f"{'null' if office is None else office},{quoted(kind)},{quoted(key)},{quoted(clause)}"
        )
        # In two parts: what is no Chinese is made into bytes by copying.
        made = sha256(words.encode() + f',"{digest}","{prev}"]'.encode()).digest()
        if made.hex() != hash_:
            return []
        leaves.append(made)
        last, at_least = hash_, at
    return leaves


def verify(store: Store, kept: Kept, trusted: str = "", printed: Sequence[Printed] = ()) -> Verdict:
    """核对一个库: its entries in order, the head's row, its table of checkpoints, and those kept outside.

    `trusted` is the id of the key that may have signed, as somebody has it on paper; else the file's first mark says it.
    """
    found = Verdict(marks=len(kept.binding) + len(printed), problems=list(kept.problems))
    _signatures(found, kept, trusted or kept.pinned)
    _order(found, kept.marks)
    _table(found, store.marks, kept)
    wanted: dict[int, list[Mark | Printed]] = {}
    extra = [Mark(row[0], row[1], row[3], row[4], "", row[5], row[2]) for row in store.marks if row[2] in ALGORITHMS]
    # A mark of an algorithm that is none has been told of with the signatures.
    known = [mark for mark in kept.binding if mark.hash_alg in ALGORITHMS]
    every: list[Mark | Printed] = [*known, *printed, *extra]
    for mark in every:
        wanted.setdefault(mark.size, []).append(mark)
    used = {mark.hash_alg for marks in wanted.values() for mark in marks if isinstance(mark, Mark)}
    walk = Walk(found, wanted, [Tree(), *(Tree(name) for name in sorted(used - {ALGORITHMS[0]}))])
    _walk(walk, store.batches)
    _end(walk, store.head)
    return found


def verify_database(kept: Kept | None = None, trusted: str = "", printed: Sequence[Printed] = ()) -> Verdict:
    """核对现在的库."""
    with live() as store:
        return verify(store, kept or Kept(), trusted, printed)


def _walk(walk: Walk, batches: Iterable[Sequence[Row]]) -> None:
    try:
        for rows in batches:
            walk.take(rows)
    except (sqlite3.DatabaseError, UnicodeError, TypeError, AttributeError):
        # A text that is none, a blank where none may be: whatever follows can't be read in order.
        walk.found.say(f"第 {walk.found.size + 1} 号读不出来：数据库文件被改过或已损坏")
    walk.flush()


def _end(walk: Walk, head: Head | None) -> None:
    found = walk.found
    for size in sorted(walk.wanted):
        marks = [one for one in walk.wanted[size] if isinstance(one, Printed) or one.public_key]
        if marks:
            found.say(f"校验点记有 {size} 条，库里只有 {found.size} 条：记录被截去，或恢复到了较早的备份")
        else:
            found.say(f"库里的校验点记有 {size} 条，记录只有 {found.size} 条：记录被截去")
    if head is None:
        if found.size:
            found.say("链头不见了")
    elif (head.seq, head.hash) != (found.size, found.last) or (found.size and head.at != found.at):
        found.say(f"链头记着第 {head.seq} 号，最后一条是第 {found.size} 号：记录被截去、另加或改过")
    for seq in sorted(walk.erased - walk.erasures):
        found.say(f"第 {seq} 号的内容被删去，却没有删去它的记录")
    if walk.erased & walk.erasures:
        found.notes.append(f"有 {len(walk.erased & walk.erasures)} 条的内容已按规定删去，摘要还在")
    found.root = walk.trees[0].root()


def _signatures(found: Verdict, kept: Kept, trusted: str) -> None:
    for mark in kept.marks:
        if not genuine(mark):
            found.say(f"第 {mark.size} 号处的校验点签名不对：被改过或伪造")
        elif mark.key_id != trusted:
            found.say(f"第 {mark.size} 号处的校验点是密钥 {mark.key_id} 签的，不是认可的 {trusted}")
        if mark.lost:
            found.notes.append(f"第 {mark.size + 1} 至 {mark.lost} 号因恢复到较早的备份而丢失，已于 {mark.at} 确认")


def _order(found: Verdict, marks: Sequence[Mark]) -> None:
    """Marks were added one after the other: sizes and moments only grow, but where a restore was acknowledged."""
    for before, mark in pairwise(marks):
        if (mark.size < before.size and not mark.lost) or mark.at < before.at:
            found.say(f"校验点文件里，{mark.at}（{mark.size} 条）排在 {before.at}（{before.size} 条）后面：次序被改过或有一行是后加的")


def _table(found: Verdict, rows: Sequence[Row], kept: Kept) -> None:
    """The table in the database against the file outside: a copy of the file may be older, so only what it reaches is compared."""
    outside = {(mark.size, mark.root, mark.hash_alg, mark.at[:19], mark.key_id, mark.signature) for mark in kept.marks}
    reach = max((mark.size for mark in kept.binding), default=0)
    for size, root, hash_alg, at, key, signature in rows:
        if hash_alg not in ALGORITHMS or (size <= reach and (size, root, hash_alg, at[:19], key, signature) not in outside):
            found.say(f"库里第 {size} 号处的校验点在校验点文件里没有：两处有一处被改过")
    if rows and not kept.marks:
        found.notes.append("没有对照库外的校验点文件：改过以后全部重新计算的，单凭库内看不出来")


def _digest(text: object) -> str:
    return sha256(str(text).encode("utf-8", "surrogateescape")).hexdigest()


def _hex(text: object) -> bool:
    try:
        return len(bytes.fromhex(str(text))) * 2 == HEX
    except ValueError:
        return False

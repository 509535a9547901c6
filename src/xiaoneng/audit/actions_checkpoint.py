"""立校验点: after decisive acts and from time to time; what it says is kept outside the database too."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import DatabaseError, IntegrityError, transaction

from xiaoneng.audit.action import ACTIONS, GATES
from xiaoneng.audit.chain import GENESIS
from xiaoneng.audit.checkpoints import Kept, Mark, append, key_id, last_of, load_key, public_of, read, sign
from xiaoneng.audit.merkle import Tree
from xiaoneng.audit.models import Checkpoint, Entry, Head, NumberSeries
from xiaoneng.audit.refusals import Refused
from xiaoneng.audit.rows import live
from xiaoneng.audit.verify import Verdict, Walk

EVERY = timedelta(hours=1)
MOST = 1000
"""Entries after which a checkpoint is due however little time has gone by."""
ANSWERING = ("audit.acknowledge_restore", "org.sign_in")
log = structlog.get_logger("audit")


def checkpoint(*, at: datetime, key: Path | None = None) -> Mark | None:
    """立一个校验点 over all entries there are; None where nothing came since the last one.

    Only what came since then is read, and it has to hang on what was signed before: whoever changed older entries does not get
    them signed anew. Raises Refused where that is not so, or where the key can't be used.
    """
    kept = read(Path(settings.CHECKPOINTS))
    secret = _key(kept, key)
    tree = _tree(kept)
    if not _grown(tree) or any(mark.size == tree.size for mark in kept.binding):
        return None
    numbers = {name: last for name, last in _numbers().items() if last != kept.numbers.get(name)}
    mark = sign(secret, tree.size, tree.root(), at, tree.algorithm, 0, numbers)
    _keep(mark, at, tree)
    return mark


def checkpoint_due(at: datetime) -> bool:
    """Whether one is wanted: something decisive was done, or much, or an hour has gone by since the last one and something came."""
    last = Checkpoint.objects.order_by("-size").values_list("size", "at").first()
    newest = Head.objects.filter(pk=1).values_list("seq", flat=True).first() or 0
    size = last[0] if last else 0
    if newest <= size:
        return False
    if last is None or newest - size >= MOST or at - last[1] >= EVERY:
        return True
    return Entry.objects.filter(seq__gt=size, action__in=[one.name for one in ACTIONS.values() if one.decisive]).exists()


def keep_up(at: datetime) -> Mark | None:
    """跟上: what a server calls after each request that wrote. Without a key here there is nothing to do; a failure never
    spoils the request, it is written to the log and `doctor` tells it."""
    if not Path(settings.SIGNING_KEY).is_file():
        return None
    try:
        mark = checkpoint(at=at) if checkpoint_due(at) else None
    except (Refused, OSError, DatabaseError) as error:
        log.error("checkpoint failed", error=type(error).__name__)
        return None
    if mark is not None:
        log.info("checkpoint", size=mark.size, key=mark.key_id)
    return mark


def behind() -> tuple[int, int] | None:
    """落后于校验点: the first and last number that the checkpoint file knows and the database does not: it was restored to an older
    state. Until an administrator has acknowledged it, nothing may be written."""
    # The file first: whatever it knows was in the database before.
    mark = last_of(Path(settings.CHECKPOINTS))
    if mark is None:
        return None
    here = Head.objects.filter(pk=1).values_list("seq", flat=True).first() or 0
    return (here + 1, mark.size) if mark.size > here else None


def reading_only(name: str) -> None:
    """只能查看: holds back every action while entries are missing, but for those by which that is answered for."""
    lost = None if name in ANSWERING else behind()
    if lost is not None:
        raise Refused(
            f"库恢复到了较早的备份，第 {lost[0]} 至 {lost[1]} 号的办理已经丢失，现在只能查看，没有办理；"
            "请系统管理员确认丢失（xiaoneng restore --acknowledge）以后再办"
        )


GATES.append(reading_only)


def acknowledge(*, at: datetime, lost: tuple[int, int], key: Path | None = None) -> Mark:
    """签认丢失: a mark which says that entries are gone by a restore; called inside the action that records it, before its entry."""
    path = Path(settings.CHECKPOINTS)
    kept = read(path)
    tree = Tree(settings.HASH_ALG)
    if lost[0] > 1 and not _grown(tree):
        raise Refused("库里没有审计记录，没有确认；请换一份备份")
    same = [mark for mark in kept.binding if (mark.size, mark.hash_alg) == (tree.size, tree.algorithm)]
    if any(mark.root != tree.root() for mark in same):
        raise Refused("恢复的库与校验点不符，没有确认；请运行 xiaoneng audit verify 查看，并换一份备份")
    mark = sign(_key(kept, key), tree.size, tree.root(), at, tree.algorithm, lost[1])
    # The file's line comes after the entry is in the database: without the entry nothing is acknowledged.
    transaction.on_commit(lambda: append(path, mark))
    return mark


def lift_numbers() -> dict[str, int]:
    """编号接着用过的: every series goes on after the last number that a checkpoint knows; gives those that were moved."""
    here, lifted = _numbers(), {}
    for series, last in read(Path(settings.CHECKPOINTS)).numbers.items():
        if last > here.get(series, 0):
            office, _, rest = series.partition("/")
            name, _, year = rest.rpartition("/")
            NumberSeries.objects.update_or_create(office_id=int(office), name=name, year=int(year), defaults={"last": last})
            lifted[series] = last
    return lifted


def _key(kept: Kept, key: Path | None) -> Ed25519PrivateKey:
    secret = load_key(key or Path(settings.SIGNING_KEY))
    ours = key_id(public_of(secret))
    if kept.pinned and ours != kept.pinned:
        raise Refused(
            f"校验点文件认可的密钥是 {kept.pinned}，这一把是 {ours}，没有立；"
            "请找回原来的密钥，确实没有了的，把校验点文件另存到别处、移走，再重新开始"
        )
    return secret


def _tree(kept: Kept) -> Tree:
    """The tree of the last checkpoint, if the database's table and the file say the same; else an empty one that reads everything."""
    marks = [mark for mark in kept.binding if mark.hash_alg == settings.HASH_ALG]
    last = marks[-1] if marks else None
    row = Checkpoint.objects.filter(size=last.size, root=last.root).first() if last is not None else None
    if row is not None and row.peaks:
        tree = Tree(row.hash_alg, row.peaks)
        if (tree.size, tree.root()) == (row.size, row.root):
            return tree
    tree = Tree(settings.HASH_ALG)
    if last is not None and (not _grown(tree, last.size) or (tree.size, tree.root()) != (last.size, last.root)):
        raise Refused("审计记录与上一个校验点不符，没有再立；请运行 xiaoneng audit verify 查看")
    return tree


def _grown(tree: Tree, upto: int | None = None) -> bool:
    """Adds the entries after the tree's last one; False where there are none. Raises Refused where they are not whole."""
    before = Entry.objects.filter(seq=tree.size).values_list("hash", flat=True).first() if tree.size else GENESIS
    found = Verdict(size=tree.size, last=before or "")
    walk = Walk(found, {}, [tree])
    with live(tree.size, upto) as store:
        for rows in store.batches:
            walk.take(rows)
    grown = bool(walk.waiting)
    walk.flush()
    if found.problems:
        raise Refused(f"审计记录不完整，没有立校验点：{found.problems[0]}；请运行 xiaoneng audit verify 查看")
    return grown


def _numbers() -> dict[str, int]:
    return {
        f"{office}/{name}/{year}": last
        for office, name, year, last in NumberSeries.objects.values_list("office_id", "name", "year", "last")
    }


def _keep(mark: Mark, at: datetime, tree: Tree) -> None:
    try:
        with transaction.atomic():
            Checkpoint.objects.create(
                size=mark.size, root=mark.root, hash_alg=mark.hash_alg, at=at.replace(microsecond=0), key_id=mark.key_id,
                signature=mark.signature, peaks=tree.peaks,
            )  # fmt: skip
            append(Path(settings.CHECKPOINTS), mark)
    except IntegrityError:
        raise Refused("另一个进程刚立了同样的校验点") from None

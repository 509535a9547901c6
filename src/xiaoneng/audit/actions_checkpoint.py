"""立校验点: after decisive acts and from time to time; what it says is kept outside the database too."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction

from xiaoneng.audit.checkpoints import Mark, append, load_key, sign
from xiaoneng.audit.merkle import Tree
from xiaoneng.audit.models import Checkpoint, Entry

EVERY = timedelta(hours=1)


def checkpoint(*, at: datetime) -> Mark | None:
    """立一个校验点 over all entries there are; None where nothing came since the last one."""
    tree = Tree()
    for (text,) in Entry.objects.order_by("seq").values_list("hash").iterator(chunk_size=5000):
        tree.add(bytes.fromhex(text))
    if Checkpoint.objects.filter(size=tree.size).exists() or not tree.size:
        return None
    mark = sign(load_key(Path(settings.SIGNING_KEY)), tree.size, tree.root(), at)
    with transaction.atomic():
        Checkpoint.objects.create(
            size=mark.size, root=mark.root, hash_alg=mark.hash_alg, at=at, key_id=mark.key_id, signature=mark.signature
        )
        append(Path(settings.CHECKPOINTS), mark)
    return mark


def checkpoint_due(at: datetime) -> bool:
    """Whether something came since the last checkpoint and an hour has gone by; asked by requests, so that no job has to run."""
    last = Checkpoint.objects.order_by("-size").first()
    newest = Entry.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    return newest > (last.size if last else 0) and (last is None or at - last.at >= EVERY)

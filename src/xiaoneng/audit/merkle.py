"""默克尔根: RFC 6962's tree over the hashes of the entries, computed in one pass."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

LEAF, NODE = b"\x00", b"\x01"


class Tree:
    """树: leaves are added in order; the root of all so far costs a few hashes whenever it is asked for."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[tuple[int, bytes]] = []

    def add(self, data: bytes) -> None:
        """Adds a leaf."""
        height, node = 0, hashlib.sha256(LEAF + data).digest()
        while self._peaks and self._peaks[-1][0] == height:
            node = hashlib.sha256(NODE + self._peaks.pop()[1] + node).digest()
            height += 1
        self._peaks.append((height, node))
        self.size += 1

    def root(self) -> str:
        """The root in hex; of no leaves the hash of nothing."""
        if not self._peaks:
            return hashlib.sha256(b"").hexdigest()
        node = self._peaks[-1][1]
        for _, peak in reversed(self._peaks[:-1]):
            node = hashlib.sha256(NODE + peak + node).digest()
        return node.hex()


def root_of(leaves: Iterable[bytes]) -> str:
    """The root over leaves."""
    tree = Tree()
    for leaf in leaves:
        tree.add(leaf)
    return tree.root()

"""默克尔根: RFC 6962's tree over the hashes of the entries; leaves are added in order and the tree goes on from where it stood."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from functools import partial

LEAF, NODE = b"\x00", b"\x01"
ALGORITHMS = ("sha256", "sm3")
"""摘要算法 of trees: the usual one and the national one."""
TOGETHER = 10
"""Leaves are hashed by the thousand (two to this power) where so many come at once."""


class Tree:
    """树: the peaks (complete subtrees, each with its height) of all leaves so far; a root costs a few hashes whenever it is asked for."""

    def __init__(self, algorithm: str = ALGORITHMS[0], peaks: str = "") -> None:
        self.algorithm = algorithm
        self._new: Callable[[bytes], hashlib._Hash] = hashlib.sha256 if algorithm == ALGORITHMS[0] else partial(hashlib.new, algorithm)
        self._peaks: list[tuple[int, bytes]] = [(height, bytes.fromhex(node)) for height, node in json.loads(peaks or "[]")]

    @property
    def size(self) -> int:
        return sum(1 << height for height, _ in self._peaks)

    @property
    def peaks(self) -> str:
        """As text, from which a tree can go on."""
        return json.dumps([[height, node.hex()] for height, node in self._peaks])

    def extend(self, leaves: Sequence[bytes]) -> None:
        """Adds many leaves, in blocks as large as there are leaves for and as the place where the tree stands allows."""
        size, at = self.size, 0
        while at < len(leaves):
            room = (len(leaves) - at).bit_length() - 1
            height = min(TOGETHER, room, (size & -size).bit_length() - 1 if size else room)
            block = 1 << height
            self._push(height, self._block(leaves[at : at + block]))
            at, size = at + block, size + block

    def root(self) -> str:
        """The root in hex; of no leaves the hash of nothing."""
        if not self._peaks:
            return self._hash(b"").hex()
        node = self._peaks[-1][1]
        for _, peak in reversed(self._peaks[:-1]):
            node = self._hash(NODE + peak + node)
        return node.hex()

    def _push(self, height: int, node: bytes) -> None:
        while self._peaks and self._peaks[-1][0] == height:
            node = self._hash(NODE + self._peaks.pop()[1] + node)
            height += 1
        self._peaks.append((height, node))

    def _block(self, leaves: Sequence[bytes]) -> bytes:
        new = self._new
        nodes = [new(LEAF + leaf).digest() for leaf in leaves]
        while len(nodes) > 1:
            nodes = [new(NODE + left + right).digest() for left, right in zip(nodes[::2], nodes[1::2], strict=True)]
        return nodes[0]

    def _hash(self, data: bytes) -> bytes:
        return self._new(data).digest()


def root_of(leaves: Iterable[bytes], algorithm: str = ALGORITHMS[0]) -> str:
    """The root over leaves."""
    tree = Tree(algorithm)
    tree.extend(list(leaves))
    return tree.root()

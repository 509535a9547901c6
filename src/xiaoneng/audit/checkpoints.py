"""校验点: the root over all entries, signed with a key that the database does not hold, kept in a file outside it as well."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from xiaoneng.audit.merkle import ALGORITHMS
from xiaoneng.rulebook.problems import Refused

KEY_ID = 16
LAST_BYTES = 1 << 16
"""How much of the file's end is read for its last line."""


@dataclass(frozen=True)
class Mark:
    """一个校验点, as it stands in the file: `size` entries, their root, when, and a signature over all that it says.

    `numbers` are the last numbers given in series (office/series/year) where they differ from what earlier lines say.
    `lost` is set where a database was restored to an older state: entries after `size` up to `lost` are gone, earlier marks above
    `size` no longer bind, and somebody with the key says so.
    """

    size: int
    root: str
    at: str
    key_id: str
    public_key: str
    signature: str
    hash_alg: str = ALGORITHMS[0]
    lost: int = 0
    numbers: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Kept:
    """校验点文件的内容: its marks in order, and lines that can't be read."""

    marks: tuple[Mark, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def pinned(self) -> str:
        """认可的密钥: the one that signed the first mark; '' where there is none."""
        return self.marks[0].key_id if self.marks else ""

    @property
    def binding(self) -> list[Mark]:
        """有约束力的校验点: all, but for those that a restore to an older state took away."""
        found: list[Mark] = []
        for mark in self.marks:
            if mark.lost:
                found = [one for one in found if one.size <= mark.size]
            found.append(mark)
        return found

    @property
    def numbers(self) -> dict[str, int]:
        """The last number known of each series."""
        found: dict[str, int] = {}
        for mark in self.marks:
            for series, last in mark.numbers.items():
                found[series] = max(last, found.get(series, 0))
        return found


def make_key(path: Path) -> str:
    """造密钥: readable by its owner only; gives its id. Raises Refused where there is one already."""
    key = Ed25519PrivateKey.generate()
    raw = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise Refused(f"密钥 {path.name} 已经有了；换新的请先移走旧的，并保留它的公钥用来核对以前的校验点") from None
    with os.fdopen(handle, "wb") as file:
        file.write(raw)
    return key_id(public_of(key))


def load_key(path: Path) -> Ed25519PrivateKey:
    """读密钥. Raises Refused where it can't be read."""
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), None)
    except (OSError, ValueError, TypeError):
        raise Refused(f"密钥 {path.name} 读不出来；请检查位置和权限，新装的请运行 xiaoneng init") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise Refused(f"密钥 {path.name} 不是 Ed25519 密钥")
    return key


def public_of(key: Ed25519PrivateKey) -> str:
    """公钥: as the checkpoint file and the printed sheet show it."""
    raw = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return base64.b64encode(raw).decode()


def key_id(public: str) -> str:
    """密钥编号: what is printed beside a signature."""
    digest = hashes.Hash(hashes.SHA256())
    digest.update(public.encode())
    return digest.finalize().hex()[:KEY_ID]


def sign(
    key: Ed25519PrivateKey, size: int, root: str, at: datetime, hash_alg: str = ALGORITHMS[0],
    lost: int = 0, numbers: Mapping[str, int] | None = None,
) -> Mark:  # fmt: skip
    """签一个校验点."""
    public = public_of(key)
    unsigned = Mark(size, root, at.isoformat(timespec="seconds"), key_id(public), public, "", hash_alg, lost, dict(numbers or {}))
    return Mark(**{**unsigned.__dict__, "signature": base64.b64encode(key.sign(_text(unsigned))).decode()})


def genuine(mark: Mark) -> bool:
    """Whether the signature of a mark is right and the public key is the one of its id."""
    try:
        raw, signature = base64.b64decode(mark.public_key, validate=True), base64.b64decode(mark.signature, validate=True)
        Ed25519PublicKey.from_public_bytes(raw).verify(signature, _text(mark))
    except (InvalidSignature, ValueError):
        return False
    exact = base64.b64encode(signature).decode() == mark.signature
    return exact and mark.hash_alg in ALGORITHMS and key_id(mark.public_key) == mark.key_id


def append(path: Path, mark: Mark) -> None:
    """记入文件: one line a mark, flushed to disk; the file is never rewritten. A line that a power cut left unfinished is closed first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    torn = path.is_file() and _end(path, 1) not in (b"", b"\n")
    with path.open("a", encoding="utf-8") as file:
        file.write(("\n" if torn else "") + json.dumps(asdict(mark), ensure_ascii=False) + "\n")
        file.flush()
        os.fsync(file.fileno())


def read(path: Path) -> Kept:
    """读文件: lines that are none are among the problems. A file that isn't there holds nothing."""
    if not path.is_file():
        return Kept()
    marks, problems = [], []
    for number, line in enumerate(path.read_bytes().split(b"\n"), 1):
        if not line:
            continue
        try:
            marks.append(_mark(line))
        except (TypeError, ValueError):
            problems.append(f"校验点文件 {path.name} 第 {number} 行读不出来：请与别处的副本对照；断电时没有写完的可以删去这一行")
    return Kept(tuple(marks), tuple(problems))


def last_of(path: Path) -> Mark | None:
    """最后一个: without reading the whole file; None where there is none that can be read."""
    lines = [line for line in _end(path, LAST_BYTES).split(b"\n") if line] if path.is_file() else []
    try:
        return _mark(lines[-1]) if lines else None
    except (TypeError, ValueError):
        return None


def _mark(line: bytes) -> Mark:
    mark = Mark(**json.loads(line))
    if not isinstance(mark.size, int) or not isinstance(mark.numbers, dict):
        raise TypeError
    return mark


def _end(path: Path, count: int) -> bytes:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - count))
        return file.read()


def _text(mark: Mark) -> bytes:
    numbers = json.dumps(mark.numbers, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return f"xiaoneng-checkpoint\n{mark.hash_alg}\n{mark.size}\n{mark.root}\n{mark.at}\n{mark.lost}\n{numbers}\n".encode()

"""校验点: the root over all entries, signed with a key that the database does not hold, kept in a file outside it as well."""

from __future__ import annotations

import base64
import json
import os
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from xiaoneng.rulebook.problems import Refused

KEY_ID = 16


@dataclass(frozen=True)
class Mark:
    """一个校验点, as it stands in the file: `size` entries, their root, when, and the signature over the three."""

    size: int
    root: str
    at: str
    key_id: str
    public_key: str
    signature: str
    hash_alg: str = "sha256"


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
    return key_id(_public(key))


def load_key(path: Path) -> Ed25519PrivateKey:
    """读密钥. Raises Refused where it can't be read."""
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), None)
    except (OSError, ValueError):
        raise Refused(f"密钥 {path.name} 读不出来；请检查位置和权限，新装的请运行 xiaoneng init") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise Refused(f"密钥 {path.name} 不是 Ed25519 密钥")
    return key


def key_id(public: str) -> str:
    """密钥编号: what is printed beside a signature."""
    digest = hashes.Hash(hashes.SHA256())
    digest.update(public.encode())
    return digest.finalize().hex()[:KEY_ID]


def sign(key: Ed25519PrivateKey, size: int, root: str, at: datetime) -> Mark:
    """签一个校验点."""
    public = _public(key)
    moment = at.isoformat(timespec="seconds")
    signature = base64.b64encode(key.sign(_text(size, root, moment))).decode()
    return Mark(size, root, moment, key_id(public), public, signature)


def genuine(mark: Mark) -> bool:
    """Whether the signature of a mark is right and the public key is the one of its id."""
    try:
        public = Ed25519PublicKey.from_public_bytes(base64.b64decode(mark.public_key))
        public.verify(base64.b64decode(mark.signature), _text(mark.size, mark.root, mark.at))
    except (InvalidSignature, ValueError):
        return False
    return key_id(mark.public_key) == mark.key_id


def append(path: Path, mark: Mark) -> None:
    """记入文件: one line a mark, flushed to disk; the file is never rewritten."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(asdict(mark), ensure_ascii=False) + "\n")
        file.flush()
        os.fsync(file.fileno())


def read(path: Path) -> list[Mark]:
    """读文件. Raises Refused for a line that is none."""
    if not path.is_file():
        return []
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            found.append(Mark(**json.loads(line)))
        except (TypeError, ValueError):
            raise Refused(f"校验点文件 {path.name} 第 {number} 行读不出来；请找出原来的文件") from None
    return found


def _public(key: Ed25519PrivateKey) -> str:
    raw = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return base64.b64encode(raw).decode()


def _text(size: int, root: str, at: str) -> bytes:
    return f"xiaoneng-checkpoint\n{size}\n{root}\n{at}\n".encode()

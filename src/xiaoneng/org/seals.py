"""封存: texts that only this installation can read again, with the purpose for which they were sealed."""

from __future__ import annotations

import base64
from datetime import datetime
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class Unreadable(Exception):
    """不是这里封的，或者太旧: not sealed here for this purpose, or too long ago."""


@lru_cache(maxsize=8)
def _box(secret: str, purpose: str) -> Fernet:
    key = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=f"xiaoneng:{purpose}".encode()).derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(key))


def seal(text: str, purpose: str, at: datetime) -> str:
    """封: encrypted and signed; what was sealed for one purpose can't be opened for another."""
    return _box(settings.SECRET_KEY, purpose).encrypt_at_time(text.encode(), int(at.timestamp())).decode()


def unseal(sealed: str, purpose: str, at: datetime | None = None, most_seconds: int | None = None) -> str:
    """启封. Raises Unreadable, also where it is older than `most_seconds` at the moment `at`."""
    box = _box(settings.SECRET_KEY, purpose)
    try:
        if at is not None and most_seconds is not None:
            return box.decrypt_at_time(sealed.encode(), most_seconds, int(at.timestamp())).decode()
        return box.decrypt(sealed.encode()).decode()
    except (InvalidToken, UnicodeError):
        raise Unreadable from None

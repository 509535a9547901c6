"""第二道验证: authenticators, security keys and printed codes, checked without writing; what is found is used up by `sign_in`."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from cryptography.hazmat.primitives.constant_time import bytes_eq
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.conf import settings
from fido2.server import Fido2Server
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    UserVerificationRequirement,
)

from xiaoneng.audit.chain import digest_of
from xiaoneng.audit.refusals import Invalid
from xiaoneng.org.models import Account, Factor
from xiaoneng.org.permit import Viewer
from xiaoneng.org.rights import ADMINISTRATORS
from xiaoneng.org.seals import Unreadable, seal, unseal

STEP, DIGITS, SECRET_BYTES = 30, 6, 20
"""What every authenticator program takes: a code of six digits each half minute."""
DRIFT = (0, -1, 1)
"""Steps by which a phone's clock may be wrong."""
CODES, CODE_GROUP, CODE_GROUPS = 10, 4, 3
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
FACTOR = "factor"
"""What secrets are sealed for."""
ISSUER = "效能"


class Used(NamedTuple):
    """验证通过: by which factor, and the counter that must not come again."""

    factor: Factor
    counter: int


def is_needed(viewer: Viewer) -> bool:
    """要不要第二道验证: by the installation's policy."""
    return settings.SECOND_FACTOR == "everybody" or (settings.SECOND_FACTOR == "administrators" and bool(viewer.roles & ADMINISTRATORS))


def usable(account: Account) -> list[Factor]:
    """能用的第二道验证: everything but printed codes that are used up."""
    return [one for one in account.factors.all() if one.kind != Factor.Kind.CODE or one.used_at is None]


def new_secret() -> bytes:
    """验证器的密钥."""
    return secrets.token_bytes(SECRET_BYTES)


def totp(secret: bytes) -> TOTP:
    """验证码 (RFC 6238)."""
    return TOTP(secret, DIGITS, SHA1(), STEP)  # noqa: S303 what authenticators reckon with; not a digest of anything


def address_of(secret: bytes, username: str) -> str:
    """二维码的内容: what an authenticator program reads."""
    return totp(secret).get_provisioning_uri(username, ISSUER)


def step_of(secret: bytes, code: str, at: datetime, after: int = 0) -> int | None:
    """哪一步的验证码: the time step of a right code that is later than `after`; None for a wrong or used one."""
    typed = "".join(code.split())
    if len(typed) != DIGITS or not typed.isascii() or not typed.isdigit():
        return None
    now = int(at.timestamp()) // STEP
    for drift in DRIFT:
        if now + drift > after and bytes_eq(totp(secret).generate((now + drift) * STEP), typed.encode()):
            return now + drift
    return None


def new_codes() -> list[str]:
    """一次码: ten, each three groups of four."""
    return ["-".join("".join(secrets.choice(LETTERS) for _ in range(CODE_GROUP)) for _ in range(CODE_GROUPS)) for _ in range(CODES)]


def code_digest(account: Account, code: str) -> str:
    """一次码的摘要: written with or without its dashes."""
    return digest_of(f"{account.pk}:{''.join(one for one in code.lower() if one.isalnum())}")


def seal_secret(secret: bytes, at: datetime) -> str:
    """封存验证器的密钥."""
    return seal(secret.hex(), FACTOR, at)


def check_code(account: Account, code: str, at: datetime) -> Used | None:
    """核对: a code of an authenticator or a printed one."""
    digest = code_digest(account, code)
    for one in usable(account):
        if one.kind == Factor.Kind.CODE and bytes_eq(one.secret.encode(), digest.encode()):
            return Used(one, 0)
        if one.kind == Factor.Kind.TOTP:
            step = step_of(_opened(one), code, at, one.counter)
            if step is not None:
                return Used(one, step)
    return None


def _opened(factor: Factor) -> bytes:
    """An authenticator's secret; without the installation's key nobody's code is right."""
    try:
        return bytes.fromhex(unseal(factor.secret, FACTOR))
    except Unreadable:
        return new_secret()


def _server(host: str, origin: str) -> Fido2Server:
    return Fido2Server(PublicKeyCredentialRpEntity(id=host, name=ISSUER), verify_origin=lambda said: said == origin)


def _keys(account: Account) -> dict[bytes, tuple[Factor, AttestedCredentialData]]:
    found = {}
    for one in account.factors.filter(kind=Factor.Kind.KEY):
        known = AttestedCredentialData(websafe_decode(one.secret))
        found[known.credential_id] = (one, known)
    return found


def ask_new_key(account: Account, host: str, origin: str) -> tuple[dict[str, Any], Any]:
    """登记安全密钥的请求: what the browser is asked, and what to keep until it answers."""
    user = PublicKeyCredentialUserEntity(id=str(account.pk).encode(), name=account.username, display_name=account.person.name)
    known = [credential for _, credential in _keys(account).values()]
    asked, state = _server(host, origin).register_begin(user, known, user_verification=UserVerificationRequirement.DISCOURAGED)
    return dict(asked.public_key), state


def read_new_key(state: Any, answer: Mapping[str, Any], host: str, origin: str) -> tuple[str, int]:
    """登记安全密钥的回答: its public half as text, and its count. Raises Invalid."""
    try:
        data = _server(host, origin).register_complete(state, answer)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Invalid("没有登记：安全密钥的回答不对，请拔下再插上，重新登记") from None
    if data.credential_data is None:
        raise Invalid("没有登记：这个安全密钥不能用")
    return websafe_encode(data.credential_data), data.counter


def ask_key(account: Account, host: str, origin: str) -> tuple[dict[str, Any], Any] | None:
    """用安全密钥的请求; None without one."""
    known = [credential for _, credential in _keys(account).values()]
    if not known:
        return None
    asked, state = _server(host, origin).authenticate_begin(known, user_verification=UserVerificationRequirement.DISCOURAGED)
    return dict(asked.public_key), state


def check_key(account: Account, state: Any, answer: Mapping[str, Any], host: str, origin: str) -> Used | None:
    """核对安全密钥: None where it is not the account's, signs wrongly, or counts backwards (it was copied)."""
    keys = _keys(account)
    try:
        found = _server(host, origin).authenticate_complete(state, [one for _, one in keys.values()], answer)
        counter = AuthenticationResponse.from_dict(answer).response.authenticator_data.counter
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    factor, _ = keys[found.credential_id]
    if factor.counter and counter <= factor.counter:
        return None
    return Used(factor, counter)

"""A security key made of software: answers as a browser with a real one would."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData


@dataclass
class SecurityKey:
    """One key; `counter` grows with each signature."""

    origin: str = "http://testserver"
    host: str = "testserver"
    counter: int = 0
    private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    id: bytes = field(default_factory=lambda: secrets.token_bytes(16))

    def create(self, asked: dict[str, Any]) -> str:
        """What a page gets when it registers the key."""
        client = CollectedClientData.create(CollectedClientData.TYPE.CREATE, asked["challenge"], self.origin)
        known = AttestedCredentialData.create(Aaguid.NONE, self.id, ES256.from_cryptography_key(self.private.public_key()))
        data = self._data(AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.AT, known)
        return self._answer({"clientDataJSON": client.b64, "attestationObject": websafe_encode(AttestationObject.create("none", data, {}))})

    def get(self, asked: dict[str, Any]) -> str:
        """What a page gets when it asks for a signature."""
        self.counter += 1
        client = CollectedClientData.create(CollectedClientData.TYPE.GET, asked["challenge"], self.origin)
        data = self._data(AuthenticatorData.FLAG.UP)
        signature = self.private.sign(bytes(data) + client.hash, ec.ECDSA(SHA256()))
        told = {"clientDataJSON": client.b64, "authenticatorData": websafe_encode(data), "signature": websafe_encode(signature)}
        return self._answer(told)

    def _data(self, flags: AuthenticatorData.FLAG, known: bytes = b"") -> AuthenticatorData:
        return AuthenticatorData.create(sha256(self.host.encode()).digest(), flags, self.counter, known)

    def _answer(self, response: dict[str, str]) -> str:
        name = websafe_encode(self.id)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response, "clientExtensionResults": {}})

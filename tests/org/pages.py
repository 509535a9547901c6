"""What tests of the organisation's pages share."""

from __future__ import annotations

from django.test import Client


def page(client: Client, where: str) -> str:
    return client.get(where).content.decode()

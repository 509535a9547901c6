"""The cast, whoever runs the year signed in, and a morning on which the pages are looked at."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from tests.people import MORNING, Cast, make_cast


@pytest.fixture
def morning() -> Iterator[None]:
    with time_machine.travel(MORNING, tick=False):
        yield


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def runner(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.lin.account)
    return client

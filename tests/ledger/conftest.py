"""It is morning in 清和县 while the ledger's tests run: what is done on pages happens then, too."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from tests.ledger.pages import LATER


@pytest.fixture(autouse=True)
def morning() -> Iterator[None]:
    with time_machine.travel(LATER, tick=False):
        yield

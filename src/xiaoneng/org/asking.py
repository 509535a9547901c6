"""一页只问一次: what the parts of a page each ask of the database, asked once and kept as long as the page is made.

Only while something is read: whoever acts sees what it wrote itself.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

T = TypeVar("T")

_page: ContextVar[dict[Hashable, Any] | None] = ContextVar("page", default=None)


@contextmanager
def reading() -> Iterator[None]:
    """读一页: from here to the end nothing is asked twice. For requests that write nothing."""
    token = _page.set({})
    try:
        yield
    finally:
        _page.reset(token)


def asked_once(key: Hashable, ask: Callable[[], T]) -> T:
    """The answer of `ask`, on one page always the same object; not to be changed. Elsewhere asked anew."""
    known = _page.get()
    if known is None:
        return ask()
    if key not in known:
        known[key] = ask()
    found: T = known[key]
    return found

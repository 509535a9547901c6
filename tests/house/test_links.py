"""What a page shows can be opened by whom it is shown to, and says nothing in the program's own names."""

from __future__ import annotations

import re
from collections import Counter, deque
from html import unescape
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import resolve

from tests.house.test_routes import ROLES, things
from tests.people import make_cast

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
EACH = 2
"""Addresses of a kind that are looked at: a list of people is not opened to the last."""
LINK = re.compile(r'(?:href|hx-get)="([^"#]+)')
HIDDEN = re.compile(r"<(script|style|head|textarea|pre|code)\b.*?</\1>|<[^>]*>", re.DOTALL)
NAME = re.compile(r"[A-Za-z]+_[A-Za-z_]+|\bNone\b|\bTrue\b|\bFalse\b|\d{4}-\d\d-\d\dT\d\d:")
FONTS = re.compile(r"(仿宋|楷体)_GB2312")


def kind_of(address: str) -> str:
    """What kind of address it is: its route and the names in its query."""
    parts = urlsplit(address)
    return resolve(parts.path).route + "?" + "&".join(sorted(name for name, _ in parse_qsl(parts.query)))


def walk(client: Client) -> tuple[dict[str, str], list[str]]:
    """Pages by address, and links that do not open with the page that shows them."""
    pages: dict[str, str] = {}
    broken: list[str] = []
    ahead, seen, many = deque([("/", "")]), {"/"}, Counter[str]()
    while ahead:
        address, shown_on = ahead.popleft()
        answer = client.get(address)
        if answer.status_code >= 400:
            broken.append(f"{answer.status_code} {address} on {shown_on}")
        assert not answer.streaming or b"".join(answer)
        if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
            continue
        pages[address] = answer.content.decode()
        for found in LINK.findall(pages[address]):
            link = urljoin(address, unescape(found))
            if link in seen or link.startswith(("/static/", "http")):
                continue
            seen.add(link)
            many[kind_of(link)] += 1
            if many[kind_of(link)] <= EACH:
                ahead.append((link, address))
    return pages, broken


@pytest.mark.parametrize("role", [role for role in ROLES if role not in ("anonymous", "county")])
def test_every_link_opens_and_every_word_is_a_word(role: str) -> None:
    cast = make_cast()
    things(cast)
    client = Client()
    client.force_login(cast.who[role].account)
    pages, broken = walk(client)
    assert broken == []
    assert len(pages) > 20
    said = {place: NAME.findall(FONTS.sub("", unescape(HIDDEN.sub(" ", text)))) for place, text in pages.items()}
    assert {place: names for place, names in said.items() if names} == {}

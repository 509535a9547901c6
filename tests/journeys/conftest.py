"""A browser on this machine, walking the program as its users do."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

from tests.people import PASSWORD

# The browser's driver keeps an event loop in this thread; the tests themselves are synchronous.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
MANUAL = Path(__file__).resolve().parents[2] / "docs" / "manual" / "images"
Visit = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as play:
        found = play.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        yield found
        found.close()


@pytest.fixture
def visit(browser: Browser, live_server: Any) -> Iterator[Visit]:
    """`visit("lin")` is a page of somebody signed in; whatever a page complains of in the console fails the test."""
    complaints: list[str] = []
    contexts = []

    def open_page(username: str = "", password: str = PASSWORD, width: int = 1280, scripts: bool = True) -> Page:
        size = {"width": width, "height": 860}
        place = {"base_url": live_server.url, "locale": "zh-CN", "timezone_id": "Asia/Shanghai"}
        context = browser.new_context(viewport=size, java_script_enabled=scripts, **place)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()

        def heard(message: ConsoleMessage) -> None:
            if message.type == "error" and "status of 4" not in message.text:
                complaints.append(message.text)

        def asked(request: Request) -> None:
            if not request.url.startswith((live_server.url, "data:")):
                complaints.append(f"left the machine: {request.url}")

        page.on("console", heard)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", asked)
        if username:
            page.goto("/sign-in/")
            page.get_by_label("用户名").fill(username)
            page.get_by_label("密码").fill(password)
            page.get_by_role("button", name="登录").click()
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def picture() -> Callable[[Page, str], None]:
    """`picture(page, "名称")` takes the manual's screenshot where the manual is being made."""

    def take(page: Page, name: str) -> None:
        if os.environ.get("XIAONENG_MANUAL"):
            MANUAL.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=MANUAL / f"{name}.png")

    return take

"""A half-written form is never lost: after the session's end, with an old page's mark, through a second factor; to its owner alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.house.project import SRC, python_files
from tests.people import MORNING, PASSWORD, Cast, make_cast
from xiaoneng.ledger.models import Fact
from xiaoneng.org.actions_factors import make_codes
from xiaoneng.org.models import Account, Person

HERE: dict[str, Any] = {"HTTP_ORIGIN": "http://testserver"}
FORM = {"no": "M70", "name": "新来的人", "title": "科员", "once": "k"}
FINDING = {"who": "M05", "what": "迟到", "day": "2026-07-22", "remark": "查岗时不在，半小时后到", "once": "f"}


@pytest.fixture
def clock(db: None) -> Iterator[Any]:
    with time_machine.travel(MORNING, tick=False) as found:
        yield found


@pytest.fixture
def cast(clock: Any) -> Cast:
    return make_cast()


def signed_in(name: str, **more: Any) -> Client:
    client = Client(**more)
    assert client.post("/sign-in/", {"username": name, "password": PASSWORD}).status_code == 302
    return client


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def draft_in(answer: Any) -> str:
    found = re.search(r'name="draft" value="([^"]*)"', text_of(answer))
    return found[1] if found else ""


def again(client: Client, draft: str, name: str = "lin", page: str = "/sign-in/") -> Any:
    """As a browser sends it: the sign-in page stands at the address that the form was sent to."""
    sent = {"username": name, "password": PASSWORD, "draft": draft}
    return client.post("/sign-in/", sent, HTTP_REFERER=f"http://testserver{page}")


@pytest.mark.parametrize("hours", [2, 13])
def test_a_form_that_comes_too_late_comes_back(cast: Cast, clock: Any, hours: int) -> None:
    client = signed_in("lin")
    clock.shift(hours * 3600)
    late = client.post("/org/people/new/", FORM, **HERE)
    assert "都留着" in text_of(late)
    assert '<form method="post" action="/sign-in/"' in text_of(late)
    assert "新来的人" not in text_of(late)
    back = again(client, draft_in(late), page="/org/people/new/")
    assert back["Location"] == "/org/people/new/"
    page = text_of(client.get("/org/people/new/"))
    assert 'value="新来的人"' in page
    assert "没来得及提交" in page
    assert "没来得及提交" in text_of(client.get("/org/people/new/"))
    unit = cast.sections["救助股"].pk
    assert client.post("/org/people/new/", FORM | {"unit": unit, "once": "other"}, **HERE).status_code == 302
    assert Person.objects.filter(no="M70").count() == 1
    assert "新来的人" not in text_of(client.get("/org/people/new/"))


def test_a_finding_comes_back_and_its_file_is_asked_for(cast: Cast, clock: Any) -> None:
    client = signed_in("zhou")
    clock.shift(7200)
    late = client.post("/facts/new/", FINDING | {"file": SimpleUploadedFile("a.txt", b"x")}, **HERE)
    again(client, draft_in(late), "zhou")
    page = text_of(client.get("/facts/new/"))
    assert "半小时后到" in page
    assert "附件没有留下" in page
    assert not Fact.objects.exists()


def test_it_stays_through_mistakes_and_the_second_factor(cast: Cast, clock: Any) -> None:
    client = signed_in("lin")
    account = Account.objects.get(person=cast.lin)
    codes = make_codes(account=account, by=cast.lin, at=MORNING)
    clock.shift(7200)
    draft = draft_in(client.post("/org/people/new/", FORM, **HERE))
    wrong = client.post("/sign-in/", {"username": "lin", "password": "wrong", "draft": draft})
    assert draft_in(wrong) == draft
    assert again(client, draft)["Location"] == "/sign-in/second/"
    assert client.post("/sign-in/second/", {"code": codes[0]})["Location"] == "/org/people/new/"
    assert 'value="新来的人"' in text_of(client.get("/org/people/new/"))


def test_nobody_else_gets_it(cast: Cast, clock: Any) -> None:
    client = signed_in("lin")
    clock.shift(7200)
    draft = draft_in(client.post("/org/people/new/", FORM, **HERE))
    assert draft
    assert again(client, draft, "shen")["Location"] == "/"
    assert "新来的人" not in text_of(client.get("/"))
    for other in ("", "x" * 40, draft[:-4] + "AAAA"):
        assert again(client, other)["Location"] == "/"
    clock.shift(25 * 3600)
    assert again(client, draft)["Location"] == "/"


def test_after_a_password_elsewhere_the_machine_knows_whose_it_was(cast: Cast, clock: Any) -> None:
    client = signed_in("lin")
    account = Account.objects.get(person=cast.lin)
    account.stamp = "other"
    account.save()
    late = client.post("/org/people/new/", FORM, **HERE)
    assert again(client, draft_in(late))["Location"] == "/org/people/new/"


@pytest.mark.parametrize(
    ("path", "form", "headers"),
    [
        ("/org/people/new/", FORM, {"HTTP_ORIGIN": "http://evil.example"}),
        ("/org/people/new/", FORM, {"HTTP_ORIGIN": "null"}),
        ("/org/people/new/", FORM, {}),
        ("/org/people/new/", FORM, HERE | {"HTTP_HX_REQUEST": "true"}),
        ("/org/people/new/", {"once": "k"}, HERE),
        ("/org/people/new/", {"name": "长" * 100_001}, HERE),
        ("/org/people/new/", {f"x{at}": "1" for at in range(501)}, HERE),
        ("/me/", {"old": "a", "new": "secret", "again": "secret"}, HERE),
        ("/no/such/page/", FORM, HERE),
    ],
)
def test_what_is_not_kept(cast: Cast, clock: Any, path: str, form: dict[str, str], headers: dict[str, Any]) -> None:
    client = signed_in("lin")
    clock.shift(7200)
    answer = client.post(path, form, **headers)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/")
    stranger = Client().post("/org/people/new/", FORM, **HERE)
    assert stranger.status_code == 302


def test_passwords_are_not_kept(cast: Cast, clock: Any) -> None:
    client = signed_in("lin")
    clock.shift(7200)
    again(client, draft_in(client.post("/org/people/new/", FORM | {"password": "geheim"}, **HERE)))
    kept = client.session["drafts"]["/org/people/new/"]
    assert "geheim" not in str(kept)
    assert "once" not in str(kept)


def test_an_old_pages_mark_loses_nothing(cast: Cast) -> None:
    client = signed_in("lin", enforce_csrf_checks=False)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    told = strict.post("/org/people/new/", FORM | {"csrfmiddlewaretoken": "x" * 64}, **HERE)
    assert told.status_code == 403
    assert "都留着" in text_of(told)
    assert not Person.objects.filter(no="M70").exists()
    assert 'value="新来的人"' in text_of(strict.get("/org/people/new/"))
    foreign = strict.post("/org/units/new/", {"name": "坏科室"}, HTTP_ORIGIN="http://evil.example")
    assert foreign.status_code == 403
    assert "坏科室" not in text_of(strict.get("/org/units/new/"))


def test_what_no_form_takes_is_shown_as_text(cast: Cast, clock: Any) -> None:
    client = signed_in("tang")
    account = Account.objects.get(person=cast.ma)
    clock.shift(7200)
    page = f"/org/accounts/{account.pk}/"
    late = client.post(f"{page}switch/", {"active": "写了半天的理由"}, HTTP_REFERER=f"http://testserver{page}", **HERE)
    assert again(client, draft_in(late), "tang")["Location"] == page
    assert "写了半天的理由" in text_of(client.get(page))


def test_it_can_be_given_up_and_only_a_few_are_kept(cast: Cast, clock: Any) -> None:
    client = signed_in("lin")
    client.cookies["csrftoken"] = "a" * 32
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    for at, path in enumerate(("/org/people/new/", "/org/units/new/", "/facts/new/", "/facts/works/new/")):
        clock.shift(at)
        strict.post(path, {"name": "写了一半"}, **HERE)
    assert set(client.session["drafts"]) == {"/org/units/new/", "/facts/new/", "/facts/works/new/"}
    assert client.post("/draft/drop/", {"path": "/org/units/new/"})["Location"] == "/org/units/new/"
    assert "写了一半" not in text_of(client.get("/org/units/new/"))
    assert client.post("/draft/drop/", {"path": "//evil.example/"})["Location"] == "/"


def test_every_form_takes_what_was_kept() -> None:
    """`request.POST or None` would pass it over; only forms that hold passwords do."""
    rooms = [path for path in python_files(SRC) if "web/access" not in path.as_posix() and path.name != "drafts.py"]
    assert [path for path in rooms if "request.POST or None" in path.read_text(encoding="utf-8")] == []

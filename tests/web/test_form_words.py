"""Words to fill in an office's letters: listed on a page, and a misspelt one is told when the rulebook is uploaded."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.people import Cast, make_cast
from xiaoneng.ledger.models import Enactment
from xiaoneng.rulebook.language.form_words import FILLED

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def client(cast: Cast, who: str) -> Client:
    made = Client()
    made.force_login(cast.who[who].account)
    return made


def upload(cast: Cast, before: str, after: str) -> tuple[int, str]:
    assert cast.enactment is not None
    assert before in cast.enactment.text
    text = cast.enactment.text.replace(before, after, 1)
    file = SimpleUploadedFile("rulebook.yaml", text.encode())
    answer = client(cast, "lin").post("/rulebook/versions/new/", {"file": file, "once": "a"})
    return answer.status_code, answer.content.decode()


def test_a_misspelt_word_is_told_with_its_line_and_the_nearest(cast: Cast) -> None:
    status, shown = upload(cast, "有下列行为：〔行为〕", "有下列行为：〔行文〕")
    assert status == 200
    line = cast.enactment.text.split("有下列行为：〔行为〕")[0].count("\n") + 1  # type: ignore[union-attr]
    assert f"第 {line} 行" in shown
    assert "〔行文〕没有可填的内容" in shown
    assert "您是否要写“行为”？" in shown
    assert 'href="/rulebook/words/"' in shown
    assert Enactment.objects.count() == 1


def test_brackets_that_are_text_are_taken(cast: Cast) -> None:
    status, shown = upload(cast, "有下列行为：〔行为〕", "有下列行为（某局发〔2026〕5号、〔　〕、〔〔附后〕〕）：〔行为〕")
    assert status == 302, shown
    assert Enactment.objects.count() == 2


def test_the_words_are_listed(cast: Cast) -> None:
    assert cast.enactment is not None
    for place in ("/rulebook/words/", f"/rulebook/versions/{cast.enactment.pk}/words/"):
        shown = client(cast, "lin").get(place).content.decode()
        for word in (*FILLED, "线索来源", "行为"):
            assert f"〔{word}〕" in shown
        assert "效能告诫书" in shown
    assert "没有打印文书的程序" in client(cast, "fang").get("/rulebook/words/").content.decode()
    assert client(cast, "fang").get(f"/rulebook/versions/{cast.enactment.pk}/words/").status_code == 404
    assert 'href="/rulebook/words/"' in client(cast, "lin").get("/org/layouts/").content.decode()

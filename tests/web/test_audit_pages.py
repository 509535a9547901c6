"""The auditor's pages: entries in words, one thing's history, erasing, verifying, checkpoints to be printed."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.house.project import SRC, python_files
from tests.people import MORNING, Cast, make_cast
from xiaoneng.audit.actions_checkpoint import checkpoint
from xiaoneng.audit.checkpoints import make_key
from xiaoneng.audit.models import Entry
from xiaoneng.ledger.actions_facts import confirm_fact, enter_fact
from xiaoneng.org.actions import mend_person
from xiaoneng.org.models import Account
from xiaoneng.web.audit.telling import said, words


@pytest.fixture
def cast(tmp_path: Path, settings: Any) -> Cast:
    settings.SIGNING_KEY, settings.CHECKPOINTS = tmp_path / "key", tmp_path / "marks.jsonl"
    made = make_cast()
    assert made.enactment is not None
    row = {"日期": "2026-07-20", "对象": "M05", "事项": "迟到", "说明": "晚到一刻钟"}
    confirm_fact(fact=enter_fact(enactment=made.enactment, row=row, by=made.zhou, at=MORNING), by=made.lin, at=MORNING)
    mend_person(person=made.ma, name="马满仓", by=made.lin, at=MORNING)
    return made


def client(who: str) -> Client:
    found = Client()
    found.force_login(Account.objects.get(username=who))
    return found


def read(where: str, who: str = "qi") -> str:
    answer = client(who).get(where)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


@pytest.mark.django_db
def test_entries_in_words(cast: Cast) -> None:
    every = read("/audit/")
    assert all(word in every for word in ("周安", "登记事实", "确认事实", "林知", "记录"))
    entered, confirmed, mended = Entry.objects.order_by("seq")
    page = read(f"/audit/{confirmed.seq}/")
    assert "待确认" in page
    assert "已确认" in page
    assert "pending" not in page
    assert "马满仓" in read(f"/audit/{mended.seq}/")
    assert "晚到一刻钟" in read(f"/audit/{entered.seq}/")
    history = read(f"/audit/of/fact/{entered.object_id}/")
    assert "登记事实" in history
    assert history.count("/audit/of/fact/") == 2
    assert read("/audit/?since=2026-07-22&until=2026-07-22").count("/audit/of/") >= 3
    assert "没有符合条件的" in read("/audit/?since=2026-07-23")
    assert read("/audit/?since=x").count("/audit/of/") >= 3
    assert client("qi").get("/audit/?format=xlsx")["Content-Type"].endswith("sheet")
    assert client("fang").get(f"/audit/{entered.seq}/").status_code == 403


@pytest.mark.django_db
def test_the_words_of_an_entry_are_erased_on_the_page(cast: Cast) -> None:
    entered = Entry.objects.order_by("seq").first()
    assert entered is not None
    where = f"/audit/{entered.seq}/erase/"
    assert "依据和理由" in read(where)
    assert client("qi").post(where, {"reason": ""}).status_code == 200
    assert client("lin").post(where, {"reason": "依本人申请"}).status_code == 403
    done = client("qi").post(where, {"reason": "依本人申请", "once": "x"}, follow=True).content.decode()
    assert "已经删去" in done
    assert "晚到一刻钟" not in done
    assert "依本人申请" in read(f"/audit/{Entry.objects.latest('seq').seq}/")
    checked = client("qi").post("/audit/check/").content.decode()
    assert "核对无误" in checked
    assert "1 条的内容已按规定删去" in checked


@pytest.mark.django_db
def test_a_checkpoint_is_printed(cast: Cast, settings: Any) -> None:
    assert "还没有校验点" in read("/audit/check/")
    make_key(settings.SIGNING_KEY)
    mark = checkpoint(at=MORNING)
    assert mark is not None
    assert f"/audit/check/{mark.size}/" in read("/audit/check/")
    sheet = read(f"/audit/check/{mark.size}/")
    assert f"{mark.size}:{mark.root[:16]}" in sheet
    assert mark.key_id in sheet
    assert client("qi").get("/audit/check/99/").status_code == 404


def recorded_names() -> set[str]:
    """What actions write as names of changes, as far as a literal shows it."""
    found = set()
    files = [path for room in ("audit", "org", "ledger", "matters", "merit") for path in python_files(SRC / room)]
    for path in (one for one in files if one.stem.startswith("actions")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            dicts = [part for one in told_by(node) for part in ast.walk(one) if isinstance(part, ast.Dict)]
            found |= {key.value for one in dicts for key in one.keys if isinstance(key, ast.Constant) and isinstance(key.value, str)}
    return found


def told_by(node: ast.AST) -> list[ast.AST]:
    """Where a node says what an entry tells: in the call, or in what is called `told` before it."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "record":
        return [word.value for word in node.keywords if word.arg == "changes"]
    if isinstance(node, ast.Assign) and any(isinstance(one, ast.Name) and one.id == "told" for one in node.targets):
        return [node.value]
    return list(node.body) if isinstance(node, ast.FunctionDef) and node.name == "_told" else []


def test_every_recorded_name_has_a_word() -> None:
    names = recorded_names()
    assert len(names) > 30
    assert sorted(names - set(words()["names"])) == []


def test_values_in_words() -> None:
    assert said({"day": None, "ok": True}) == "日期 （空）；成功 是"
    assert said(["a", 1]) == "a、1"
    assert said([]) == "（空）"

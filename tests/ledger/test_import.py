"""Imports: staged, mended in place, entered whole, taken back whole."""

from __future__ import annotations

import pytest

from tests.people import MORNING, Cast, make_cast
from xiaoneng.audit.models import Entry
from xiaoneng.audit.refusals import Forbidden, Invalid, Refused
from xiaoneng.ledger.actions_import import commit_import, confirm_batch, duplicates, mend_rows, stage_import, undo_import
from xiaoneng.ledger.models import Batch, Fact
from xiaoneng.org.models import Person

pytestmark = pytest.mark.django_db
GOOD = "日期,姓名,考勤结果,备注\n2026-07-20,马满,迟到,打卡 08:41\n2026-07-21,M06,早退,打卡 16:50\n"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def stage(cast: Cast, text: str = GOOD, encoding: str = "utf-8", name: str = "七月.csv", by: Person | None = None) -> Batch:
    assert cast.enactment is not None
    return stage_import(enactment=cast.enactment, name=name, data=text.encode(encoding), source="考勤机", by=by or cast.lin, at=MORNING)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_good_file_is_entered_whole(cast: Cast, encoding: str) -> None:
    batch = stage(cast, encoding=encoding)
    assert batch.problems == []
    assert not Fact.objects.exists()
    before = Entry.objects.count()
    assert commit_import(batch=batch, by=cast.lin, at=MORNING) == 2
    assert Entry.objects.count() == before + 1
    assert {(fact.person.name, fact.kind, fact.remark, fact.state) for fact in Fact.objects.all() if fact.person} == {
        ("马满", "late", "打卡 08:41", "pending"), ("徐宁", "early_leave", "打卡 16:50", "pending"),
    }  # fmt: skip
    assert confirm_batch(batch=batch, by=cast.lin, at=MORNING) == 2
    with pytest.raises(Refused, match="已经导入过"):
        stage(cast, encoding=encoding)


def test_nothing_is_half_imported(cast: Cast) -> None:
    batch = stage(cast, GOOD + "2026-07-22,马漫,迟到,\n2026-13-01,马满,迟到,\n")
    assert [(line, column) for line, column, *_ in batch.problems] == [(4, "对象"), (5, "日期")]
    with pytest.raises(Refused, match="2 处"):
        commit_import(batch=batch, by=cast.lin, at=MORNING)
    assert not Fact.objects.exists()
    mend_rows(batch=batch, cells={(4, "对象"): "马满"}, leave_out=[5], by=cast.lin, at=MORNING)
    assert batch.problems == []
    assert commit_import(batch=batch, by=cast.lin, at=MORNING) == 3


def test_an_import_is_taken_back_whole(cast: Cast) -> None:
    batch = stage(cast)
    commit_import(batch=batch, by=cast.lin, at=MORNING)
    with pytest.raises(Invalid):
        undo_import(batch=batch, reason=" ", by=cast.lin, at=MORNING)
    assert undo_import(batch=batch, reason="导错了月份", by=cast.lin, at=MORNING) == 2
    assert set(Fact.objects.values_list("state", flat=True)) == {"withdrawn"}
    with pytest.raises(Refused):
        undo_import(batch=batch, reason="再撤", by=cast.lin, at=MORNING)
    assert stage(cast).state == "staged"


def test_the_mapping_is_remembered(cast: Cast) -> None:
    odd = "哪天,谁,怎么了\n2026-07-20,马满,迟到\n"
    batch = stage(cast, odd)
    assert batch.problems
    mend_rows(batch=batch, mapping={"哪天": "日期", "谁": "对象", "怎么了": "事项"}, by=cast.lin, at=MORNING)
    assert batch.problems == []
    assert stage(cast, odd.replace("07-20", "07-21")).problems == []
    with pytest.raises(Invalid, match="栏"):
        mend_rows(batch=batch, mapping={"哪天": "分数"}, by=cast.lin, at=MORNING)


def test_what_is_on_record_already_is_shown(cast: Cast) -> None:
    commit_import(batch=stage(cast), by=cast.lin, at=MORNING)
    again = stage(cast, GOOD + "2026-07-23,马满,迟到,新的\n")
    assert duplicates(again) == {2, 3}


@pytest.mark.parametrize("text", ["", "只有标题\n", "a,b\n\x00\n"])
def test_a_file_that_cannot_be_read(cast: Cast, text: str) -> None:
    with pytest.raises((Invalid, Refused)):
        commit_import(batch=stage(cast, text), by=cast.lin, at=MORNING)
    assert not Fact.objects.exists()


def test_who_may(cast: Cast) -> None:
    for nobody in (cast.ma, cast.zhou, cast.tang, cast.fang):
        with pytest.raises(Forbidden):
            stage(cast, by=nobody)

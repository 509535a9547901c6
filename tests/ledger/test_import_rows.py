"""Imports row by row: what is known already, what is set off, punch logs; the pages; what is interrupted leaves nothing."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction

from tests.ledger.pages import LATER, finding, signed_in, text_of
from tests.ledger.test_absences import agreed, away
from tests.people import MORNING, Cast, make_cast
from xiaoneng.audit.models import Entry
from xiaoneng.audit.refusals import Refused, Stale
from xiaoneng.ledger import beside
from xiaoneng.ledger.actions_facts import confirm_facts, enter_fact
from xiaoneng.ledger.actions_import import Mending, commit_import, mend_rows, stage_import, undo_import
from xiaoneng.ledger.models import Batch, Fact, Notice
from xiaoneng.ledger.punches import clock_minutes, clock_text

pytestmark = pytest.mark.django_db
ROWS = "日期,对象,事项,说明\n2026-07-20,马满,迟到,08:41\n2026-07-20,马满,迟到,08:41\n2026-07-22,徐宁,早退,16:50\n"
PUNCHES = """姓名,打卡时间
马满,2026-07-20 08:31
马满,2026-07-20 12:01
马满,2026-07-20 14:29
马满,2026-07-20 17:59
徐宁,2026-07-20 08:30
徐宁,2026-07-20 12:00
徐宁,2026-07-20 14:30
徐宁,2026-07-20 18:00
徐宁,2026-07-19 10:00
何田,2026-07-21 08:20
何田,2026-07-21 18:05
"""


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def stage(cast: Cast, text: str = ROWS, *, punches: bool = False, name: str = "表.csv") -> Batch:
    assert cast.enactment is not None
    return stage_import(enactment=cast.enactment, name=name, data=text.encode(), source="考勤机", punches=punches, by=cast.lin, at=MORNING)


def mend(cast: Cast, batch: Batch, **more: object) -> Batch:
    return mend_rows(batch=batch, more=Mending(**more), by=cast.lin, at=LATER)  # type: ignore[arg-type]


def test_the_same_row_twice_goes_in_once_unless_a_person_says_so(cast: Cast) -> None:
    batch = stage(cast)
    assert {line: mark[0] for line, mark in batch.marks.items()} == {"3": "twin"}
    mend(cast, batch, take_in=[3])
    assert commit_import(batch=batch, by=cast.lin, at=LATER) == 3
    assert Fact.objects.exclude(despite="").count() == 1
    assert Notice.objects.filter(person=cast.ma, text__contains="2 条").count() == 1


CAUTIONS = """日期,对象,事项,告诫机关
2026-07-20,马满,效能告诫,县纪委
2026-07-20,马满,效能告诫,局机关
2026-07-20,马满,效能告诫,县纪委
"""


def test_rows_that_differ_in_a_declared_column_are_two(cast: Cast) -> None:
    batch = stage(cast, CAUTIONS)
    assert batch.marks == {"4": ["twin", "2"]}
    assert commit_import(batch=batch, by=cast.lin, at=LATER) == 2
    known = {one.fields["issuer"]: one.no for one in Fact.objects.all()}
    assert set(known) == {"县纪委", "局机关"}
    again = stage(cast, CAUTIONS + "\n")
    assert again.marks == {"2": ["known", known["县纪委"]], "3": ["known", known["局机关"]], "4": ["known", known["县纪委"]]}


def test_what_has_not_happened_is_not_imported(cast: Cast) -> None:
    """Uploaded on 22 July: that day yes, the day after no."""
    batch = stage(cast, "日期,对象,事项\n2026-07-22,马满,迟到\n2026-07-23,徐宁,迟到\n")
    assert [one[:4] for one in batch.problems] == [[3, "日期", "2026-07-23", "还没有到"]]
    with pytest.raises(Refused, match="没有导入"):
        commit_import(batch=batch, by=cast.lin, at=MORNING)
    mend(cast, batch, cells={(3, "日期"): "2026-07-21"})
    assert commit_import(batch=batch, by=cast.lin, at=LATER) == 2


def test_a_row_is_set_off_by_a_person(cast: Cast) -> None:
    agreed(cast)
    away(cast, since=date(2026, 7, 20), until=date(2026, 7, 20))
    batch = stage(cast)
    with pytest.raises(Refused, match="没有选定"):
        commit_import(batch=batch, by=cast.lin, at=LATER)
    mend(cast, batch, set_off=[2])
    assert commit_import(batch=batch, by=cast.lin, at=LATER) == 1
    assert '"set_off":1' in Entry.objects.latest("seq").details


def test_only_exceptions_come_out_of_a_punch_log(cast: Cast) -> None:
    batch = stage(cast, PUNCHES, punches=True)
    assert "上下班时间" in batch.problems[0][3]
    agreed(cast)
    again = stage(cast, PUNCHES, punches=True)
    assert again.problems == []
    assert [(row[1][0], row[1][1], row[1][2]) for row in again.rows] == [
        ("2026-07-20", "马满", "迟到"), ("2026-07-20", "马满", "早退"),
    ]  # fmt: skip
    assert commit_import(batch=again, by=cast.lin, at=LATER) == 2
    assert "打卡 08:31、12:01，上班 08:30" in set(Fact.objects.values_list("remark", flat=True))


@pytest.mark.parametrize(("grace", "found"), [(0, 2), (1, 0)])
def test_the_offices_grace(cast: Cast, grace: int, found: int) -> None:
    agreed(cast, grace=grace)
    assert len(stage(cast, PUNCHES, punches=True).rows) == found


def test_a_punch_log_of_one_row_a_day(cast: Cast) -> None:
    agreed(cast, shifts=[(510, 1080)])
    text = "人员编号,考勤日期,上班时间,下班时间\nM05,2026/7/20,08:29,18:00\nM06,2026/7/20,08:52,17:30\nM04,2026/7/20,,\n"
    batch = stage(cast, text, punches=True)
    assert [(row[1][1], row[1][2]) for row in batch.rows] == [("M06", "迟到"), ("M06", "早退")]


@pytest.mark.parametrize(("text", "minutes"), [("08:30", 510), ("0:00", 0), ("23:59", 1439), ("24:00", None), ("8.30", None), ("", None)])
def test_times(text: str, minutes: int | None) -> None:
    assert clock_minutes(text) == minutes
    assert minutes is None or clock_minutes(clock_text(minutes)) == minutes


def test_a_closed_month_is_not_undone(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = stage(cast)
    commit_import(batch=batch, by=cast.lin, at=LATER)
    confirm_facts(facts=list(Fact.objects.filter(person=cast.ma)), by=cast.lin, at=LATER)
    monkeypatch.setattr(beside, "CLOSED", [lambda office, days: date(2026, 7, 20) in days])
    with pytest.raises(Refused, match="已经结账"):
        undo_import(batch=batch, reason="导错", by=cast.lin, at=LATER)
    monkeypatch.setattr(beside, "CLOSED", [])
    assert undo_import(batch=batch, reason="导错", by=cast.lin, at=LATER) == 2


def test_two_at_once(cast: Cast) -> None:
    batch = stage(cast)
    same = Batch.objects.get(pk=batch.pk)
    commit_import(batch=batch, by=cast.lin, at=LATER)
    with pytest.raises(Stale):
        commit_import(batch=same, by=cast.lin, at=LATER)
    assert Fact.objects.count() == 2


def test_what_is_interrupted_leaves_nothing(cast: Cast) -> None:
    batch = stage(cast)
    before = Entry.objects.count()
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        commit_import(batch=batch, by=cast.lin, at=LATER)
        raise KeyboardInterrupt
    batch.refresh_from_db()
    assert (batch.state, Fact.objects.count(), Entry.objects.count()) == ("staged", 0, before)
    assert commit_import(batch=batch, by=cast.lin, at=LATER) == 2
    assert min(Fact.objects.values_list("no", flat=True)) == "2026-00001"


def test_a_bomb_is_refused(cast: Cast) -> None:
    lin = signed_in(cast, "lin")
    assert cast.enactment is not None
    for name, data in (("炸弹.xlsx", b"PK\x03\x04" + b"\0" * 100), ("旧.xls", b"\xd0\xcf\x11\xe0"), ("图.csv", b"\x89PNG\r\n\x1a\n\0\0")):
        answer = lin.post("/facts/import/", {"file": SimpleUploadedFile(name, data), "source": "表", "enactment": cast.enactment.pk})
        assert answer.status_code == 422
    assert not Batch.objects.exists()


def test_from_upload_to_undo_on_the_pages(cast: Cast) -> None:
    lin = signed_in(cast, "lin")
    assert cast.enactment is not None
    text = "谁,哪天,怎么了,备注\n马满,2026-07-20,迟到,<b>=1+1</b>\n马漫,2026-07-21,迟到,\n徐宁,2026-07-22,早退,x\n"
    file = SimpleUploadedFile("七月.csv", text.encode("gb18030"))
    answer = lin.post("/facts/import/", {"file": file, "source": "点名册", "enactment": cast.enactment.pk})
    where = answer["Location"]
    page = text_of(lin.get(where))
    assert "没有列对应" in page
    assert "还没有核对" in page
    assert "可以导入了" not in page
    lin.post(f"{where}columns/", {"column:0": "对象", "column:1": "日期", "column:2": "事项", "column:3": "说明"})
    page = text_of(lin.get(where))
    assert "不是名册里的" in page
    assert 'name="cell:3:对象"' in page
    assert lin.post(f"{where}commit/").status_code == 422
    lin.post(f"{where}rows/", {"act": "cells", "cell:3:对象": "何田"})
    lin.post(f"{where}rows/", {"act": "out:4"})
    page = text_of(lin.get(f"{where}?show=all"))
    assert "导入 2 条" in page
    assert "&lt;b&gt;=1+1&lt;/b&gt;" in page
    for other in ("fang", "ma", "zhou"):
        answer = signed_in(cast, other).get(where)
        assert answer.status_code in (403, 404)
        assert "何田" not in text_of(answer)
    assert lin.post(f"{where}commit/", {"once": "c"}).status_code == 302
    assert lin.post(f"{where}commit/", {"once": "c"}).status_code == 302
    assert Fact.objects.count() == 2
    again = {"file": SimpleUploadedFile("七月.csv", text.encode("gb18030")), "source": "点名册", "enactment": cast.enactment.pk}
    assert "已经导入过" in text_of(lin.post("/facts/import/", again))
    assert lin.post(f"{where}confirm/").status_code == 302
    assert lin.post(f"{where}undo/").status_code == 422
    assert lin.post(f"{where}undo/", {"reason": "导错"}).status_code == 302
    assert set(Fact.objects.values_list("state", flat=True)) == {"withdrawn"}
    assert finding(cast).state == "pending"


def test_what_is_written_in_bulk_is_what_is_written_alone(cast: Cast) -> None:
    """The same row entered alone and as one of a table leaves the same record, character for character."""
    texts = ('说"明"\\ \t𠮷', "〔2026〕1号")
    row = {"日期": "2026-06-21", "对象": "M05", "事项": "迟到", "说明": texts[0], "依据": texts[1]}
    out = io.StringIO()
    csv.writer(out).writerows([tuple(row), tuple(row.values()), ("2026-07-20", "M06", "早退", "", "")])
    commit_import(batch=stage(cast, out.getvalue()), by=cast.lin, at=MORNING)
    assert cast.enactment is not None
    alone = enter_fact(enactment=cast.enactment, row=row, by=cast.lin, at=MORNING, go_on="比较")
    bulk = Fact.objects.get(batch__isnull=False, person=cast.ma)
    differ = {"id", "no", "source", "batch", "batch_id", "despite"}
    stored = {one["id"]: one for one in Fact.objects.values()}
    assert {k: v for k, v in stored[bulk.pk].items() if k not in differ} == {k: v for k, v in stored[alone.pk].items() if k not in differ}
    with connection.cursor() as cursor:
        cursor.execute("SELECT columns, fields, named FROM ledger_fact WHERE id IN (%s, %s)", [bulk.pk, alone.pk])
        first, second = cursor.fetchall()
    assert first == second
    assert bulk.late_entry
    assert [one.no for one in Fact.objects.order_by("pk")] == ["2026-00001", "2026-00002", "2026-00003"]

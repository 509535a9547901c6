"""The roster from last year's spreadsheet: compared, then taken over whole; who changed, moved, left."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.people import MORNING, TODAY, Cast, make_cast
from xiaoneng.audit.models import Entry
from xiaoneng.audit.refusals import Forbidden, Invalid, Refused
from xiaoneng.ledger.rulebooks import source_of
from xiaoneng.org.actions_roster import comparison, import_roster, map_roster, stage_roster
from xiaoneng.org.models import Person, RosterImport, Unit
from xiaoneng.org.particulars import told_on
from xiaoneng.org.permit import unit_on
from xiaoneng.rulebook.language.rulebook import Rulebook

pytestmark = pytest.mark.django_db
HEAD = "工号,姓名,部门,入职时间,政治面貌\n"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def book(cast: Cast) -> Rulebook:
    assert cast.enactment is not None
    return source_of(cast.enactment).rulebook


def stage(cast: Cast, rows: str, encoding: str = "utf-8", by: Person | None = None) -> RosterImport:
    data = (HEAD + rows).encode(encoding)
    return stage_roster(office=cast.office, name="人员.csv", data=data, book=book(cast), by=by or cast.lin, at=MORNING)


def kept(cast: Cast, *but: str) -> str:
    """The roll as it is, without some numbers."""
    people = Person.objects.filter(office=cast.office).exclude(no__in=but)
    return "".join(f"{one.no},{one.name},{unit_on(one, TODAY)},2015-01-04,\n" for one in people)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_new_people_and_sections(cast: Cast, encoding: str) -> None:
    roster = stage(cast, kept(cast) + "M20,周䶮,档案室,2026-03-01,中共党员\n", encoding)
    found = comparison(roster, book(cast), TODAY)
    assert ([one.name for one in found.new], found.new_units, found.missing, found.problems) == (["周䶮"], ["档案室"], [], ())
    before = Entry.objects.count()
    told = import_roster(roster=roster, book=book(cast), since=None, by=cast.lin, at=MORNING)
    assert (told["new"], Entry.objects.count()) == (1, before + 1)
    made = Person.objects.get(no="M20")
    assert (made.initials, made.joined_on, str(unit_on(made, TODAY))) == ("ZY", date(2026, 3, 1), "档案室")
    assert told_on([made.pk], TODAY) == {made.pk: {"party": "中共党员"}}
    with pytest.raises(Refused):
        import_roster(roster=roster, book=book(cast), since=None, by=cast.lin, at=MORNING)


def test_who_moved_moves_from_a_day(cast: Cast) -> None:
    roster = stage(cast, kept(cast, "M05") + "M05,马满,办公室,2015-01-04,\n")
    with pytest.raises(Invalid) as caught:
        import_roster(roster=roster, book=book(cast), since=None, by=cast.lin, at=MORNING)
    assert "since" in caught.value.fields
    import_roster(roster=roster, book=book(cast), since=date(2026, 7, 1), by=cast.lin, at=MORNING)
    assert str(unit_on(cast.ma, date(2026, 6, 30))) == "救助股"
    assert str(unit_on(cast.ma, date(2026, 7, 1))) == "办公室"


def test_nobody_disappears_silently(cast: Cast) -> None:
    roster = stage(cast, kept(cast, "M06"))
    assert [one.name for one in comparison(roster, book(cast), TODAY).missing] == ["徐宁"]
    import_roster(roster=roster, book=book(cast), since=None, left={cast.xu.pk: date(2026, 6, 30)}, by=cast.lin, at=MORNING)
    cast.xu.refresh_from_db()
    assert cast.xu.left_on == date(2026, 6, 30)


@pytest.mark.parametrize(
    ("row", "column"),
    [("M05,重号,办公室,,\n", "工号"), (",马满,办公室,,\n", "姓名"), ("M30,甲一,,,\n", "科室"), ("M30,甲一,办公室,去年,\n", "入职日期")],
)
def test_one_wrong_row_stops_all(cast: Cast, row: str, column: str) -> None:
    roster = stage(cast, kept(cast) + row)
    assert column in {problem.column for problem in comparison(roster, book(cast), TODAY).problems}
    with pytest.raises(Refused, match="没有导入"):
        import_roster(roster=roster, book=book(cast), since=None, by=cast.lin, at=MORNING)
    assert not Person.objects.filter(no="M30").exists()


def test_the_mapping_is_remembered(cast: Cast) -> None:
    data = "编码,叫什么,哪里\nM40,甲一,办公室\n".encode()
    first = stage_roster(office=cast.office, name="a.csv", data=data, book=book(cast), by=cast.lin, at=MORNING)
    assert comparison(first, book(cast), TODAY).problems
    map_roster(roster=first, mapping={"编码": "工号", "叫什么": "姓名", "哪里": "科室"}, by=cast.lin, at=MORNING)
    again = stage_roster(office=cast.office, name="b.csv", data=data, book=book(cast), by=cast.lin, at=MORNING)
    assert [one.no for one in comparison(again, book(cast), TODAY).new] == ["M40"]


def test_a_column_that_is_new_is_still_recognised(cast: Cast) -> None:
    """Last year's choice is kept, also what was not used; a heading that wasn't there then is guessed."""
    first = stage_roster(
        office=cast.office, name="a.csv", data="名字,部门,编号\n甲一,办公室,第三\n".encode(), book=book(cast), by=cast.lin, at=MORNING
    )
    map_roster(roster=first, mapping={"名字": "姓名", "部门": "科室", "编号": ""}, by=cast.lin, at=MORNING)
    data = "工号,名字,部门,编号\nM41,甲一,办公室,第三\n".encode()
    again = stage_roster(office=cast.office, name="b.csv", data=data, book=book(cast), by=cast.lin, at=MORNING)
    assert again.mapping == {"工号": "工号", "名字": "姓名", "部门": "科室", "编号": ""}
    assert [one.no for one in comparison(again, book(cast), TODAY).new] == ["M41"]
    with pytest.raises(Invalid, match="“工号”和“编号”都对应了工号"):
        map_roster(roster=again, mapping={"工号": "工号", "名字": "姓名", "编号": "工号"}, by=cast.lin, at=MORNING)
    both = stage_roster(office=cast.office, name="c.csv", data="职务,职级\n".encode(), book=book(cast), by=cast.lin, at=MORNING)
    assert both.mapping == {"职务": "职务"}


def test_without_numbers_people_are_known_by_name(cast: Cast) -> None:
    """Nobody on the roll comes in a second time; the blank in 马　满 is not part of the name; namesakes are asked for their number."""
    rows = "".join(f",{one.name[0]}　{one.name[1:]},{unit_on(one, TODAY)},,\n" for one in Person.objects.filter(office=cast.office))
    found = comparison(stage(cast, rows + ",甲 一,办公室,,\n"), book(cast), TODAY)
    assert (found.problems, found.missing, found.changed, [one.name for one in found.new]) == ((), [], [], ["甲一"])
    Person.objects.create(office=cast.office, no="M50", name="马满")
    asked = comparison(stage(cast, ",马满,救助股,,\n"), book(cast), TODAY).problems
    assert [(one.line, one.column, one.what) for one in asked] == [(2, "工号", "名册上有 2 个马满")]
    assert "M05" in asked[0].remedy
    assert "M50" in asked[0].remedy


def test_another_number_for_the_same_name_is_asked_about(cast: Cast) -> None:
    roster = stage(cast, kept(cast, "M06") + "006,徐宁,办公室,,\n")
    assert [(new.no, old.no) for new, old in comparison(roster, book(cast), TODAY).namesakes] == [("006", "M06")]
    client = Client()
    client.force_login(cast.lin.account)
    assert "表里的工号是 006，名册上的是 M06" in client.get(f"/org/roster/{roster.pk}/").content.decode()


def test_what_is_no_roster_is_told_beside_the_field(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.lin.account)
    for name, data, said in (("照片.jpg", b"not a picture", "这种文件不收"), ("空.csv", b"", "文件是空的"), ("坏.xlsx", b"PK\x03", "XLSX")):
        answer = client.post("/org/roster/", {"file": SimpleUploadedFile(name, data), "once": name})
        assert said in answer.content.decode(), name
        assert 'name="file"' in answer.content.decode()
    assert not RosterImport.objects.exists()
    found = comparison(stage(cast, "M60,=cmd|calc,办公室,,\n"), book(cast), TODAY).problems
    assert [(one.column, one.what) for one in found] == [("姓名", "像公式，不像姓名")]


def test_the_pages(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.lin.account)
    file = SimpleUploadedFile("人员.csv", (HEAD + kept(cast, "M06") + "M20,周䶮,档案室,2026-03-01,\n").encode())
    answer = client.post("/org/roster/", {"file": file, "once": "u"})
    assert answer.status_code == 302, answer.content.decode()
    shown = client.get(answer["Location"]).content.decode()
    assert "周䶮" in shown
    assert "徐宁" in shown
    done = client.post(answer["Location"] + "import/", {"once": "i", "open": "档案室", f"left:{cast.xu.pk}": "2026-06-30"})
    assert done.status_code == 302, done.content.decode()
    assert "周䶮" in client.get("/org/people/?q=zy").content.decode()
    assert Unit.objects.filter(office=cast.office, name="档案室").exists()
    client.force_login(cast.fang.account)
    assert client.get(answer["Location"]).status_code == 404
    client.force_login(cast.ma.account)
    assert client.get("/org/roster/").status_code == 403
    with pytest.raises(Forbidden):
        stage(cast, "", by=cast.ma)


def test_everything_wrong_is_told_at_once(cast: Cast) -> None:
    """Numbers twice, days that there aren't, blanks, broken rows, unknown sections, numbers of those gone: each with its line."""
    Person.objects.filter(pk=cast.xu.pk).update(left_on=date(2026, 1, 31))
    good = kept(cast, "M06")
    first = good.count("\n") + 2
    wrong = "M05,重号,办公室,,\nM30,甲一,救肋股,去年,\nM31,乙二,新设处,2026-02-30,\nM32,,办公室,,\n"
    wrong += "M33,丙三,办公室,,,,多了一格\nM06,回来的人,办公室,,\n"
    roster = stage(cast, good + wrong)
    found = comparison(roster, book(cast), TODAY)
    told = {(one.line - first, one.column) for one in found.problems}
    assert told >= {(0, "工号"), (1, "入职日期"), (2, "入职日期"), (3, "姓名"), (5, "工号")}
    assert 4 in {line for line, _ in told}
    assert [one.line for one in found.problems] == sorted(one.line for one in found.problems)
    assert all(one.remedy for one in found.problems)
    assert {one.name: (one.lines, one.near) for one in found.strangers.values()} == {
        "救肋股": ((first + 1,), "救助股"), "新设处": ((first + 2,), "")
    }  # fmt: skip
    client = Client()
    client.force_login(cast.lin.account)
    shown = client.get(f"/org/roster/{roster.pk}/").content.decode()
    for said in ("2026-02-30", "不存在的日期", "救肋股", "是不是“救助股”？", "新设处", "徐宁的工号"):
        assert said in shown, said
    before = (Person.objects.count(), Unit.objects.count())
    assert client.post(f"/org/roster/{roster.pk}/import/", {"once": "x", "open": ["救肋股", "新设处"]}).status_code == 422
    assert (Person.objects.count(), Unit.objects.count()) == before


def test_a_table_without_the_column_leaves_the_leadership_team(cast: Cast) -> None:
    assert comparison(stage(cast, kept(cast)), book(cast), TODAY).changed == []
    data = "工号,姓名,科室,班子成员\nM01,沈望,办公室,否\nM02,林知,办公室,是\n".encode()
    said = stage_roster(office=cast.office, name="a.csv", data=data, book=book(cast), by=cast.lin, at=MORNING)
    changed = comparison(said, book(cast), TODAY).changed
    assert {old.name: [one.after for one in changes] for old, _, changes in changed} == {"沈望": ["否"], "林知": ["是"]}


def test_a_section_is_set_up_only_where_it_is_said(cast: Cast) -> None:
    roster = stage(cast, kept(cast) + "M20,周䶮,档案室,2026-03-01,\n")
    client = Client()
    client.force_login(cast.lin.account)
    refused = client.post(f"/org/roster/{roster.pk}/import/", {"once": "a"})
    assert (refused.status_code, "档案室" in refused.content.decode(), Unit.objects.filter(name="档案室").exists()) == (422, True, False)
    assert client.post(f"/org/roster/{roster.pk}/import/", {"once": "b", "open": "档案室"}).status_code == 302
    assert Unit.objects.filter(name="档案室").exists()


def test_what_changed_of_a_person_counts_from_a_day(cast: Cast) -> None:
    """A first entry was always so; what was otherwise before needs its day. A spreadsheet without the columns says nothing of them."""
    head = "工号,姓名,科室,政治面貌,班子成员\n"
    by: dict[str, Any] = {"by": cast.lin, "at": MORNING}

    def staged(rows: str) -> RosterImport:
        return stage_roster(office=cast.office, name="a.csv", data=(head + rows).encode(), book=book(cast), **by)

    first = staged("M04,何田,救助股,群众,\nM01,沈望,办公室,中共党员,是\n")
    assert not comparison(first, book(cast), TODAY).needs_day
    import_roster(roster=first, book=book(cast), since=None, **by)
    assert told_on([cast.he.pk, cast.shen.pk], date(2000, 1, 1)) == {
        cast.he.pk: {"party": "群众"}, cast.shen.pk: {"leader": "是", "party": "中共党员"},
    }  # fmt: skip
    second = staged("M04,何田,救助股,中共预备党员,是\nM01,沈望,办公室,,\n")
    (he, shen) = comparison(second, book(cast), TODAY).changed
    assert [(one.what, one.before, one.after) for one in he[2]] == [("班子成员", "否", "是"), ("政治面貌", "群众", "中共预备党员")]
    assert [(one.what, one.before, one.after) for one in shen[2]] == [("班子成员", "是", "否")]
    with pytest.raises(Invalid) as caught:
        import_roster(roster=second, book=book(cast), since=None, **by)
    assert "since" in caught.value.fields
    import_roster(roster=second, book=book(cast), since=date(2026, 7, 1), **by)
    says = [told_on([cast.he.pk, cast.shen.pk], day) for day in (date(2026, 6, 30), date(2026, 7, 1))]
    assert says == [
        {cast.he.pk: {"party": "群众"}, cast.shen.pk: {"leader": "是", "party": "中共党员"}},
        {cast.he.pk: {"leader": "是", "party": "中共预备党员"}, cast.shen.pk: {"party": "中共党员"}},
    ]

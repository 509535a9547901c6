"""An office's own document: read, compared, kept beside a version, or the beginning of a rulebook; strangers see none of it."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.ledger.pages import LATER, signed_in, text_of
from tests.people import Cast, make_cast
from xiaoneng.audit.models import Entry, StoredFile
from xiaoneng.audit.refusals import Forbidden, Invalid, Refused
from xiaoneng.ledger.actions_enactment import draft_enactment, drop_draft
from xiaoneng.ledger.actions_originals import draft_from_original, drop_original, load_original, use_original
from xiaoneng.ledger.evidence import Upload
from xiaoneng.ledger.models import Enactment, Original
from xiaoneng.ledger.originals import beside, words_of
from xiaoneng.ledger.rulebooks import source_of

pytestmark = pytest.mark.django_db
TEXT = (
    "某单位打分办法\n一、意思\n说明打分的意思。\n六、怎样打分\n(六)守时\n1、来晚了一回减半颗星。\n2、不来的减一颗星。\n"
    "5、上班喝酒的减一颗星。<script>alert(1)</script>\n(九)别的\n5、另外再说。\n"
)
NAME = "打分办法.txt"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def loaded(cast: Cast, text: str = TEXT, enactment: Enactment | None = None, own: bool = False) -> Original:
    version = None if own else enactment or cast.enactment
    return load_original(office=cast.office, enactment=version, upload=Upload(NAME, text.encode()), by=cast.lin, at=LATER)


def bomb() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b" " * 30_000_000)
    return made.getvalue()


LAUGHS = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><w:document><w:p>&b;</w:p></w:document>'


def laughing() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", LAUGHS)
    return made.getvalue()


def test_a_document_is_read_and_compared(cast: Cast) -> None:
    made = loaded(cast)
    assert cast.enactment is not None
    found = beside(made, cast.enactment)
    own = {number: clause.number for number, clause in found.pairs.items() if clause is not None}
    assert own["六(六)1"] == "六(六)1"
    assert own["六(六)5"] == "六(六)5"
    assert "六(六)3" in found.missing
    assert [clause.number for clause in found.unmatched] == ["六(九)", "六(九)5"]
    assert any("跳到" in doubt for doubt in made.outline["doubts"])
    assert words_of(cast.enactment) == {}
    entry = Entry.objects.filter(action="ledger.load_original").get()
    assert made.file.sha256 in entry.details


def test_it_is_kept_beside_the_version_with_what_people_corrected(cast: Cast) -> None:
    made = loaded(cast)
    assert cast.enactment is not None
    with pytest.raises(Invalid) as caught:
        chosen = {"六(六)3": "没有这条", "六(六)4": "六(九)5", "六(六)6": "六(九)5"}
        use_original(original=made, chosen=chosen, by=cast.lin, at=LATER)
    assert set(caught.value.fields) == {"六(六)3", "六(六)4", "六(六)6"}
    use_original(original=made, chosen={"六(六)4": "六(六)5", "六(六)2": ""}, by=cast.lin, at=LATER)
    cast.enactment.refresh_from_db()
    words = words_of(cast.enactment)
    assert words["六(六)1"] == "来晚了一回减半颗星。"
    assert "喝酒" in words["六(六)4"]
    assert "六(六)2" not in words
    assert "六(六)5" not in words
    again = loaded(cast, TEXT.replace("来晚了", "迟来"))
    use_original(original=again, chosen={}, by=cast.lin, at=LATER)
    cast.enactment.refresh_from_db()
    assert words_of(cast.enactment)["六(六)1"].startswith("迟来")
    made.refresh_from_db()
    assert made.state == Original.State.KEPT


def test_the_next_version_has_the_document_of_the_one_before(cast: Cast) -> None:
    assert cast.enactment is not None
    use_original(original=loaded(cast), chosen={}, by=cast.lin, at=LATER)
    cast.enactment.refresh_from_db()
    text = cast.enactment.text
    follows = draft_enactment(office=cast.office, chapters=[("rulebook.yaml", text)], follows=cast.enactment, by=cast.lin, at=LATER)
    assert words_of(follows)["六(六)1"] == "来晚了一回减半颗星。"


def test_a_rulebook_begins_with_an_office_s_own_document(cast: Cast) -> None:
    made = loaded(cast, own=True)
    with pytest.raises(Invalid, match="标题"):
        draft_from_original(original=made, title=" ", number="", by=cast.lin, at=LATER)
    draft = draft_from_original(original=made, title="打分办法", number="某发〔2026〕3号", by=cast.lin, at=LATER)
    book = source_of(draft).rulebook
    assert (book.document.title, book.document.issuer, book.document.number) == ("打分办法", "清和县民政局", "某发〔2026〕3号")
    assert list(book.clauses) == ["一", "六", "六(六)", "六(六)1", "六(六)2", "六(六)5", "六(九)", "六(九)5"]
    assert words_of(draft)["六(六)2"] == "不来的减一颗星。"
    with pytest.raises(Refused, match="用过"):
        draft_from_original(original=made, title="再来", number="", by=cast.lin, at=LATER)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16-le", "utf-16-be"])
def test_a_text_is_read_however_it_was_saved(cast: Cast, encoding: str) -> None:
    """记事本 saves UTF-16 with its mark and calls it Unicode."""
    assert cast.enactment is not None
    marked = "\ufeff" if encoding.startswith("utf-16") else ""
    file = SimpleUploadedFile(NAME, (marked + TEXT).encode(encoding))
    client = signed_in(cast, "lin")
    answer = client.post(f"/rulebook/versions/{cast.enactment.pk}/original/", {"file": file, "once": "a"})
    assert answer.status_code == 302, text_of(answer)
    assert "来晚了一回减半颗星。" in text_of(client.get(answer["Location"]))
    assert b"".join(client.get(answer["Location"] + "file/")) == (marked + TEXT).encode(encoding)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("办法.pdf", b"%PDF-1.7", "docx"),
        ("办法.docx", bomb(), "压缩比"),
        ("办法.docx", laughing(), "DOCTYPE"),
        ("办法.txt", b"", "空的"),
        ("办法.txt", b"\xff\xff\xff", "UTF-8"),
        ("办法.txt", "一、花\n二、草".encode("utf-16-le"), "另存为 UTF-8"),
        ("办法.txt", "\ufeff一、花\n二、草".encode("utf-16-le") + b"x", "第2行"),
        ("办法.txt", "花".encode() * 50_001, "分成几段"),
    ],
)
def test_what_can_t_be_read_is_not_kept(cast: Cast, name: str, data: bytes, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        load_original(office=cast.office, enactment=cast.enactment, upload=Upload(name, data), by=cast.lin, at=LATER)
    assert not StoredFile.objects.exists()
    assert not Original.objects.exists()


def test_who_may_and_when(cast: Cast) -> None:
    assert cast.enactment is not None
    upload = Upload(NAME, TEXT.encode())
    for person in (cast.shen, cast.ma, cast.fang):
        with pytest.raises(Forbidden):
            load_original(office=cast.office, enactment=cast.enactment, upload=upload, by=person, at=LATER)
    with pytest.raises(Refused):
        load_original(office=cast.other, enactment=cast.enactment, upload=upload, by=cast.fang, at=LATER)
    text = [("rulebook.yaml", cast.enactment.text)]
    dropped = drop_draft(enactment=draft_enactment(office=cast.office, chapters=text, by=cast.lin, at=LATER), by=cast.lin, at=LATER)
    with pytest.raises(Refused, match="放弃"):
        loaded(cast, enactment=dropped)
    made = drop_original(original=loaded(cast), by=cast.lin, at=LATER)
    for again in (drop_original, use_original):
        with pytest.raises(Refused):
            again(original=made, by=cast.lin, at=LATER, **({"chosen": {}} if again is use_original else {}))


def test_the_pages(cast: Cast) -> None:
    assert cast.enactment is not None
    client = signed_in(cast, "lin")
    place = f"/rulebook/versions/{cast.enactment.pk}/original/"
    refused = client.post(place, {"file": SimpleUploadedFile("a.docx", bomb())})
    assert refused.status_code == 422
    assert "压缩比" in text_of(refused)
    answer = client.post(place, {"file": SimpleUploadedFile(NAME, TEXT.encode()), "once": "a"})
    assert answer.status_code == 302, text_of(answer)
    preview = text_of(client.get(answer["Location"]))
    assert "制度里有，原文里没有找到" in preview
    assert "&lt;script&gt;" in preview
    assert "<script>alert" not in preview
    staged = signed_in(cast, "ma")
    assert staged.get(answer["Location"]).status_code == 404
    wrong = client.post(answer["Location"] + "use/", {"c:六(六)3": "没有"})
    assert wrong.status_code == 422
    assert "请重新选" in text_of(wrong)
    used = client.post(answer["Location"] + "use/", {"c:六(六)3": "六(九)5", "once": "b"})
    assert used.status_code == 302, text_of(used)
    book = text_of(signed_in(cast, "ma").get("/rulebook/"))
    assert "来晚了一回减半颗星。" in book
    assert "另外再说。" in book
    assert "林知" in book
    assert Original.objects.get().file.sha256 in book
    assert "<script>alert" not in book
    given = staged.get(answer["Location"] + "file/")
    assert b"".join(given) == TEXT.encode()
    assert given["Content-Disposition"].startswith("attachment")
    for where in ("", "file/"):
        assert signed_in(cast, "fang").get(answer["Location"] + where).status_code == 404
    for where in ("use/", "drop/", "draft/"):
        assert signed_in(cast, "fang").post(answer["Location"] + where).status_code == 404
    assert signed_in(cast, "fang").get(place).status_code == 404


def test_the_pages_of_a_beginning(cast: Cast) -> None:
    client = signed_in(cast, "lin")
    answer = client.post("/rulebook/originals/new/", {"file": SimpleUploadedFile(NAME, TEXT.encode())})
    preview = text_of(client.get(answer["Location"]))
    assert "某单位打分办法" in preview
    assert "存疑" in preview
    assert client.post(answer["Location"] + "draft/", {"title": ""}).status_code == 422
    made = client.post(answer["Location"] + "draft/", {"title": "打分办法", "number": ""})
    assert made.status_code == 302
    assert "打分办法" in text_of(client.get(made["Location"]))
    assert "打分办法.txt" in text_of(client.get(made["Location"]))
    decided = {"decided_by": "局务会", "decided_on": "2026-07-20", "since": "2026-07-21"}
    assert client.post(made["Location"] + "enact/", decided).status_code == 302
    book = text_of(client.get(f"/rulebook/?version={made['Location'].rstrip('/').rpartition('/')[2]}"))
    assert "不来的减一颗星。" in book
    numbers = text_of(client.get(made["Location"] + "numbers/?clause=六(六)2"))
    assert "不来的减一颗星。" in numbers

"""原文的动作: an office's own document is read, looked at, kept beside a rulebook, or begins a rulebook of its own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import PurePath

from xiaoneng.audit.action import action, record
from xiaoneng.audit.files import keep_file
from xiaoneng.audit.refusals import Invalid, Refused
from xiaoneng.audit.writing import move
from xiaoneng.files.cells import InputProblems
from xiaoneng.files.outline.outline import outline as outlined
from xiaoneng.files.outline.reading import read_document
from xiaoneng.files.outline.skeleton import skeleton
from xiaoneng.files.outline.stored import as_data
from xiaoneng.ledger.actions_enactment import draft_enactment
from xiaoneng.ledger.evidence import Upload
from xiaoneng.ledger.models import Enactment, EnactmentState, Original
from xiaoneng.ledger.originals import outline_of
from xiaoneng.ledger.rulebooks import source_of
from xiaoneng.org.models import Person, Unit
from xiaoneng.org.permit import permit

ENDINGS = (".docx", ".html", ".htm", ".txt")
OWN = "own-{}"
"""The key of a rulebook that begins with an office's own document."""
TITLE_CHARS = 200


@action("ledger.load_original")
def load_original(*, office: Unit, upload: Upload, by: Person, at: datetime, enactment: Enactment | None = None) -> Original:
    """载入原文: the file is kept and its clauses are read, to be looked at before they are used. Raises Invalid for what can't be read."""
    permit(by, "ledger.load_original", office, at)
    if enactment is not None and (enactment.office_id != office.pk or enactment.state == EnactmentState.DROPPED):
        raise Refused("这一版已经放弃，不能再载入原文；请在拟定或施行的版本里载入")
    if PurePath(upload.name.lower()).suffix not in ENDINGS:
        raise Invalid("这种文件不收；请上传 Word 文档(docx)、文本(txt)或网页(html)，别的请用 Word 或 WPS 另存为 docx")
    try:
        outline = outlined(read_document(upload.name, upload.data).paragraphs)
    except InputProblems as problems:
        raise Invalid(str(problems)) from None
    file = keep_file(office_id=office.pk, name=upload.name, data=upload.data, by=by, at=at)
    made = Original.objects.create(
        office=office, enactment=enactment, file=file, title=outline.title[:TITLE_CHARS], outline=as_data(outline),
        uploaded_by=by, uploaded_at=at,
    )  # fmt: skip
    record(made, office_id=office.pk, changes={"file": file.name, "sha256": file.sha256, "clauses": len(outline.clauses)})
    return made


@action("ledger.use_original")
def use_original(*, original: Original, chosen: Mapping[str, str], by: Person, at: datetime) -> Enactment:
    """留用原文: its words stand under the clauses of the version for which it was uploaded; one used before stays readable.

    `chosen`: clause of the rulebook → clause of the document, '' for none, where somebody says otherwise than what was found.
    """
    permit(by, "ledger.use_original", original.office, at)
    enactment = original.enactment
    if enactment is None or original.state == Original.State.DROPPED or enactment.state == EnactmentState.DROPPED:
        raise Refused("这份原文已经放弃，或不是为某一版上传的；请在那一版里重新上传")
    clauses = source_of(enactment).rulebook.clauses
    numbers = {clause.number for clause in outline_of(original).clauses}
    wrong = {name: "原文里没有这一条，请重新选" for name, own in chosen.items() if name not in clauses or (own and own not in numbers)}
    given = [own for own in chosen.values() if own]
    wrong |= {name: "同一条原文选了两次，请只选一次" for name, own in chosen.items() if own and given.count(own) > 1}
    if wrong:
        raise Invalid("有的条款对应得不对，请按提示改正", wrong)
    move(original, state=Original.State.KEPT, chosen=dict(chosen))
    move(enactment, original=original)
    changes = {"file": original.file.name, "sha256": original.file.sha256, "chosen": dict(chosen)}
    record(enactment, office_id=original.office_id, changes=changes)
    return enactment


@action("ledger.drop_original")
def drop_original(*, original: Original, by: Person, at: datetime) -> Original:
    """放弃原文: one that was not used; the file stays with the record of it."""
    permit(by, "ledger.drop_original", original.office, at)
    if original.state != Original.State.READ:
        raise Refused("这份原文已经留用或放弃；要换原文的，请再上传一份")
    move(original, state=Original.State.DROPPED)
    record(original, office_id=original.office_id)
    return original


@action("ledger.draft_from_original")
def draft_from_original(*, original: Original, title: str, number: str, by: Person, at: datetime) -> Enactment:
    """从本单位的文件新建: a draft whose rulebook has the document's clauses and no rules yet."""
    permit(by, "ledger.draft_from_original", original.office, at)
    if original.state != Original.State.READ or original.enactment is not None:
        raise Refused("这份原文已经用过或放弃；请再上传一份")
    if not title.strip():
        raise Invalid("没有写标题", {"title": "请填写文件的标题"})
    text = skeleton(outline_of(original), OWN.format(original.pk), title, original.office.name, number.strip())
    made = draft_enactment(office=original.office, chapters=[("rulebook.yaml", text)], original=original, by=by, at=at)
    move(original, state=Original.State.KEPT, enactment=made)
    record(original, office_id=original.office_id, changes={"file": original.file.name, "title": made.title})
    return made

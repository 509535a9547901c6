"""改制度的动作: numbers, names and rows of a rulebook changed one by one; what is in force stays, a draft follows it."""

from __future__ import annotations

from datetime import datetime

from xiaoneng.audit.action import action, record
from xiaoneng.audit.refusals import Invalid, Refused, Stale
from xiaoneng.audit.writing import move
from xiaoneng.ledger.actions_enactment import checked, draft_enactment, still_valid
from xiaoneng.ledger.models import Enactment, EnactmentState
from xiaoneng.ledger.revising import blamed, chapters_of, fields_of, open_draft
from xiaoneng.ledger.texts import bundle, fingerprint
from xiaoneng.org.models import Person
from xiaoneng.org.permit import permit
from xiaoneng.rulebook.editing.rewrite import Chapters, Edits, rewritten
from xiaoneng.rulebook.language.load import Source
from xiaoneng.rulebook.problems import RulebookError


@action("ledger.revise_enactment")
def revise_enactment(*, enactment: Enactment, seen: str, edits: Edits, by: Person, at: datetime) -> Enactment:
    """改数字、名称和表: a draft is changed where it stands; a version in force is followed by a draft with the change.

    `seen` is the hash of the text that was looked at. Raises Invalid with what is wrong by the path of the value (see `path_key`),
    Stale where the text was changed meanwhile, Refused for what can't be changed so.
    """
    permit(by, "ledger.revise_enactment", enactment.office, at)
    if enactment.state == EnactmentState.DROPPED:
        raise Refused("这一版已经放弃，不再改动；请在施行的版本上另拟一版")
    if enactment.text_sha256 != seen:
        raise Stale("这一版刚被别人改动过，您的改动没有存；请刷新后再改")
    if not edits:
        raise Invalid("没有改动；请改好再存")
    if enactment.state == EnactmentState.ENACTED and open_draft(enactment) is not None:
        raise Refused("这一版之后已有拟定中的一版；请在那一版里改，或先放弃它")
    changed = _told(enactment, edits)
    chapters = rewritten(chapters_of(enactment), edits)
    source = _checked(chapters, edits)
    if enactment.state == EnactmentState.DRAFT:
        made = _rewrite(enactment, chapters, source)
    else:
        made = draft_enactment(office=enactment.office, chapters=chapters, follows=enactment, by=by, at=at)
    record(made, office_id=made.office_id, changes={"revised": changed, "text_sha256": [seen, made.text_sha256]})
    return made


def _checked(chapters: Chapters, edits: Edits) -> Source:
    try:
        return checked(chapters)
    except Invalid as why:
        if not isinstance(why.__cause__, RulebookError):
            raise
        found, others = blamed(chapters, edits, why.__cause__.flaws)
    said = "有的改动不能用，请按提示改正" if found else "改动以后这份制度不能用"
    raise Invalid("；".join([said, *others]), found)


def _rewrite(draft: Enactment, chapters: Chapters, source: Source) -> Enactment:
    text, document = bundle(chapters), source.rulebook.document
    return move(
        draft, text=text, text_sha256=fingerprint(text), title=document.title, document_number=document.number or "",
        answers=still_valid(source, draft.answers),
    )  # fmt: skip


def _told(enactment: Enactment, edits: Edits) -> list[str]:
    """六(六)1 规则 迟到：0.5 → 1: every change in words."""
    known = {field.leaf.path: field for field in fields_of(enactment)}
    rows = {field.leaf.in_table: field for field in known.values() if field.leaf.row}
    told = []
    for path, value in edits.values.items():
        field = known.get(path) or rows.get(path)
        if field is None:
            raise Refused("有一项不在这份制度里；请刷新后再改")
        after = "（删去）" if value is None else "、".join(value) if isinstance(value, tuple) else value
        told.append(f"{field.clause} {field.entry}，{field.label}：{field.leaf.text} → {after}".strip())
    tables = {field.leaf.table for field in known.values()}
    if any(path not in tables for path, _, _ in edits.rows):
        raise Refused("有一张表不在这份制度里；请刷新后再改")
    return told + [f"{path[1]}：增加 {name} {value}" for path, name, value in edits.rows]

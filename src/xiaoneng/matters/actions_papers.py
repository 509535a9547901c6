"""发文的动作: what the rulebook's words can't say of an official paper is filled in by whoever issues it, and kept with the matter."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from xiaoneng.audit.action import action, record
from xiaoneng.audit.refusals import Invalid, Refused, Stale
from xiaoneng.audit.writing import move
from xiaoneng.files.papers.layout import layout_of
from xiaoneng.files.papers.model import UPWARD, Paper
from xiaoneng.matters.models import Elements, Matter
from xiaoneng.matters.papers import paper_of
from xiaoneng.org.layouts import own_of
from xiaoneng.org.models import Person
from xiaoneng.org.permit import permit

MOST_LINES, LONGEST_LINE = 30, 100
_NUMBER = re.compile(r"\d{1,2}[.．、]\s*")
_ENDS = "。；;，,、"


@dataclass(frozen=True)
class Filled:
    """所填的要素, as they were typed."""

    urgency: str = ""
    signer: str = ""
    copied_to: Sequence[str] = ()
    attachments: Sequence[str] = ()


@action("matters.fill_elements")
def fill_elements(*, matter: Matter, form: str, filled: Filled, by: Person, at: datetime, version: int | None = None) -> Elements:
    """填写发文要素: of an official paper that the matter has come to. `version` is what was looked at, None where nothing was filled in.

    Raises Invalid by field, Stale where somebody else filled them in meanwhile.
    """
    permit(by, "matters.fill_elements", matter.office, at)
    paper = paper_of(matter, form)
    if paper is None or paper.kind != "official":
        raise Refused("这件事项没有这份红头公文，或还没有办到出文的一步")
    given: dict[str, Any] = {"urgency": filled.urgency, "signer": filled.signer.strip()}
    given |= {"copied_to": _lines(filled.copied_to), "attachments": _lines(filled.attachments)}
    _check(matter, paper, given)
    one, first = Elements.objects.get_or_create(matter=matter, form=form)
    if not first:
        if version is None:
            raise Stale("发文要素刚被别人填过，您填的没有存；请刷新后再看一次")
        one.version = version
    before = {name: getattr(one, name) for name in given}
    move(one, **given)
    record(one, office_id=matter.office_id, clause=matter.clause, changes={"of": paper.title, "before": before, "after": given})
    return one


def _lines(given: Sequence[str]) -> list[str]:
    """One a line, without numbers and without punctuation at the end, which the layout gives."""
    lines = [_NUMBER.sub("", line.strip(), count=1) if _NUMBER.match(line.strip()) else line.strip() for line in given]
    return [plain for line in lines if (plain := line.rstrip(_ENDS).strip())]


def _check(matter: Matter, paper: Paper, given: Mapping[str, Any]) -> None:
    layout = layout_of(paper.kind, paper.dated, own_of(matter.office, paper.kind, paper.dated))
    wrong = {}
    if given["urgency"] and given["urgency"] not in layout.urgencies:
        wrong["urgency"] = f"这份公文按 {layout.name} 排，紧急程度只有{'、'.join(layout.urgencies)}"
    if given["signer"] and not paper.may_go_up:
        wrong["signer"] = f"签发人只写在上行文（{'、'.join(UPWARD)}）上，这份不写"
    for name in ("copied_to", "attachments"):
        lines = given[name]
        if len(lines) > MOST_LINES or any(len(line) > LONGEST_LINE for line in lines):
            wrong[name] = f"最多 {MOST_LINES} 行，每行不超过 {LONGEST_LINE} 字"
        elif len(set(lines)) < len(lines):
            wrong[name] = "有两行相同；请删去一行"
    if also := [one for one in given["copied_to"] if one in paper.to]:
        wrong["copied_to"] = f"{also[0]}已是主送机关，不再抄送"
    if wrong:
        raise Invalid("有的要素要改，请按提示改正", wrong)

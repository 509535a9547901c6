"""事项的文书: the letter, notice or form that a procedure names, filled from the matter; its words stand in the rulebook."""

from __future__ import annotations

from xiaoneng.audit.clock import day_of
from xiaoneng.files.papers.model import Block, KeyValues, Pair, Paper, Paragraph, SignatureLine
from xiaoneng.ledger.rulebooks import source_of
from xiaoneng.matters.actions import fields_of, procedure_of
from xiaoneng.matters.models import Matter

RECEIPT = ("送达人", "签收人", "签收日期")


def paper_of(matter: Matter) -> Paper | None:
    """文书: None where the procedure names no form."""
    procedure = procedure_of(matter)
    form = source_of(matter.enactment).rulebook.forms.get(procedure.form or "")
    if form is None:
        return None
    filled = fields_of(matter)
    named = [(field.name or key, filled[key]) for key, field in procedure.fields.items() if key in filled]
    subject = matter.person or matter.unit
    rows = [("对象", str(subject or "")), ("编号", matter.no), *named, ("依据", f"《{matter.enactment.title}》{matter.clause}")]
    decided = [f"{event.says}：{event.outcome}（{event.by.name}，{day_of(event.at)}）" for event in matter.events.select_related("by")]
    blocks: list[Block] = [
        KeyValues([[Pair(label, value)] for label, value in rows]),
        *(Paragraph(one) for one in decided),
    ]
    dated = day_of(matter.ended_at or matter.step_since)
    return Paper(
        "letter",
        form.name,
        matter.office.name,
        dated,
        blocks,
        number=f"编号：{matter.no}",
        to=[str(subject)] if subject else (),
        after=[SignatureLine([(word, "") for word in RECEIPT])],
        foot=list(form.notes),
    )

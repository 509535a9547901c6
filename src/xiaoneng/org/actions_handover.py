"""移交的动作: what hangs on a post is listed when its holder changes; that it was received is noted from the signed paper."""

from __future__ import annotations

from datetime import date, datetime

from xiaoneng.audit.action import action, record
from xiaoneng.audit.clock import day_of
from xiaoneng.audit.refusals import Invalid, Refused
from xiaoneng.audit.writing import move
from xiaoneng.org.hanging import on_person
from xiaoneng.org.models import Handover, Person, Post
from xiaoneng.org.permit import office_of, permit

LONGEST = 2000


@action("org.draw_handover")
def draw_handover(*, post: Post, giver: Person, taker: Person | None, day: date, by: Person, at: datetime, also: str = "") -> Handover:
    """列移交清单: everything open that hangs on the holder, as it stands now; `also` is what else is handed over, a line each."""
    office = office_of(post.unit)
    permit(by, "org.draw_handover", post.unit, at)
    if giver.office_id != office.pk or (taker is not None and taker.office_id != office.pk):
        raise Invalid("人员不对", {"taker": "不是本单位的人员，请核对"})
    if taker is not None and taker.pk == giver.pk:
        raise Invalid("人员不对", {"taker": "接收人和移交人是同一个人，请核对"})
    items = open_items(giver, day_of(at))
    made = Handover.objects.create(
        office=office, post=post, giver=giver, taker=taker, day=day, items=items, also=also.strip()[:LONGEST], made_by=by, made_at=at
    )
    told = {"post": post.name, "giver": giver.name, "taker": str(taker or ""), "day": day, "items": len(items)}
    record(made, office_id=office.pk, changes=told)
    return made


@action("org.mend_handover")
def mend_handover(*, handover: Handover, taker: Person | None, also: str, by: Person, at: datetime) -> Handover:
    """重列移交清单: before it is signed: as things stand now, with what else is handed over and who receives it."""
    permit(by, "org.mend_handover", handover.post.unit, at)
    _open(handover)
    if taker is not None and (taker.pk == handover.giver_id or taker.office_id != handover.office_id):
        raise Invalid("人员不对", {"taker": "接收人应是本单位的另一个人，请核对"})
    items = open_items(handover.giver, day_of(at))
    move(handover, taker=taker, also=also.strip()[:LONGEST], items=items, made_at=at)
    record(handover, office_id=handover.office_id, changes={"taker": str(taker or ""), "items": len(items), "also": handover.also})
    return handover


@action("org.sign_handover")
def sign_handover(
    *, handover: Handover, signed_on: date, witness: str, remark: str, by: Person, at: datetime, on_behalf_of: Person | None = None
) -> Handover:  # fmt: skip
    """登记签收: both signed the printed list; noted for whoever received it. After that the list no longer changes."""
    permit(by, "org.sign_handover", handover.post.unit, at)
    _open(handover)
    if handover.taker is None:
        raise Refused("还没有写接收人；请先在清单里填写接收人")
    if signed_on < day_of(handover.made_at):
        raise Invalid("日期不对", {"signed_on": "签收早于列出清单的日期，请核对"})
    if signed_on > day_of(at):
        raise Invalid("日期不对", {"signed_on": "签收日期还没有到"})
    move(handover, signed_on=signed_on, witness=witness.strip(), remark=remark.strip())
    told = {"post": handover.post.name, "taker": handover.taker.name, "signed_on": signed_on, "witness": witness.strip()}
    record(handover, office_id=handover.office_id, changes=told, reason=remark)
    return handover


def open_items(giver: Person, on: date) -> list[list[str]]:
    """未了事项 of a holder as texts: what, number, words, by when."""
    return [[one.what, one.no, one.says, one.due.isoformat() if one.due else ""] for one in on_person(giver, on)]


def _open(handover: Handover) -> None:
    if handover.signed_on is not None:
        raise Refused(f"这份清单 {handover.signed_on} 已经签收，不再改动；有遗漏的请另列一份")

"""审计方面的动作: erasing what an entry says of somebody, and answering for a database that was restored to an older state."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from xiaoneng.audit.action import action, record
from xiaoneng.audit.actions_checkpoint import acknowledge, behind, lift_numbers
from xiaoneng.audit.chain import ERASED, ERASING
from xiaoneng.audit.models import Entry
from xiaoneng.audit.refusals import Invalid, Refused
from xiaoneng.org.models import Person, Unit
from xiaoneng.org.permit import permit

LONGEST_REASON = 500


@action(ERASING, decisive=True)
def erase_details(*, entry: Entry, reason: str, by: Person, at: datetime) -> Entry:
    """删去审计内容: the words of an entry go, its digest stays, so that the chain still holds. Raises Invalid without a reason."""
    office = Unit.objects.filter(pk=entry.office_id or 0).first()
    permit(by, ERASING, office, at)
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise Invalid("没有删去", {"reason": f"请写明依据和理由，不超过 {LONGEST_REASON} 字"})
    if entry.action == ERASING:
        raise Refused("删去审计内容的记录本身不能再删")
    if entry.details == ERASED or not Entry.objects.filter(pk=entry.pk).exclude(details=ERASED).update(details=ERASED):
        raise Refused("这一条的内容已经删去")
    entry.details = ERASED
    record(("entry", entry.pk), office_id=entry.office_id, changes={"digest": entry.digest}, reason=reason.strip())
    return entry


@action("audit.acknowledge_restore", decisive=True)
def acknowledge_restore(*, reason: str, by: Person, at: datetime, key: Path | None = None) -> tuple[int, int]:
    """确认恢复: entries are gone since an older state was restored; after this the office may write again, and no number is used twice.

    Gives the first and last number that are gone. Raises Refused where nothing is gone.
    """
    permit(by, "audit.acknowledge_restore", None, at)
    lost = behind()
    if lost is None:
        raise Refused("库没有落后于校验点，不需要确认")
    if not reason.strip():
        raise Invalid("没有确认", {"reason": "请写明恢复的原因"})
    lifted = lift_numbers()
    mark = acknowledge(at=at, lost=lost, key=key)
    changes = {"lost": list(lost), "root": mark.root, "numbers": lifted}
    record(("restore", lost[0]), office_id=by.office_id, changes=changes, reason=reason.strip())
    return lost

"""版式的动作: an office's own template for its papers, checked before it is kept."""

from __future__ import annotations

from datetime import date, datetime

from xiaoneng.audit.action import action, record
from xiaoneng.audit.refusals import Invalid, Refused
from xiaoneng.files.papers.layout import own_layouts
from xiaoneng.org.models import PaperLayout, Person, Unit
from xiaoneng.org.permit import permit


@action("org.set_layout")
def set_layout(*, office: Unit, text: str, since: date, by: Person, at: datetime) -> PaperLayout:
    """设定版式: for papers dated from `since` on; blank for the standard ones again. Raises Invalid for what is no layout."""
    permit(by, "org.set_layout", office, at)
    if text.strip():
        try:
            own_layouts(text)
        except Refused as why:
            raise Invalid("版式没有设定", {"text": str(why)}) from None
    made = PaperLayout.objects.create(office=office, since=since, text=text.strip(), set_by=by, set_at=at)
    record(made, office_id=office.pk, changes={"since": since, "text": made.text})
    return made

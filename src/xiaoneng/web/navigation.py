"""导航: the parts of the program that somebody with these rights sees."""

from __future__ import annotations

from typing import NamedTuple

from xiaoneng.org.models import Level
from xiaoneng.org.permit import Viewer


class Place(NamedTuple):
    """A part: label, address, the right that shows it, whether the county level has anything in it."""

    label: str
    url: str
    right: str
    county: bool = False


PLACES: list[Place] = [
    Place("制度", "/rulebook/", "ledger.see_enactments"),
    Place("记录", "/facts/", "ledger.see_facts"),
    Place("考核", "/results/", "merit.see_results"),
    Place("事项", "/matters/", "matters.see"),
    Place("审计", "/audit/", "audit.see"),
    Place("机构", "/org/", "org.see_people", county=True),
]


def navigation(viewer: Viewer, path: str) -> list[dict[str, object]]:
    """导航条: label, url and whether it is where one is."""
    home = {"label": "工作台", "url": "/", "active": path == "/"}
    county = viewer.office.level == Level.COUNTY
    shown = [place for place in PLACES if viewer.may(place.right) and (place.county or not county)]
    return [home, *({"label": one.label, "url": one.url, "active": path.startswith(one.url)} for one in shown)]

"""台账旁边: what matters tell the ledger: what people said of records, and what they may begin about one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xiaoneng.ledger.beside import PARTS, WORDS, Part, Word
from xiaoneng.ledger.models import Fact, FactState
from xiaoneng.matters.models import Matter
from xiaoneng.matters.procedures import procedures_of
from xiaoneng.matters.queries import matters_for, starts_on
from xiaoneng.org.permit import Viewer

SHOWN = 80


def words(viewer: Viewer, facts: Sequence[Fact]) -> Mapping[int, Sequence[Word]]:
    """Fact's id → what the person concerned opened about it, open while nobody has answered."""
    about = {fact.pk: fact.person_id for fact in facts if fact.person_id is not None}
    rows = Matter.facts.through.objects.filter(fact__in=about).values_list("matter", "fact")
    links = [(matter, fact) for matter, fact in rows]
    matters = {one.pk: one for one in matters_for(viewer).filter(pk__in={matter for matter, _ in links}).prefetch_related("fields")}
    found: dict[int, list[Word]] = {}
    for pk, fact in links:
        one = matters.get(pk)
        if one is not None and one.opened_by_id == about[fact]:
            said = "；".join(field.value for field in one.fields.all()) or one.name
            shown = said if len(said) <= SHOWN else f"{said[:SHOWN]}…"
            found.setdefault(fact, []).append(Word(shown, f"/matters/{one.pk}/", open=one.ended_at is None))
    return found


def starts(viewer: Viewer, fact: Fact) -> Sequence[Part]:
    """不同意的、要说明的: what the viewer may begin about a record. Whom it is about is told, too, where the office has no procedure."""
    found = starts_on(viewer, [fact]).get(fact.pk)
    about_me = fact.person_id == viewer.pk
    if found:
        return [Part("matters/starts.html", {"starts": found, "about_me": about_me})]
    waits = about_me and fact.state in (FactState.PENDING, FactState.CONFIRMED)
    if waits and not any(one.procedure.about == "fact" for one in procedures_of(viewer.office, viewer.on).values()):
        return [Part("matters/no_way.html")]
    return []


PARTS.append(starts)
WORDS.append(words)

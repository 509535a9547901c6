"""台账旁边: what matters tell the ledger: what people said of the records that still wait."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xiaoneng.ledger.beside import WORDS, Word
from xiaoneng.ledger.models import Fact
from xiaoneng.matters.models import Matter
from xiaoneng.matters.queries import matters_for
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


WORDS.append(words)

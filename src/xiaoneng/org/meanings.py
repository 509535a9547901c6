"""缘由: why somebody is a member of a body on a day: the word of its composition, and the post, section or title behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from xiaoneng.org.models import Appointment, Body, Person, Post, Role, Unit
from xiaoneng.org.permit import during
from xiaoneng.org.resolve import CHIEFS, FIRST, TEAM, Meant
from xiaoneng.org.words import part_of, role_of


@dataclass(frozen=True)
class Derived:
    """一项组成: what it is in the body, its word, what the word means, and who that is on the day, each with their appointment."""

    role: str
    word: str
    means: str
    people: Sequence[tuple[Person, str]]


def derived(body: Body, on: date) -> list[Derived]:
    """组成的缘由 of a body on a day, in the order of its composition."""
    office = body.office
    meant, words = Meant(office, on), words_known(office, on)
    found = [(role_of(one), part_of(one), meant.members(part_of(one))) for one in body.members]
    posts = _posts_of({person.pk for _, _, people in found for person in people}, on)
    return [
        Derived(role, word, words.get(word, "现在没有这个岗位、职务、科室或机构"), [(one, posts.get(one.pk, "")) for one in people])
        for role, word, people in found
    ]


def words_known(office: Unit, on: date) -> dict[str, str]:
    """能写的词: word → what it means, all that an office's compositions may name on a day."""
    here = Appointment.objects.filter(person__office=office).filter(during(on))
    titles = here.exclude(title="").values_list("title", flat=True)
    found = {one: f"职务是“{one}”的人" for one in titles}
    posts = Post.objects.filter(unit__office=office).filter(during(on)).values_list("name", "unit__name")
    found |= {name: f"岗位“{name}”（{unit}）的任职人" for name, unit in posts}
    found |= {one.name: f"{one.name}的全体人员" for one in office.units.filter(during(on)).exclude(pk=office.pk)}
    found |= {one.name: f"“{one.name}”的成员" for one in Body.objects.filter(office=office).filter(during(on))}
    found |= {label: f"有“{label}”身份的人" for label in Role.labels}
    return found | {TEAM: "名册上的班子成员", FIRST: "单位主要领导岗位的任职人", CHIEFS: "各科室负责人岗位的任职人"}


def unknown_words(office: Unit, members: Sequence[str], name: str, on: date) -> tuple[list[str], list[str]]:
    """Words of a composition that name nothing in the office, and those that do; a body does not name itself."""
    known = words_known(office, on)
    known.pop(name, None)
    return [part_of(one) for one in members if part_of(one) not in known], sorted(known)


def _posts_of(people: set[int], on: date) -> dict[int, str]:
    rows = Appointment.objects.filter(person__in=people).filter(during(on)).select_related("unit", "post").order_by("tenure", "since", "pk")
    found: dict[int, list[str]] = {}
    for row in rows:
        title = row.title or (row.post.name if row.post else "")
        found.setdefault(row.person_id, []).append(f"{row.unit.name} {title}".strip() + (f"，自 {row.since}" if row.since else ""))
    return {person: "；".join(texts) for person, texts in found.items()}

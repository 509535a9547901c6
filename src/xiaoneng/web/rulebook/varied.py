"""分别答复: answers that differ by person, section or post, as lines that a clerk writes: `科室 综合科：3`."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from xiaoneng.ledger.models import Enactment
from xiaoneng.org.models import Appointment, Person, Post, Unit
from xiaoneng.rulebook.language.names import Parameter

WHOLE = "默认"
KINDS = {"person": "工号", "unit": "科室", "post": "职务"}
"""What an answer may vary by → how a line begins."""
LINE = re.compile(r"(?P<kind>\S+)\s+(?P<who>.+?)\s*[：:]\s*(?P<value>\S.*)")


def varied_lines(given: Mapping[str, Any]) -> list[str]:
    """An answer's lines, but what holds for everybody else."""
    return [f"{kind} {who}：{value}" for kind, part in given.items() if isinstance(part, Mapping) for who, value in part.items()]


def read_varied(text: str, parameter: Parameter, enactment: Enactment) -> tuple[dict[str, dict[str, str]], list[str]]:
    """What lines say, by kind and whom, and what is wrong with them; nobody is named who is not in the office."""
    allowed = [KINDS[one] for one in parameter.varies]
    found: dict[str, dict[str, str]] = {}
    wrong = []
    for line in filter(None, map(str.strip, text.splitlines())):
        read = LINE.fullmatch(line)
        if read is None or read["kind"] not in allowed:
            wrong.append(f"“{line}”看不懂；请写成“{allowed[0]} 名称：答复”，开头可以是{'、'.join(allowed)}")
        elif read["who"] not in _known(read["kind"], enactment):
            wrong.append(f"“{line}”：本单位没有{read['kind']}“{read['who']}”")
        elif read["who"] in found.get(read["kind"], {}):
            wrong.append(f"“{line}”：{read['kind']} {read['who']} 写了两次")
        else:
            found.setdefault(read["kind"], {})[read["who"]] = read["value"]
    return found, wrong


def _known(kind: str, enactment: Enactment) -> Collection[str]:
    """Those of a kind in the office, by what the rulebook calls them."""
    office = enactment.office
    if kind == KINDS["person"]:
        return set(Person.objects.filter(office=office).values_list("no", flat=True))
    if kind == KINDS["unit"]:
        return set(Unit.objects.filter(office=office).values_list("name", flat=True))
    titles = Appointment.objects.filter(person__office=office).values_list("title", flat=True)
    return {*titles, *Post.objects.filter(unit__office=office).values_list("name", flat=True)}

"""事项的文书: the letters, notices and forms that a procedure names, filled from the matter; their words stand in the rulebook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from xiaoneng.audit.clock import day_of
from xiaoneng.audit.models import Entry
from xiaoneng.files.papers.forms import Cover, form_sheet
from xiaoneng.files.papers.letters import Issued, letter, notice
from xiaoneng.files.papers.model import Attachment, Block, KeyValues, Kind, Pair, Paper, Paragraph
from xiaoneng.ledger.evaluation import evaluate
from xiaoneng.ledger.rulebooks import source_of
from xiaoneng.matters.actions import fields_of, procedure_of
from xiaoneng.matters.models import Elements, Event, Matter
from xiaoneng.org.permit import unit_on
from xiaoneng.rulebook.calendar import arabic_date, containing
from xiaoneng.rulebook.language.form_words import filled, words_in
from xiaoneng.rulebook.language.procedures import Form, Procedure

OPEN = "＿＿＿＿＿＿"
"""What is not known stays open for the pen."""
FROM_EFFECTS = ("起止", "后果")


def papers_of(matter: Matter) -> list[tuple[str, str, Kind]]:
    """打印得了的文书: (key, name, kind of paper) of those that the matter has come to."""
    return [(key, form.name, _kind(form)) for key, form in _forms(matter).items() if _reached(matter, form)]


def paper_of(matter: Matter, key: str) -> Paper | None:
    """文书: None where the procedure names no such form, or the matter has not come to it."""
    form = _forms(matter).get(key)
    if form is None or not _reached(matter, form):
        return None
    procedure, event = procedure_of(matter), _deciding(matter, form)
    day = day_of(event.at if event is not None else matter.opened_at)
    words = _words(matter, procedure, form, day)
    issued = Issued(
        _filled(form.title or form.name, words),
        matter.office.name,
        day,
        matter.no,
        [_filled(one, words) for one in form.to],
        words["对象"],
        words["科室"],
        [(name, said) for name, said in _filed(procedure, words) if said],
        form.copies,
        audit=_proof(matter),
        foot=[_filled(one, words) for one in form.notes],
    )
    texts = [_filled(one, words) for one in form.text]
    if form.kind == "notice":
        return _issued(notice(issued, texts), matter, key)
    if form.kind == "letter":
        blocks: list[Block] = [Paragraph(one) for one in texts] or [_asked(form, procedure, words)]
        return letter(issued, blocks, form.slips)
    cover = Cover(issued.title, issued.issuer, day, basis=words["依据"], audit=issued.audit, foot=issued.foot)
    return form_sheet(cover, [[Pair(name, words.get(name, ""))] for name in _names(form, procedure)])


def elements_of(matter: Matter, key: str) -> Elements | None:
    """发文要素 of a paper, None where nobody has filled them in."""
    return Elements.objects.filter(matter=matter, form=key).first()


def _issued(paper: Paper, matter: Matter, key: str) -> Paper:
    """With what whoever issues it has added."""
    own = elements_of(matter, key)
    if own is None:
        return paper
    attachments = tuple(Attachment(title) for title in own.attachments)
    return replace(paper, urgency=own.urgency, signer=own.signer, copied_to=tuple(own.copied_to), attachments=attachments)


def _forms(matter: Matter) -> dict[str, Form]:
    forms = source_of(matter.enactment).rulebook.forms
    return {key: forms[key] for key in procedure_of(matter).form if key in forms}


def _kind(form: Form) -> Kind:
    return "official" if form.kind == "notice" else "letter" if form.kind == "letter" else "sheet"


def _deciding(matter: Matter, form: Form) -> Event | None:
    """The step that brings the paper about: the last one with such an outcome; the last of all where the form names none."""
    events = [one for one in matter.events.all() if not form.outcomes or one.outcome in form.outcomes]
    return events[-1] if events else None


def _reached(matter: Matter, form: Form) -> bool:
    return not form.outcomes or _deciding(matter, form) is not None


def _words(matter: Matter, procedure: Procedure, form: Form, day: date) -> dict[str, str]:
    """What is filled in, by the word that the office's texts name it with."""
    given, event = fields_of(matter), _deciding(matter, form)
    subject = matter.person or matter.unit
    unit = unit_on(matter.person, day) if matter.person is not None else matter.unit
    book = source_of(matter.enactment).rulebook
    number = f"（{book.document.number}）" if book.document.number else ""
    words = {field.name or key: _day(given.get(key, "")) for key, field in procedure.fields.items()}
    words |= {one.says: one.text or one.outcome for one in matter.events.all()}
    words |= {
        "对象": subject.name if subject is not None else "",
        "科室": unit.name if unit is not None else "",
        "编号": matter.no,
        "依据": f"《{book.document.title}》{number}{form.clause}",
        "结果": event.outcome if event is not None else "",
        "日期": arabic_date(day),
        "记录": "、".join(matter.facts.order_by("no").values_list("no", flat=True)),
    }
    asked = {word for text in form.text for word in words_in(text)}
    return words | (_effects(matter, day) if asked & set(FROM_EFFECTS) else {})


def _effects(matter: Matter, day: date) -> dict[str, str]:
    """What follows from the records that the matter made, and from when to when, as the rulebook has it."""
    nos = set(matter.facts.values_list("no", flat=True))
    rows = evaluate(matter.enactment, containing(day, "year").label).result["consequences"]
    mine = [row for row in rows if any(nos & set(one["facts"]) for one in row["because"])]
    lasting = [row for row in mine if "from" in row]
    terms = [f"{_day(row['from'])}至{_day(row['to'])}" for row in lasting if row.get("to")]
    effects = [row["effect"].removesuffix(f"({row.get('from')}至{row.get('to')})") for row in mine]
    return {"起止": "、".join(dict.fromkeys(terms)), "后果": "，".join(dict.fromkeys(effects))}


def _filed(procedure: Procedure, words: Mapping[str, str]) -> list[tuple[str, str]]:
    """What the stub keeps: the fields as they were filled in, the decision, its basis and its records."""
    names = [field.name or key for key, field in procedure.fields.items()]
    return [(name, words.get(name, "")) for name in (*names, "结果", "起止", "依据", "记录")]


def _names(form: Form, procedure: Procedure) -> Sequence[str]:
    """A form's fields, then what else was filled in."""
    return list(dict.fromkeys((*form.fields, *(field.name or key for key, field in procedure.fields.items()))))


def _asked(form: Form, procedure: Procedure, words: Mapping[str, str]) -> KeyValues:
    """A letter whose words the rulebook leaves open: its fields."""
    return KeyValues([[Pair(name, words.get(name, ""))] for name in _names(form, procedure)])


def _filled(text: str, words: Mapping[str, str]) -> str:
    return filled(text, lambda word: words.get(word, "").rstrip("。") or OPEN)


def _day(text: str) -> str:
    """A day of the calendar as a paper writes it; other texts as they are."""
    try:
        return arabic_date(date.fromisoformat(text))
    except ValueError:
        return text


def _proof(matter: Matter) -> str:
    entry = Entry.objects.filter(object_type="matter", object_id=str(matter.pk)).order_by("-seq").first()
    return f"第 {entry.seq} 号 {entry.hash[:16]}" if entry is not None else ""

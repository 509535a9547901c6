"""施行的动作: a rulebook is drafted, its questions answered, put in force by a decision, and followed by the next version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from xiaoneng.audit.action import action, record
from xiaoneng.audit.clock import day_of
from xiaoneng.audit.refusals import Invalid, Refused
from xiaoneng.audit.writing import move
from xiaoneng.ledger.models import Enactment, EnactmentState, Original
from xiaoneng.ledger.rulebooks import source_of
from xiaoneng.ledger.texts import bundle, fingerprint
from xiaoneng.org.actions_revision import touch
from xiaoneng.org.models import Person, Unit
from xiaoneng.org.permit import permit
from xiaoneng.rulebook.language.carriage import clause_flaws
from xiaoneng.rulebook.language.form_words import form_flaws
from xiaoneng.rulebook.language.load import Source, load_chapters
from xiaoneng.rulebook.plan.answers import Answers
from xiaoneng.rulebook.plan.compile import Request, compile_plan
from xiaoneng.rulebook.problems import RulebookError

Chapters = Sequence[tuple[str, str]]
SOME_YEAR = "2024"
"""A rulebook is compiled once for any year before it is kept; a leap year has every day."""


@action("ledger.draft_enactment")
def draft_enactment(
    *, office: Unit, chapters: Chapters, by: Person, at: datetime, follows: Enactment | None = None, original: Original | None = None
) -> Enactment:
    """拟定施行: the files of a rulebook are kept as a draft. Raises Invalid with every flaw, by file, line and clause."""
    permit(by, "ledger.draft_enactment", office, at)
    source = checked(chapters)
    book = source.rulebook
    text = bundle(chapters)
    latest = Enactment.objects.filter(office=office, key=book.rulebook).order_by("-number").first()
    made = Enactment.objects.create(
        office=office,
        key=book.rulebook,
        number=latest.number + 1 if latest else 1,
        title=book.document.title,
        document_number=book.document.number or "",
        text=text,
        text_sha256=fingerprint(text),
        answers=still_valid(source, follows.answers if follows else {}),
        reasons=dict(follows.reasons) if follows else {},
        follows=follows,
        original=original or (follows.original if follows else None),
        created_at=at,
        created_by=by,
    )
    record(made, office_id=office.pk, changes={"title": made.title, "number": made.number, "text_sha256": made.text_sha256})
    return made


def checked(chapters: Chapters) -> Source:
    """检查制度: the rulebook of some files, or Invalid with all that is wrong with it."""
    try:
        source = load_chapters(chapters)
        flaws = [*clause_flaws(source), *form_flaws(source)]
        if flaws:
            raise RulebookError(flaws)
        compile_plan(source, Request(SOME_YEAR))
    except RulebookError as error:
        raise Invalid(f"这份制度还不能用，请改正后再交：\n{error}") from error
    return source


def still_valid(source: Source, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The earlier answers that the new text still asks for and allows."""
    asked = {*source.rulebook.parameters, *source.rulebook.readings}
    kept = {name: answer for name, answer in answers.items() if name in asked}
    wrong = {error.name for error in Answers(source.rulebook, kept).check()}
    return {name: answer for name, answer in kept.items() if name not in wrong}


@action("ledger.answer_questions")
def answer_questions(
    *, enactment: Enactment, answers: Mapping[str, Any], reasons: Mapping[str, str], by: Person, at: datetime
) -> Enactment:
    """答复未定事项: parameters and readings of a draft; what is left out stays unanswered and stops what needs it."""
    permit(by, "ledger.answer_questions", enactment.office, at)
    must_be_draft(enactment)
    source = source_of(enactment)
    wrong = {error.name: str(error) for error in Answers(source.rulebook, dict(answers)).check()}
    if wrong:
        raise Invalid("有的答复不能用，请按提示改正", wrong)
    before = enactment.answers
    changed = {name: [before.get(name), answers.get(name)] for name in {*before, *answers} if before.get(name) != answers.get(name)}
    move(enactment, answers=dict(answers), reasons=dict(reasons))
    record(enactment, office_id=enactment.office_id, changes={"answers": changed})
    return enactment


@action("ledger.enact", decisive=True)
def enact(
    *, enactment: Enactment, decided_by: str, decided_on: date, since: date, by: Person, at: datetime, counts_from: date | None = None
) -> Enactment:
    """登记施行: a meeting's decision puts a draft in force from a day; the version before it ends on the eve, and it itself on the eve
    of a later one that is in force already.

    The version in force on a period's last day judges the whole period. Raises Invalid without a decision, Refused where another
    version began on the same day.
    """
    permit(by, "ledger.enact", enactment.office, at)
    must_be_draft(enactment)
    if not decided_by.strip():
        raise Invalid("没有写明由哪个会议或机构决定，制度不能施行", {"decided_by": "请填写作出决定的会议或机构"})
    if decided_on > day_of(at):
        raise Invalid("决定日期还没有到", {"decided_on": "请填写会议作出决定的那一天，不能晚于今天；还没有决定的，先不登记施行"})
    if decided_on > since and not _reaches_back(enactment, since):
        raise Invalid("决定日期晚于施行日期", {"decided_on": "请核对两个日期；追溯施行的，施行日期应在文件写明的期间内"})
    until = _make_room(enactment, since)
    move(
        enactment, state=EnactmentState.ENACTED, decided_by=decided_by.strip(), decided_on=decided_on, since=since, until=until,
        counts_from=counts_from, enacted_at=at,
    )  # fmt: skip
    touch(enactment.office)
    record(
        enactment, office_id=enactment.office_id,
        changes={
            "decided_by": decided_by, "decided_on": decided_on, "since": since, "until": until, "text_sha256": enactment.text_sha256,
        },
    )  # fmt: skip
    return enactment


def _make_room(enactment: Enactment, since: date) -> date | None:
    """Ends the version before a new one on its eve; gives the eve of the one after it, None where there is none."""
    others = Enactment.objects.filter(office=enactment.office, key=enactment.key, state=EnactmentState.ENACTED).order_by("since")
    eve = since - timedelta(days=1)
    later: date | None = None
    for other in others:
        if other.since == since:
            raise Refused(f"第 {other.number} 版也自 {other.since} 起施行；请核对施行日期")
        if other.since is not None and other.since > since:
            later = later or other.since - timedelta(days=1)
        elif other.until is None or other.until > eve:
            move(other, until=eve)
            record(other, office_id=other.office_id, changes={"until": eve})
    return later


def _reaches_back(enactment: Enactment, since: date) -> bool:
    """Whether the document itself says that it is in force from that day or before."""
    start = source_of(enactment).rulebook.document.in_force.from_
    return start is not None and start <= since


@action("ledger.end_enactment", decisive=True)
def end_enactment(*, enactment: Enactment, until: date, reason: str, by: Person, at: datetime) -> Enactment:
    """登记失效: no new period is judged by it after its last day; what was judged stays."""
    permit(by, "ledger.end_enactment", enactment.office, at)
    if enactment.state != EnactmentState.ENACTED or (enactment.since is not None and until < enactment.since):
        raise Refused("只有施行中的制度才能登记失效，失效日期不能早于施行日期")
    if not reason.strip():
        raise Invalid("没有写明依据", {"reason": "请写明由什么文件或会议决定"})
    move(enactment, until=until)
    touch(enactment.office)
    record(enactment, office_id=enactment.office_id, changes={"until": until}, reason=reason)
    return enactment


@action("ledger.drop_draft")
def drop_draft(*, enactment: Enactment, by: Person, at: datetime) -> Enactment:
    """放弃草案: stays readable, is never put in force."""
    permit(by, "ledger.drop_draft", enactment.office, at)
    must_be_draft(enactment)
    move(enactment, state=EnactmentState.DROPPED)
    record(enactment, office_id=enactment.office_id)
    return enactment


def must_be_draft(enactment: Enactment) -> None:
    if enactment.state != EnactmentState.DRAFT:
        raise Refused("这一版已经登记施行或放弃，文本和答复不再改动；请另拟新的一版")

"""制度的页面: the document as it stands, its versions, questions, dry run, putting in force."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render

from xiaoneng.audit.refusals import Invalid
from xiaoneng.files.wording.names import option_word
from xiaoneng.ledger.actions_enactment import answer_questions, draft_enactment, drop_draft, enact, end_enactment
from xiaoneng.ledger.dry_run import clause_changes, dry_run
from xiaoneng.ledger.models import Enactment, EnactmentState
from xiaoneng.ledger.queries import enactments_for
from xiaoneng.ledger.rulebooks import in_force, source_of
from xiaoneng.org.pages.drafts import entered
from xiaoneng.org.pages.guard import Visit, find, page
from xiaoneng.org.pages.once import once, once_key
from xiaoneng.org.permit import Viewer
from xiaoneng.rulebook.language.load import Source, chapters_of, load_rulebook, shipped_keys
from xiaoneng.rulebook.language.names import Parameter, Reading
from xiaoneng.rulebook.lint import lint
from xiaoneng.web.rulebook.forms import ChooseForm, EnactForm, EndForm, QuestionsForm
from xiaoneng.web.rulebook.living import living
from xiaoneng.web.rulebook.varied import WHOLE, varied_lines

MOST_BYTES = 2_000_000


@page("ledger.see_enactments")
def book(request: Visit) -> HttpResponse:
    """制度: the enacted document, clause by clause, with how it stands; `clause` marks one, `q` searches in it."""
    viewer = request.viewer
    enactments = in_force(viewer.office, viewer.on)
    chosen = next((one for one in enactments if str(one.pk) == request.GET.get("version")), None) or (enactments[0] if enactments else None)
    if chosen is None:
        return render(request, "web/rulebook/none.html", {})
    views = living(chosen, viewer.on, viewer.sees_whole_office("merit.see_results", viewer.office))
    query = request.GET.get("q", "").strip()
    if query:
        views = [one for one in views if query in f"{one.number}{one.place.clause.says}{one.text}{''.join(ask.says for ask in one.asks)}"]
    source = source_of(chosen)
    context = {
        "enactment": chosen, "enactments": enactments, "document": source.rulebook.document, "views": views, "query": query,
        "marked": request.GET.get("clause", ""), "asked": len(source.rulebook.parameters),
        "answered": len(set(source.rulebook.parameters) & set(chosen.answers)),
        "revise": viewer.may("ledger.revise_enactment"),
    }  # fmt: skip
    return render(request, "web/rulebook/book.html", context)


@page("ledger.see_enactments")
def versions(request: Visit) -> HttpResponse:
    """各版: all versions that the office had, and where to begin a new one."""
    rows = enactments_for(request.viewer).select_related("created_by", "follows")
    return render(request, "web/rulebook/versions.html", {"rows": rows, "on": request.viewer.on})


@page("ledger.draft_enactment", "GET", "POST")
def choose(request: Visit) -> HttpResponse:
    """拟一版: from a shipped rulebook or an office's own file; everything wrong with it is said at once."""
    form = ChooseForm(entered(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        key, file = form.cleaned_data["shipped"], form.cleaned_data["file"]
        chapters = chapters_of(key) if key in shipped_keys() else []
        if file is not None and file.size <= MOST_BYTES:
            chapters = [("rulebook.yaml", file.read().decode("utf-8-sig", errors="replace"))]
        if not chapters:
            form.add_error(None, "请选一份制度，或上传不超过 2 MB 的制度文件")
        else:
            follows = Enactment.objects.filter(office=request.viewer.office, state=EnactmentState.ENACTED).filter(key=key).first()

            def act() -> str:
                made = draft_enactment(
                    office=request.viewer.office, chapters=chapters, follows=follows, by=request.viewer.person, at=request.at
                )
                return f"/rulebook/versions/{made.pk}/"

            try:
                return once(request, act)
            except Invalid as why:
                form.add_error(None, str(why))
    titles = [(key, load_rulebook(key).rulebook.document) for key in shipped_keys()]
    field = form.fields["shipped"]
    field.choices = [("", "请选择"), *((key, f"{one.issuer}《{one.title}》") for key, one in titles)]  # type: ignore[attr-defined]
    return render(request, "web/rulebook/choose.html", {"form": form, "once": once_key()})


@page("ledger.see_enactments")
def version(request: Visit, pk: int) -> HttpResponse:
    """一版: its text's hash, decision, answers, what changes by clause, who would change, what the law would say."""
    return render(request, "web/rulebook/version.html", _context(request, find(enactments_for(request.viewer), pk=pk)))


def _context(request: Visit, one: Enactment) -> dict[str, object]:
    source = source_of(one)
    current = next((other for other in in_force(one.office, request.viewer.on) if other.key == one.key and other.pk != one.pk), None)
    base = one.follows or current
    draft = one.state == EnactmentState.DRAFT
    may = draft and request.viewer.may("ledger.enact")
    answers = _answers(one)
    return {
        "one": one, "document": source.rulebook.document, "draft": may, "current": current, "base": base,
        "changes": clause_changes(source_of(base), source, base.answers, one.answers) if base else [],
        "differences": dry_run(one, current, request.viewer.on) if draft else [],
        "findings": [found for found in lint(source) if not found.hint],
        "enact": EnactForm(initial={"since": request.viewer.on}), "once": once_key(),
        "end": EndForm(initial={"until": request.viewer.on}) if _may_end(request.viewer, one) else None, "kept": _kept(source),
        "answers": answers, "unanswered": any(not row["value"] for row in answers),
        "load": one.state != EnactmentState.DROPPED and request.viewer.may("ledger.load_original"),
        "revise": one.state != EnactmentState.DROPPED and request.viewer.may("ledger.revise_enactment"),
    }  # fmt: skip


def _may_end(viewer: Viewer, one: Enactment) -> bool:
    return one.state == EnactmentState.ENACTED and one.until is None and viewer.may("ledger.end_enactment")


def _kept(source: Source) -> list[tuple[str, str]]:
    """公文要素: what the document says of itself, as far as the copy has it."""
    document = source.rulebook.document
    begins, ends = document.in_force.from_, document.in_force.to
    span = [f"{begins} 起" if begins else "", f"到 {ends} 止" if ends else ""]
    found = [
        ("发文机关", document.issuer),
        ("文号", document.number or ""),
        ("成文日期", document.issued.isoformat() if document.issued else ""),
        ("文件写明的施行期", "，".join(filter(None, span))),
        ("文本标注", document.status or ""),
        ("主送", document.sent_to or ""),
        ("抄送", "、".join(document.copied_to)),
        ("印数", str(document.copies) if document.copies is not None else ""),
        ("主题词", "、".join(document.subject_words)),
        *document.disclosure.items(),
    ]
    return [(name, text) for name, text in found if text]


def _answers(one: Enactment) -> list[dict[str, object]]:
    """Every question of a version with what was answered and why."""
    book = source_of(one).rulebook
    asked: dict[str, Parameter | Reading] = {**book.parameters, **book.readings}
    return [
        {
            "asks": question.asks if isinstance(question, Parameter) else question.says,
            "clause": question.clause,
            "reason": one.reasons.get(name, ""),
            "value": _answer(question, one.answers.get(name)),
        }
        for name, question in asked.items()
    ]


def _answer(question: Parameter | Reading, given: object) -> str:
    """What holds: the office's answer, a reading's default where it gave none; empty where it is still asked."""
    if isinstance(given, Mapping):
        whole = f"一般 {given[WHOLE]}；" if WHOLE in given else ""
        return whole + "；".join(varied_lines(given))
    if given is None:
        return f"{option_word(question.default, question.labels)}（默认）" if isinstance(question, Reading) else ""
    return option_word(str(given), question.labels)


@page("ledger.answer_questions", "GET", "POST")
def questions(request: Visit, pk: int) -> HttpResponse:
    """答复未定事项."""
    one = find(enactments_for(request.viewer), pk=pk)
    form = QuestionsForm(entered(request), enactment=one)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            answers, reasons = form.answers(one.answers), form.reasons()
            answer_questions(enactment=one, answers=answers, reasons=reasons, by=request.viewer.person, at=request.at)
            messages.success(request, "答复已经保存。")
            return f"/rulebook/versions/{pk}/"

        try:
            return once(request, act)
        except Invalid as why:
            form.blame({name: said.replace(f"“{name}”", "这一项") for name, said in why.fields.items()})
    return render(request, "web/rulebook/questions.html", {"form": form, "one": one, "once": once_key()})


@page("ledger.enact", "POST")
def put_in_force(request: Visit, pk: int) -> HttpResponse:
    """登记施行."""
    one = find(enactments_for(request.viewer), pk=pk)
    form = EnactForm(request.POST)

    def act() -> str:
        data = form.cleaned_data
        enact(enactment=one, by=request.viewer.person, at=request.at, **data)
        messages.success(request, f"《{one.title}》自 {data['since']} 起施行。")
        return "/rulebook/"

    if form.is_valid():
        try:
            return once(request, act)
        except Invalid as why:
            form.blame(why.fields)
    return render(request, "web/rulebook/version.html", _context(request, one) | {"enact": form}, status=422)


@page("ledger.end_enactment", "POST")
def end(request: Visit, pk: int) -> HttpResponse:
    """登记失效."""
    one = find(enactments_for(request.viewer), pk=pk)
    form = EndForm(request.POST)

    def act() -> str:
        end_enactment(enactment=one, by=request.viewer.person, at=request.at, **form.cleaned_data)
        messages.success(request, f"《{one.title}》第 {one.number} 版到 {form.cleaned_data['until']} 为止；此前的结果不变。")
        return f"/rulebook/versions/{pk}/"

    if form.is_valid():
        try:
            return once(request, act)
        except Invalid as why:
            form.blame(why.fields)
    return render(request, "web/rulebook/version.html", _context(request, one) | {"end": form}, status=422)


@page("ledger.drop_draft", "POST")
def drop(request: Visit, pk: int) -> HttpResponse:
    """放弃草案."""
    one = find(enactments_for(request.viewer), pk=pk)

    def act() -> str:
        drop_draft(enactment=one, by=request.viewer.person, at=request.at)
        return "/rulebook/versions/"

    return once(request, act)

"""接口的各项: the same queries and actions as the pages; a token can do no more than its person."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema, Status
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import HttpBearer
from pydantic import AfterValidator

from xiaoneng.audit.clock import day_of
from xiaoneng.audit.refusals import Forbidden, Invalid, Refused, Stale
from xiaoneng.ledger.actions_facts import enter_fact
from xiaoneng.ledger.models import Fact, Source
from xiaoneng.ledger.queries import facts_for, kinds_on
from xiaoneng.merit.figures import result_of
from xiaoneng.merit.queries import main_enactment, period_of, visible_people
from xiaoneng.org.particulars import LEADER, PARTY, YES, told_on
from xiaoneng.org.permit import Viewer
from xiaoneng.org.queries import token_for
from xiaoneng.rulebook.results.numbers import decimal

MOST = 500
"""Rows of one answer; further ones by `after`."""


class Token(HttpBearer):
    """令牌: `Authorization: Bearer …`."""

    def authenticate(self, request: HttpRequest, token: str) -> Viewer | None:
        on = day_of(request.at)  # type: ignore[attr-defined]
        found = token_for(token, on)
        if found is None:
            return None
        request.scopes = set(found.scopes)  # type: ignore[attr-defined]
        return Viewer(found.person, on)


api = NinjaAPI(title="效能接口", version="1", auth=Token(), docs_url=None, urls_namespace="api")


def viewer_of(request: HttpRequest, scope: str) -> Viewer:
    """Whoever the token belongs to, if it is for this."""
    if scope not in request.scopes:  # type: ignore[attr-defined]
        raise HttpError(403, f"这个令牌没有“{scope}”的范围")
    viewer: Viewer = request.auth  # type: ignore[attr-defined]
    return viewer


class Problem(Schema):
    """出错: what is wrong, and by column where that helps."""

    detail: str
    fields: dict[str, str] = {}


class PersonOut(Schema):
    """人员."""

    no: str
    name: str
    party: str
    leader: bool


class FactOut(Schema):
    """事实. `quantity` is a decimal as text."""

    id: int
    no: str
    day: date
    subject: str
    kind: str
    quantity: str
    remark: str
    basis: str
    state: str


def _writable(text: str) -> str:
    """A text that can be written down: JSON can name characters that are none."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("有写不下来的字符") from None
    if "\0" in text:
        raise ValueError("有写不下来的字符")
    return text


Text = Annotated[str, AfterValidator(_writable)]


class FactIn(Schema):
    """登记: raw texts, as in a table's row. `columns` are further ones that the rulebook reads."""

    day: Text
    subject: Text
    kind: Text
    quantity: Text = ""
    remark: Text = ""
    basis: Text = ""
    columns: dict[Text, Text] = {}


def _wrong(request: HttpRequest, why: ValidationError) -> HttpResponse:
    """What was sent is not what is described: by field."""
    fields = {str(one["loc"][-1]): str(one["msg"]) for one in why.errors}
    return api.create_response(request, {"detail": "发来的内容不合要求，没有办理；请按接口说明改正", "fields": fields}, status=422)


def _refused(request: HttpRequest, why: Refused) -> HttpResponse:
    """Nothing was done, and why."""
    status = 403 if isinstance(why, Forbidden) else 409 if isinstance(why, Stale) else 422
    return api.create_response(request, {"detail": str(why), "fields": why.fields if isinstance(why, Invalid) else {}}, status=status)


def _unreadable(request: HttpRequest, why: HttpError) -> HttpResponse:
    said = "发来的内容读不出来，没有办理；请发 JSON" if why.status_code == HTTPStatus.BAD_REQUEST else str(why)
    return api.create_response(request, {"detail": said, "fields": {}}, status=why.status_code)


def _unknown(request: HttpRequest, why: AuthenticationError) -> HttpResponse:
    said = "没有令牌，或令牌不对、到期、已停用；请在“我的帐号”里另立一个"
    return api.create_response(request, {"detail": said, "fields": {}}, status=HTTPStatus.UNAUTHORIZED)


api.exception_handler(ValidationError)(_wrong)
api.exception_handler(HttpError)(_unreadable)
api.exception_handler(AuthenticationError)(_unknown)
api.exception_handler(Refused)(_refused)
ALWAYS: dict[int, Any] = {400: Problem, 401: Problem, 403: Problem, 422: Problem}
"""不成的答复: not readable at all, no token that is valid, not allowed, not as described."""


@api.get("/people", response={200: list[PersonOut], **ALWAYS}, summary="人员")
def people(request: HttpRequest) -> list[PersonOut]:
    """The people whom the token's person may see, in the office's order."""
    viewer = viewer_of(request, "people:read")
    rows = visible_people(viewer, viewer.on)
    told = told_on(rows.values_list("pk", flat=True), viewer.on)
    says = [(one, told.get(one.pk, {})) for one in rows]
    return [PersonOut(no=one.no, name=one.name, party=so.get(PARTY, ""), leader=so.get(LEADER) == YES) for one, so in says]


@api.get("/facts", response={200: list[FactOut], **ALWAYS}, summary="记录")
def facts(request: HttpRequest, first: date | None = None, last: date | None = None, after: int = 0) -> list[FactOut]:
    """Facts by id, at most MOST an answer; `after` is the last id of the answer before."""
    rows = facts_for(viewer_of(request, "facts:read")).filter(pk__gt=after).order_by("pk")
    if first is not None:
        rows = rows.filter(day__gte=first)
    if last is not None:
        rows = rows.filter(day__lte=last)
    return [_out(one) for one in rows[:MOST]]


@api.post("/facts", response={201: FactOut, **ALWAYS, 409: Problem}, summary="登记记录")
def enter(request: HttpRequest, payload: FactIn) -> Any:
    """Enters one finding, awaiting confirmation, by the same reader as a form and a table."""
    viewer = viewer_of(request, "facts:write")
    kind = next((one for one in kinds_on(viewer.office, viewer.on) if payload.kind in (one.key, one.kind.name, *one.kind.also)), None)
    if kind is None:
        return Status(422, Problem(detail="施行的制度里没有这个事项", fields={"kind": "请写事项的名称"}))
    row = {
        **payload.columns, "日期": payload.day, "对象": payload.subject, "事项": kind.kind.name, "数量": payload.quantity,
        "说明": payload.remark, "依据": payload.basis,
    }  # fmt: skip
    made = enter_fact(enactment=kind.enactment, row=row, by=viewer.person, at=request.at, source=Source.API)  # type: ignore[attr-defined]
    return Status(201, _out(made))


@api.get("/results/{period}", response={200: dict[str, Any], **ALWAYS, 404: Problem}, summary="一期结果")
def results(request: HttpRequest, period: str, rulebook: str = "") -> Any:
    """A period's scores and what stands behind them, of the people whom the token's person may see."""
    viewer = viewer_of(request, "results:read")
    asked = period_of(period, viewer.on)
    enactment = main_enactment(viewer.office, min(asked.last, viewer.on), rulebook)
    if enactment is None:
        return Status(404, Problem(detail="这一期没有施行的制度"))
    found = result_of(enactment, asked.label)
    seen = set(visible_people(viewer, min(asked.last, viewer.on)).values_list("no", flat=True))
    sections = ("scores", "barred", "consequences", "money", "provisional")
    rows = {name: [row for row in found.data[name] if row["subject"] in seen] for name in sections}
    return {"rulebook": enactment.key, "period": asked.label, "closed": found.run is not None, **rows}


def _out(one: Fact) -> FactOut:
    about = one.person.no if one.person else one.unit.name if one.unit else ""
    return FactOut(
        id=one.pk, no=one.no, day=one.day, subject=about, kind=one.kind_name, quantity=decimal(one.quantity), remark=one.remark,
        basis=one.basis, state=one.state,
    )  # fmt: skip

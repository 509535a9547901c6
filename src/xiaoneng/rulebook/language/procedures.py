"""程序: duties, phases, filings, procedures, publications, forms: declared and checked so that the clause map is whole."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from xiaoneng.rulebook.language.names import DataField
from xiaoneng.rulebook.language.shapes import Expr, Given, Name, Names, Shape, YesNo

Every = Literal["day", "week", "two_weeks", "month", "quarter", "half", "year", "once", "standing", "as_needed"]


def _within(value: Any) -> Any:
    return {"days": value} if isinstance(value, str) else value


class Within(Shape):
    """时限: a number with its unit and conventions; `soft: yes` for 一般, `ask` where the text leaves the number empty."""

    days: Expr | None = None
    working_days: Expr | None = None
    months: Expr | None = None
    hours: Expr | None = None
    same_day: YesNo = False
    at_once: YesNo = False
    ask: str | None = None
    field: str | None = None
    """The field of the procedure, a day, that says by when."""
    by: str | None = None
    """A date of the year such as `10-15`; that day counts."""
    years_later: int = 0
    starts: Literal["next_day", "same_day", "next_working_day"] = "next_day"
    rest_day: str | None = None
    soft: YesNo = False

    @model_validator(mode="after")
    def _something(self) -> Within:
        given = [self.days, self.working_days, self.months, self.hours, self.ask, self.by, self.field]
        if not any(part is not None for part in given) and not (self.same_day or self.at_once):
            raise ValueError("时限应写 days、working_days、months、hours、by、field、same_day、at_once 或 ask 之一")
        return self


Limit = Annotated[Within, BeforeValidator(_within)]


class Duty(Shape):
    """职责: what is owed, by whom, how often."""

    name: Name
    clause: Name
    who: Names = ()
    every: Every = "standing"
    anchor: str | None = None
    by: Limit | None = None
    quantity: Expr | None = None
    unit: str | None = None
    evidence: Names = ()
    yields: Names = ()
    soft: YesNo = False
    note: str | None = None


class Phase(Shape):
    """阶段: with dates, or a parameter that is asked; no `to` means open-ended."""

    name: Name
    clause: Name
    from_: str | None = Field(default=None, alias="from")
    to: str | None = None
    open_ended: YesNo = False
    deliverables: Names = ()


class Filing(Shape):
    """报送备案: a paper from many to one by a date, perhaps reviewed first."""

    name: Name
    clause: Name
    who: Names = ()
    to: str | None = None
    by: Limit | None = None
    covers: str | None = None
    reviewed_by: str | None = None
    kept_at: str | None = None
    attachments: Names = ()


class CheckItem(Shape):
    """材料: an item of a checklist; `when` says for whom it is required, `soft` marks 一般."""

    says: Name
    when: str | None = None
    soft: YesNo = False


class Step(Shape):
    """步骤: who does what, what may come of it, within which time."""

    id: Name
    says: str | None = None
    clause: str | None = None
    who: Names = ()
    may: Names = ()
    needs: Names = ()
    when: str | None = None
    within: Limit | None = None
    then: dict[str, str] = {}
    does: dict[str, Literal["confirm", "withdraw"]] = {}
    """What an outcome does to the records that the matter is about."""
    records: dict[str, str] = {}
    """The kind of fact that an outcome records about the subject."""
    lapse: str | None = None
    """The outcome that stands for silence: nobody chooses it before the term is over, then whoever runs the year may enter it."""

    @model_validator(mode="after")
    def _outcomes_known(self) -> Step:
        for outcome in (*self.does, *self.records, *self.then):
            if outcome not in self.may and self.may:
                raise ValueError(f"步骤“{self.id}”里的“{outcome}”不在 may 里；可用的有：{'、'.join(self.may)}")
        if self.lapse is not None and (self.lapse not in self.may or self.within is None):
            raise ValueError(f"步骤“{self.id}”的 lapse“{self.lapse}”要写在 may 里，并写明 within 期限")
        return self


class Overdue(Shape):
    """逾期后果: `becomes` a state, proposes facts; never on a licence where `except_` names it."""

    when: str | None = None
    becomes: str | None = None
    except_: str | None = Field(default=None, alias="except")
    draft: str | None = None
    fact: str | None = None
    to: str | None = None


class ProcedureField(DataField):
    """程序的栏目: a field of a matter; `required` ones are asked when it is opened."""

    required: YesNo = False


class Procedure(Shape):
    """程序: a register or a chain of steps at work; its runtime reads exactly this."""

    name: Name
    clause: Name
    given: Given = {}
    who: Names = ()
    about: Literal["fact", "subject", "other"] = "other"
    """What it is opened about: records, a person or unit, or something else."""
    fields: dict[str, Annotated[ProcedureField, BeforeValidator(lambda v: {"name": v} if isinstance(v, str) else v)]] = {}
    checklist: tuple[Annotated[CheckItem, BeforeValidator(lambda v: {"says": v} if isinstance(v, str) else v)], ...] = ()
    steps: tuple[Step, ...] = ()
    starts: str | None = None
    within: Limit | None = None
    number: str | None = None
    form: Names = ()
    """The forms that are printed of it, by their keys."""
    facts: Names = ()
    overdue: Overdue | None = None
    retention: dict[str, Limit] = {}
    rules: Names = ()
    """Own short words for what the procedure must keep to (each a promise its runtime checks)."""

    @model_validator(mode="after")
    def _steps_known(self) -> Procedure:
        ids = [step.id for step in self.steps]
        if len(set(ids)) != len(ids):
            raise ValueError("步骤的 id 重复")
        for step in self.steps:
            for target in step.then.values():
                if target not in ids and target != "end":
                    raise ValueError(f"步骤“{step.id}”指向不存在的步骤“{target}”")
        return self


class Publication(Shape):
    """公开: what is made known, to whom, in which form, by when."""

    name: Name
    clause: Name
    who: Names = ()
    to: str | None = None
    fields: Names = ()
    by: Limit | None = None
    lasts: Limit | None = None
    objections: Limit | None = None


class Form(Shape):
    """表式: a printed form, certificate, register, letter or notice.

    `title` and `text` are the office's own words; 〔…〕 in them names what is filled in: a field or step of the procedure, or a
    word such as 对象, 编号, 依据, 结果. `outcomes` are those after which it is printed; at any time where it stands out.
    """

    name: Name
    clause: Name
    fields: Names = ()
    copies: int | None = None
    kind: Literal["form", "register", "certificate", "letter", "notice", "plaque", "poster"] = "form"
    notes: Names = ()
    title: str | None = None
    to: Names = ()
    text: Names = ()
    outcomes: Names = ()
    slips: tuple[Literal["receipt", "answer", "stub"], ...] = ()
    """What is printed with it: 送达回执, 办理情况回执, 存根."""


class Body(Shape):
    """机构: a group or meeting whose members follow from posts."""

    name: Name
    clause: Name
    members: Names = ()
    does: Names = ()


class Mapping(Shape):
    """分工: who leads or looks after which units; the office fills it."""

    name: Name
    clause: Name
    from_: str = Field(alias="from")
    to: str
    at_least: int | None = None

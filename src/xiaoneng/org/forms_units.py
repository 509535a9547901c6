"""科室、岗位、机构、人员的表单. Whoever mends something sends back the version that was on the page (`Seen`)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from xiaoneng.audit.models import Versioned
from xiaoneng.audit.refusals import Invalid
from xiaoneng.org.forms import SELECT, day, long_text, text, tick
from xiaoneng.org.hanging import Asked
from xiaoneng.org.models import Level, Person, Post, Tenure, Unit
from xiaoneng.org.particulars import is_nothing, leaders_first
from xiaoneng.org.permit import Viewer
from xiaoneng.org.queries import people_for, posts_for, units_for

LEVELS = [one for one in Level.choices if one[0] in (Level.SECTION, Level.SUBUNIT)]
SEXES = [("", "（不填）"), ("男", "男"), ("女", "女")]
MEMBERS = (
    "一行一项，随岗位走，不写人名。可写岗位、职务、科室、别的机构的名称，或 班子成员、单位主要领导、科室负责人；"
    "在里面任什么的，写在前面，如 组长：单位主要领导"
)


class PostChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """岗位的选择: with its section."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.unit.name} · {obj.name}"


class Seen(forms.Form):
    """看到的版本."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def narrow(self, name: str, rows: QuerySet[Any]) -> None:
        """The choices of a field."""
        field = self.fields[name]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = rows


def seen(thing: Versioned, data: dict[str, Any]) -> dict[str, Any]:
    """What was entered, with the thing set to the version that was on the page."""
    version = data.pop("version", None)
    if version is not None:
        thing.version = version
    return data


def _choice(label: str, required: bool = True, help_text: str = "", blank: str = "（不填）") -> forms.ModelChoiceField[Any]:
    return forms.ModelChoiceField(
        label=label, queryset=Unit.objects.none(), required=required, help_text=help_text, widget=forms.Select(SELECT),
        empty_label="请选择" if required else blank,
    )  # fmt: skip


class UnitForm(Seen):
    """科室."""

    name = text("名称")
    short = text("简称", required=False, most=20)
    level = forms.ChoiceField(label="层级", choices=LEVELS, widget=forms.Select(SELECT))
    parent = _choice("上级", required=False, blank="本单位")
    category = text("类别", required=False, help_text="制度里分类别的才填，如 中心、后勤、窗口", most=20)
    since = day("设立日期", required=False, help_text="不填的，一直都有")

    def __init__(self, *args: Any, viewer: Viewer, unit: Unit | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = units_for(viewer).filter(until=None)
        self.narrow("parent", rows if unit is None else rows.exclude(pk=unit.pk))
        if unit is not None:
            del self.fields["since"]


class EndForm(Seen):
    """撤销: the last day and why."""

    until = day("最后一天", help_text="这一天还在")
    reason = text("依据", help_text="由什么文件或会议决定", most=200)


class PostForm(Seen):
    """岗位."""

    name = text("岗位名称", most=40)
    chief = tick("是科室负责人")
    first = tick("是单位主要领导")
    demo = tick("是示范岗")
    duties = long_text("岗位职责", required=False, help_text="一行一项")
    since = day("设岗日期", required=False, help_text="不填的，一直都有")

    def __init__(self, *args: Any, post: Post | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if post is not None:
            del self.fields["since"]


class HolderForm(Seen):
    """换人."""

    person = _choice("由谁担任", required=False, help_text="还没定的，先空着", blank="（暂时空缺）")
    since = day("从哪天起", help_text="前一天起原来的人不再担任")
    tenure = forms.ChoiceField(
        label="怎么担任", choices=[(Tenure.MAIN, "主要任职（原任职到前一天为止）"), *Tenure.choices[1:]], widget=forms.Select(SELECT)
    )
    basis = text("依据", help_text="如 任免文件的文号、哪次会议", most=120)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.narrow("person", people_for(viewer).filter(left_on=None))


class BodyForm(Seen):
    """机构、会议."""

    name = text("名称", help_text="如 领导小组、主任办公会议")
    clause = text("依据的条款", required=False)
    members = long_text("组成", help_text=MEMBERS, rows=6)
    seat = _choice("办公室设在", required=False)
    since = day("从哪天起", required=False, help_text="不填的，一直都有")

    def __init__(self, *args: Any, viewer: Viewer, mending: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.narrow("seat", units_for(viewer).filter(until=None))
        if mending:
            del self.fields["name"]
            self.fields["since"].help_text = "填新的日期，以前的组成到前一天为止，仍可查看；日期不变，是改正现在这一组成"

    def clean_members(self) -> list[str]:
        """The lines that are not blank, with one kind of colon."""
        lines = str(self.cleaned_data["members"]).replace(":", "：").splitlines()
        return [line.strip() for line in lines if line.strip()]


class LeadForm(Seen):
    """分管、包抓."""

    person = _choice("领导")
    unit = _choice("分管的科室或单位")
    kind = text("方式", help_text="本单位的叫法，如 分管、包抓、联系", most=20)
    since = day("从哪天起", required=False, help_text="不填的，一直如此；换人的必须填")
    beside = tick("与现在的人一起", "不勾的，原来的人到前一天为止")
    basis = text("依据", required=False, help_text="如 分工文件的文号", most=120)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.narrow("person", leaders_first(people_for(viewer).filter(left_on=None), viewer.on))
        self.narrow("unit", units_for(viewer).filter(until=None))


class UntilForm(Seen):
    """到哪天为止."""

    until = day("最后一天", help_text="这一天还算")
    basis = text("依据", required=False, help_text="如 任免文件的文号", most=120)


class MoveForm(Seen):
    """调动."""

    unit = _choice("调到")
    post = PostChoice(
        label="岗位", queryset=Post.objects.none(), required=False, widget=forms.Select(SELECT), empty_label="（没有设岗的不填）"
    )
    since = day("从哪天起", help_text="以前的记录仍算原科室")
    title = text("职务", required=False, help_text="不填的，用岗位名称", most=40)
    basis = text("依据", required=False, help_text="如 任免文件的文号", most=120)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.narrow("unit", units_for(viewer).filter(until=None))
        self.narrow("post", posts_for(viewer).filter(until=None).order_by("unit__order", "unit", "pk"))


class AppointForm(MoveForm):
    """另行任职."""

    tenure = forms.ChoiceField(label="方式", choices=[one for one in Tenure.choices if one[0] != Tenure.MAIN], widget=forms.Select(SELECT))
    until = day("到哪天", required=False, help_text="还没定的不填，到时再登记")
    field_order = ("tenure", "unit", "post", "title", "since", "until", "basis")

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, viewer=viewer, **kwargs)
        self.fields["unit"].label = "在哪个科室"
        self.fields["unit"].help_text = "到外面挂职、驻村的，选原来的科室，去处写在职务里"
        self.fields["since"].help_text = ""


class PersonForm(Seen):
    """登记人员."""

    no = text("工号", most=40)
    name = text("姓名", most=40)
    unit = _choice("科室")
    title = text("职务", required=False, most=40)
    party = text("政治面貌", required=False, help_text="如 中共党员、中共预备党员；按党员人数算名额时要用", most=20)
    leader = tick("班子成员")
    joined_on = day("入职日期", required=False, help_text="这一天以前的事不能记在他名下")

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.narrow("unit", units_for(viewer).filter(until=None))


class MendPersonForm(Seen):
    """修改登记项."""

    name = text("姓名", most=40)
    sex = forms.ChoiceField(label="性别", choices=SEXES, required=False, widget=forms.Select(SELECT))
    born_on = day("出生日期", required=False)
    joined_on = day("入职日期", required=False, help_text="这一天以前的事不能记在他名下")


class ParticularForm(Seen):
    """变更登记项: the value is chosen where its words are known."""

    value = text("内容", required=False, most=200)
    since = day("从哪天起", required=False, help_text="以前没有登记过、说不清从哪天起的不填，就是一直如此")
    until = day("最后一天", required=False, help_text="这一天还算；一直到现在的不填")
    basis = text("依据", required=False, help_text="如 任免文件的文号、支部大会决议", most=120)

    def __init__(self, *args: Any, asked: Asked, mending: bool = False, first: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked
        if asked.choices:
            ends = [one for one in asked.choices if is_nothing(asked.key, one)] or [""]
            said = [one for one in asked.choices if one not in ends]
            choices = [(one, one or "（不再有）") for one in (said if mending else [*said, *ends])]
            self.fields["value"] = forms.ChoiceField(label=asked.name, choices=choices, required=False, widget=forms.Select(SELECT))
        else:
            self.fields["value"].label = asked.name
            self.fields["value"].help_text = "" if mending else "不再有的空着"
        if not first:
            self.fields["since"].required, self.fields["since"].help_text = True, ""
        if not mending:
            del self.fields["until"]

    def clean_value(self) -> Any:
        """As the roll keeps it."""
        try:
            return self.asked.read(str(self.cleaned_data["value"]))
        except Invalid as why:
            raise forms.ValidationError(why.fields["value"]) from None


class LeaveForm(Seen):
    """离职."""

    left_on = day("最后一天", help_text="这一天还算在册")


class StayForm(Seen):
    """撤销离职登记."""

    reason = text("原因", required=False, help_text="如 日期登错、没有办成调离", most=200)


class HandoverForm(Seen):
    """移交清单."""

    giver = _choice("移交人")
    taker = _choice("接收人", required=False, help_text="还没定的，签收前再填")
    day = day("移交日期")
    also = long_text("另行移交的资料、物品", required=False, help_text="一行一项，如 文件柜钥匙、台账、印章")

    def __init__(self, *args: Any, viewer: Viewer, holders: list[Person] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = people_for(viewer)
        self.narrow("taker", people.filter(left_on=None))
        if holders is None:
            del self.fields["giver"], self.fields["day"]
        else:
            self.narrow("giver", people.filter(pk__in=[one.pk for one in holders]))


class SignForm(Seen):
    """签收."""

    signed_on = day("签收日期")
    witness = text("监交人", required=False, most=40)
    remark = text("说明", required=False, help_text="如 有一件暂缓移交", most=200)


class OrderForm(forms.Form):
    """依据."""

    basis = text("依据", required=False, help_text="如 班子会议定的次序", most=120)

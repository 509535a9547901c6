"""机构的表单."""

from __future__ import annotations

from typing import Any

from django import forms

from xiaoneng.org.models import Person, Role, Tenure, Unit
from xiaoneng.org.permit import Viewer
from xiaoneng.org.queries import people_for, units_for

TEXT = {"class": "form-control"}
SELECT = {"class": "form-select"}
DAY = {**TEXT, "type": "date"}
ROLES = [one for one in Role.choices if one[0] not in (Role.STAFF, Role.COUNTY)]
"""Roles that an office gives; everybody is 工作人员, and the county gives its own."""


def day(label: str, required: bool = True, help_text: str = "") -> forms.DateField:
    """A day, picked or typed."""
    return forms.DateField(label=label, required=required, help_text=help_text, widget=forms.DateInput(DAY, format="%Y-%m-%d"))


def text(label: str, required: bool = True, help_text: str = "", most: int = 80) -> forms.CharField:
    """A short text."""
    return forms.CharField(label=label, required=required, help_text=help_text, max_length=most, widget=forms.TextInput(TEXT))


class UnitForm(forms.Form):
    """科室."""

    name = text("名称")
    category = text("类别", required=False, help_text="制度里分类别的才填，如 中心、后勤、窗口", most=20)


class PersonForm(forms.Form):
    """人员."""

    no = text("工号", most=40)
    name = text("姓名", most=40)
    unit = forms.ModelChoiceField(label="科室", queryset=Unit.objects.none(), widget=forms.Select(SELECT))
    title = text("职务", required=False, most=40)
    party = text("政治面貌", required=False, help_text="按党员人数算名额时要用", most=20)
    leader = forms.BooleanField(label="班子成员", required=False, widget=forms.CheckboxInput({"class": "form-check-input ms-2"}))
    joined_on = day("入职日期", required=False, help_text="这一天以前的事不能记在他名下")

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit = self.fields["unit"]
        if isinstance(unit, forms.ModelChoiceField):
            unit.queryset = units_for(viewer).filter(until=None)


class MoveForm(forms.Form):
    """调动."""

    unit = forms.ModelChoiceField(label="调到", queryset=Unit.objects.none(), widget=forms.Select(SELECT))
    since = day("从哪天起", help_text="以前的记录仍算原科室")
    title = text("职务", required=False, most=40)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit = self.fields["unit"]
        if isinstance(unit, forms.ModelChoiceField):
            unit.queryset = units_for(viewer).filter(until=None)


class LeaveForm(forms.Form):
    """离职."""

    left_on = day("最后一天", help_text="这一天还算在册")


class AppointForm(MoveForm):
    """另行任职."""

    tenure = forms.ChoiceField(label="方式", choices=[one for one in Tenure.choices if one[0] != Tenure.MAIN], widget=forms.Select(SELECT))


class AccountForm(forms.Form):
    """开通帐号."""

    person = forms.ModelChoiceField(label="人员", queryset=Person.objects.none(), widget=forms.Select(SELECT))
    username = text("用户名", help_text="字母和数字，登录时用", most=60)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person = self.fields["person"]
        if isinstance(person, forms.ModelChoiceField):
            person.queryset = people_for(viewer).filter(left_on=None, account=None)


class GrantForm(forms.Form):
    """授权."""

    person = forms.ModelChoiceField(label="人员", queryset=Person.objects.none(), widget=forms.Select(SELECT))
    role = forms.ChoiceField(label="身份", choices=ROLES, widget=forms.Select(SELECT))
    unit = forms.ModelChoiceField(label="范围", queryset=Unit.objects.none(), help_text="含下属科室", widget=forms.Select(SELECT))
    since = day("自", required=False, help_text="不填从现在起")
    until = day("至", required=False, help_text="不填长期有效")
    reason = text("依据", help_text="由什么决定或岗位职责", most=200)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person, unit = self.fields["person"], self.fields["unit"]
        if isinstance(person, forms.ModelChoiceField) and isinstance(unit, forms.ModelChoiceField):
            person.queryset = people_for(viewer).filter(left_on=None)
            unit.queryset = Unit.objects.filter(office=viewer.office)


class EndGrantForm(forms.Form):
    """收回授权."""

    reason = text("原因", help_text="如轮岗、调离", most=200)

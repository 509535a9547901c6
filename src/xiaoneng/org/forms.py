"""机构的表单."""

from __future__ import annotations

from typing import Any

from django import forms

from xiaoneng.org.models import Person, Role, Unit
from xiaoneng.org.permit import Viewer
from xiaoneng.org.queries import people_for

TEXT = {"class": "form-control"}
SELECT = {"class": "form-select"}
DAY = {**TEXT, "type": "date"}
ROLES = [one for one in Role.choices if one[0] not in (Role.STAFF, Role.COUNTY)]
"""Roles that an office gives; everybody is 工作人员, and the county gives its own."""
DUTIES = (
    "科室负责人看本科室、答复异议；单位领导看全单位、定事；经办人导入和登记；督查人员检查登记、督促整改；"
    "考核管理员办一年的考核。人人都是工作人员，看自己的、写说明、提异议，不用授权"
)
"""What the roles are for, in a line."""


def day(label: str, required: bool = True, help_text: str = "") -> forms.DateField:
    """A day, picked or typed."""
    return forms.DateField(label=label, required=required, help_text=help_text, widget=forms.DateInput(DAY, format="%Y-%m-%d"))


def text(label: str, required: bool = True, help_text: str = "", most: int = 80) -> forms.CharField:
    """A short text."""
    return forms.CharField(label=label, required=required, help_text=help_text, max_length=most, widget=forms.TextInput(TEXT))


def long_text(label: str, required: bool = True, help_text: str = "", rows: int = 4) -> forms.CharField:
    """A text of several lines."""
    return forms.CharField(
        label=label, required=required, help_text=help_text, max_length=2000, widget=forms.Textarea({**TEXT, "rows": rows})
    )


def tick(label: str, help_text: str = "") -> forms.BooleanField:
    """A box to tick."""
    return forms.BooleanField(label=label, required=False, help_text=help_text, widget=forms.CheckboxInput({"class": "form-check-input"}))


class AccountForm(forms.Form):
    """开通帐号."""

    person = forms.ModelChoiceField(label="人员", queryset=Person.objects.none(), empty_label="请选择", widget=forms.Select(SELECT))
    username = text("用户名", help_text="字母和数字，登录时用；开通以后要办考核、看科室的，再请安全管理员授权", most=60)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person = self.fields["person"]
        if isinstance(person, forms.ModelChoiceField):
            person.queryset = people_for(viewer).filter(left_on=None, account=None)


class GrantForm(forms.Form):
    """授权."""

    person = forms.ModelChoiceField(label="人员", queryset=Person.objects.none(), empty_label="请选择", widget=forms.Select(SELECT))
    role = forms.ChoiceField(label="身份", choices=[("", "请选择"), *ROLES], help_text=DUTIES, widget=forms.Select(SELECT))
    unit = forms.ModelChoiceField(
        label="范围", queryset=Unit.objects.none(), empty_label="请选择", help_text="含下属科室", widget=forms.Select(SELECT)
    )
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

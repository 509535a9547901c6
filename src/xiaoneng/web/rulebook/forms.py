"""制度的表单: questions answered, a version put in force."""

from __future__ import annotations

from typing import Any

from django import forms

from xiaoneng.files.wording.names import option_word
from xiaoneng.ledger.models import Enactment
from xiaoneng.ledger.rulebooks import source_of
from xiaoneng.rulebook.language.load import shipped_keys
from xiaoneng.rulebook.language.names import Parameter, Reading

TEXT = {"class": "form-control"}
SELECT = {"class": "form-select"}


class QuestionsForm(forms.Form):
    """答复未定事项: one field a parameter and reading, each with its clause; an empty one stays unanswered."""

    def __init__(self, *args: Any, enactment: Enactment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        book = source_of(enactment).rulebook
        self.groups: list[dict[str, Any]] = []
        asked: dict[str, Parameter | Reading] = {**book.parameters, **book.readings}
        for name, one in asked.items():
            given = enactment.answers.get(name)
            self.fields[f"a:{name}"] = self._field(one, given if isinstance(given, str) else None)
            self.fields[f"r:{name}"] = forms.CharField(
                label="理由", required=False, max_length=300, initial=enactment.reasons.get(name, ""), widget=forms.TextInput(TEXT)
            )
            kind = "parameter" if isinstance(one, Parameter) else "reading"
            self.groups.append({"name": name, "one": one, "kind": kind, "varied": isinstance(given, dict)})
        for group in self.groups:
            group["answer"], group["reason"] = self[f"a:{group['name']}"], self[f"r:{group['name']}"]

    @staticmethod
    def _field(one: Parameter | Reading, given: str | None) -> forms.Field:
        label = one.asks if isinstance(one, Parameter) else one.says
        default = "" if isinstance(one, Parameter) else one.default
        if one.one_of:
            first = [("", "（未答复）")] if isinstance(one, Parameter) else []
            choices = [
                *first,
                *((value, option_word(value, one.labels) + ("（默认）" if value == default else "")) for value in one.one_of),
            ]
            return forms.ChoiceField(label=label, choices=choices, required=False, initial=given or default, widget=forms.Select(SELECT))
        unit = f"单位：{one.unit}" if one.unit else ""
        initial = given or default
        return forms.CharField(label=label, help_text=unit, required=False, max_length=200, initial=initial, widget=forms.TextInput(TEXT))

    def answers(self, before: dict[str, Any]) -> dict[str, Any]:
        """What was answered; answers that vary by person, unit or post are kept as they are."""
        found: dict[str, Any] = {}
        for group in self.groups:
            name, value = group["name"], str(self.cleaned_data[f"a:{group['name']}"]).strip()
            if group["varied"] and not value:
                found[name] = before[name]
            elif value and not (isinstance(group["one"], Reading) and value == group["one"].default and name not in before):
                found[name] = value
        return found

    def reasons(self) -> dict[str, str]:
        return {group["name"]: text for group in self.groups if (text := self.cleaned_data[f"r:{group['name']}"].strip())}

    def blame(self, fields: dict[str, str]) -> None:
        for name, said in fields.items():
            self.add_error(f"a:{name}", said)


class EnactForm(forms.Form):
    """登记施行."""

    decided_by = forms.CharField(label="由哪个会议或机构决定", max_length=80, widget=forms.TextInput(TEXT))
    decided_on = forms.DateField(label="决定日期", widget=forms.DateInput({**TEXT, "type": "date"}, format="%Y-%m-%d"))
    since = forms.DateField(label="施行日期", widget=forms.DateInput({**TEXT, "type": "date"}, format="%Y-%m-%d"))

    def blame(self, fields: dict[str, str]) -> None:
        for name, said in fields.items():
            self.add_error(name if name in self.fields else None, said)


class ChooseForm(forms.Form):
    """选一份制度: a shipped one, or an office's own file."""

    shipped = forms.ChoiceField(label="随程序提供的制度", required=False, widget=forms.Select(SELECT))
    file = forms.FileField(label="或上传制度文件", help_text="rulebook.yaml，由熟悉制度语言的人写好并检查过", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["shipped"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", "请选择"), *((key, key) for key in shipped_keys())]
        self.fields["file"].widget.attrs.update({"class": "form-control"})

"""进出的表单."""

from __future__ import annotations

from typing import Any

from django import forms

from xiaoneng.org.actions_tokens import DUE, SCOPES

TEXT = {"class": "form-control"}
LONGEST_PASSWORD = 200
LONGEST_DRAFT = 300_000


def secret(label: str, use: str, help_text: str = "") -> forms.CharField:
    """A password; never shown again, not even after a mistake."""
    widget = forms.PasswordInput({**TEXT, "autocomplete": use})
    return forms.CharField(label=label, max_length=LONGEST_PASSWORD, strip=False, help_text=help_text, widget=widget)


def code(label: str, help_text: str = "", required: bool = True) -> forms.CharField:
    """A code that is typed in."""
    widget = forms.TextInput({**TEXT, "autocomplete": "one-time-code", "autocapitalize": "none"})
    return forms.CharField(label=label, max_length=40, help_text=help_text, required=required, widget=widget)


class SignInForm(forms.Form):
    """登录."""

    username = forms.CharField(label="用户名", max_length=60, widget=forms.TextInput({**TEXT, "autocomplete": "username"}))
    password = secret("密码", "current-password")
    draft = forms.CharField(required=False, max_length=LONGEST_DRAFT, widget=forms.HiddenInput())


class SecondForm(forms.Form):
    """第二道验证: a code, or what a security key answered."""

    code = code("验证码", "手机上的六位数字，或打印的一次码", required=False)
    answer = forms.CharField(required=False, max_length=20_000, widget=forms.HiddenInput())


class PasswordForm(forms.Form):
    """修改密码."""

    old = secret("原密码", "current-password")
    new = secret("新密码", "new-password")
    again = secret("再输一次", "new-password")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("new") != cleaned.get("again"):
            self.add_error("again", "两次输入的不一样")
        return cleaned


class ConfirmForm(forms.Form):
    """再输一次密码: before one's own ways in are changed."""

    password = secret("您的密码", "current-password", "确认是您本人")


class AuthenticatorForm(ConfirmForm):
    """登记验证器."""

    name = forms.CharField(label="名称", max_length=40, required=False, help_text="如“办公室手机”", widget=forms.TextInput(TEXT))
    code = code("验证码", "扫码后手机上的六位数字")
    field_order = ("name", "code", "password")


class KeyForm(ConfirmForm):
    """登记安全密钥."""

    name = forms.CharField(label="名称", max_length=40, required=False, help_text="如“蓝色的那个”", widget=forms.TextInput(TEXT))
    answer = forms.CharField(max_length=20_000, required=False, widget=forms.HiddenInput())
    field_order = ("name", "password", "answer")


class TokenForm(forms.Form):
    """接口令牌."""

    name = forms.CharField(label="用途", help_text="给哪个程序用", max_length=80, widget=forms.TextInput(TEXT))
    scopes = forms.MultipleChoiceField(
        label="范围", choices=[one for one in SCOPES.items() if one[0] != DUE], widget=forms.CheckboxSelectMultiple()
    )
    until = forms.DateField(label="最后一天", widget=forms.DateInput({**TEXT, "type": "date"}, format="%Y-%m-%d"))

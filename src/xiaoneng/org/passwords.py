"""密码要求: what the chosen policy asks of a new password, and when one has to be changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError

from xiaoneng.org.models import Account
from xiaoneng.rulebook.calendar.pinyin import name_pinyin

SHORTEST_NAME = 3
"""Shorter names are in too many words to be refused."""
TONES = "12345"


@dataclass(frozen=True)
class Policy:
    """密码要求: as `config/policies.yaml` says."""

    name: str
    length: int
    kinds: int
    days: int
    history: int

    def __str__(self) -> str:
        """In words."""
        asked = [f"至少 {self.length} 个字符"]
        if self.kinds > 1:
            asked.append(f"大写字母、小写字母、数字、符号至少有 {self.kinds} 种")
        if self.history:
            asked.append(f"不能用最近 {self.history} 次用过的")
        if self.days:
            asked.append(f"每 {self.days} 天要换一次")
        return "，".join(asked)


def policy() -> Policy:
    """现行的密码要求."""
    return Policy(**settings.PASSWORD_POLICY)


def is_due(account: Account, on: date) -> bool:
    """该改密码了: a one-time password, or one older than the policy allows."""
    days = settings.PASSWORD_POLICY["days"]
    if account.must_change or not days:
        return account.must_change
    return account.changed_on is not None and account.changed_on + timedelta(days=days) <= on


def kinds_in(password: str) -> int:
    """几种字符: capitals, small letters, digits, anything else."""
    ascii_ones = [one for one in password if one.isascii()]
    return (
        any(one.isupper() for one in ascii_ones)
        + any(one.islower() for one in ascii_ones)
        + any(one.isdigit() for one in ascii_ones)
        + any(not one.isascii() or not one.isalnum() for one in password)
    )


def names_of(account: Account) -> Iterator[str]:
    """本人的名字: user name, name in Chinese and in pinyin, number."""
    person = account.person
    yield from (account.username, person.name, person.no)
    syllables = [one.rstrip(TONES) for one in name_pinyin(person.name)]
    yield "".join(syllables)
    yield "".join((*syllables[1:], syllables[0]))


class LengthAndKinds:
    """长短和字符种类."""

    def validate(self, password: str, user: Account | None = None) -> None:
        """Raises ValidationError."""
        asked = policy()
        if len(password) < asked.length:
            raise ValidationError(f"密码太短，至少 {asked.length} 个字符")
        if kinds_in(password) < asked.kinds:
            raise ValidationError(f"大写字母、小写字母、数字、符号至少要有 {asked.kinds} 种")

    def get_help_text(self) -> str:
        """In words."""
        return str(policy())


class NotOneself:
    """不含本人的名字: user name, name, number."""

    def validate(self, password: str, user: Account | None = None) -> None:
        """Raises ValidationError."""
        if user is None:
            return
        plain = "".join(one for one in password.lower() if one.isalnum())
        for name in names_of(user):
            short = "".join(one for one in name.lower() if one.isalnum())
            if (len(short) >= SHORTEST_NAME or not short.isascii()) and (short in plain or short[::-1] in plain):
                raise ValidationError("密码里有您的用户名、姓名或工号，请换一个")

    def get_help_text(self) -> str:
        """In words."""
        return "不能含用户名、姓名、工号"


class NotUsedBefore:
    """不是用过的."""

    def validate(self, password: str, user: Account | None = None) -> None:
        """Raises ValidationError."""
        if user is None or user.pk is None:
            return
        back = policy().history
        used = [user.password, *user.old_passwords.values_list("password", flat=True)[: max(back - 1, 0)]]
        if any(check_password(password, one) for one in used):
            raise ValidationError("这个密码用过，请换一个" if back else "新密码和原来的一样")

    def get_help_text(self) -> str:
        """In words."""
        return "不能是用过的"

"""机构的数据: what every other room refers to. Days are Beijing days; a `until` is the last day, blank while it lasts."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac

from xiaoneng.audit.fields import JsonText
from xiaoneng.audit.models import Versioned
from xiaoneng.org.asking import asked_once


class Level(models.TextChoices):
    """单位层级."""

    COUNTY = "county", "县（区、市）"
    OFFICE = "office", "单位"
    SECTION = "section", "科室"
    SUBUNIT = "subunit", "二级单位"


class Unit(Versioned):
    """单位、科室. An office keeps its own rulebooks; `office` is the office that a section or second-tier unit belongs to, itself for
    an office."""

    level = models.CharField("层级", max_length=10, choices=Level.choices)
    name = models.CharField("名称", max_length=80)
    short = models.CharField("简称", max_length=20, blank=True)
    category = models.CharField("类别", max_length=20, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级")
    office = models.ForeignKey("self", models.PROTECT, null=True, related_name="units", verbose_name="所属单位")
    order = models.PositiveIntegerField("排序", default=0)
    fields = JsonText("其他登记项", default=dict, blank=True)
    since = models.DateField("设立日期", null=True, blank=True)
    until = models.DateField("撤销日期", null=True, blank=True)
    revision = models.BigIntegerField(default=0, editable=False)
    """Of an office: grows with everything that its results depend on."""
    aside_revision = models.BigIntegerField(default=0, editable=False)
    """Of an office: grows with the records that no result depends on."""

    class Meta:
        verbose_name = "单位"
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["office", "name"], condition=models.Q(until=None), name="unit_name")]

    def __str__(self) -> str:
        return self.name


class Person(Versioned):
    """人员. On the roll of one office; where in it, and as what, is in the appointments; what changes with the day, in the particulars."""

    office = models.ForeignKey(Unit, models.PROTECT, related_name="people", verbose_name="单位")
    no = models.CharField("工号", max_length=40)
    name = models.CharField("姓名", max_length=40)
    initials = models.CharField("拼音首字母", max_length=40, blank=True, db_index=True)
    sex = models.CharField("性别", max_length=4, blank=True)
    born_on = models.DateField("出生日期", null=True, blank=True)
    order = models.PositiveIntegerField("排序", default=0)
    joined_on = models.DateField("入职日期", null=True, blank=True)
    left_on = models.DateField("离职日期", null=True, blank=True)

    class Meta:
        verbose_name = "人员"
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["office", "no"], name="person_no")]
        indexes = [models.Index(fields=["office", "name"], name="person_name")]

    def __str__(self) -> str:
        return self.name


class Particular(Versioned):
    """登记项: what somebody is from a day to a day: 班子成员, 政治面貌, and every column of people that a rulebook declares. Of one `what`
    at most one holds on a day; none means that they are not."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="particulars", verbose_name="人员")
    what = models.CharField("登记项", max_length=40)
    """`leader`, `party`, or the key of a declared column."""
    value = JsonText("内容")
    """As the engines read it: a text, hundredths, or the number of a day."""
    since = models.DateField("自", null=True, blank=True)
    until = models.DateField("至", null=True, blank=True)
    basis = models.CharField("依据", max_length=120, blank=True)

    class Meta:
        verbose_name = "登记项"
        ordering = ["person", "what", "-since", "-id"]
        indexes = [models.Index(fields=["what", "person"], name="particular_what")]


class Tenure(models.TextChoices):
    """任职方式: who counts in which base is the rulebook's affair; here only what is so."""

    MAIN = "main", "任职"
    SECOND = "second", "兼任"
    ATTACHED = "attached", "挂职"
    VILLAGE = "village", "驻村"
    SECONDED = "seconded", "借调"
    UNESTABLISHED = "unestablished", "编外"
    STEPPED_BACK = "stepped_back", "退二线"
    LONG_LEAVE = "long_leave", "长期请假"


class Post(Versioned):
    """岗位: holds work whoever sits in it. `chief` marks a section's head, `first` the office's principal leader."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts", verbose_name="科室")
    name = models.CharField("岗位名称", max_length=40)
    chief = models.BooleanField("科室负责人", default=False)
    first = models.BooleanField("单位主要领导", default=False)
    demo = models.BooleanField("示范岗", default=False)
    duties = models.TextField("岗位职责", blank=True)
    since = models.DateField("设岗日期", null=True, blank=True)
    until = models.DateField("撤岗日期", null=True, blank=True)

    class Meta:
        verbose_name = "岗位"
        ordering = ["unit", "id"]

    def __str__(self) -> str:
        return self.name


class Appointment(Versioned):
    """任职: a person in a unit, perhaps in a post, from a day to a day. One main appointment a person a day."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="appointments", verbose_name="人员")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="appointments", verbose_name="科室")
    post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="appointments", verbose_name="岗位")
    title = models.CharField("职务", max_length=40, blank=True)
    tenure = models.CharField("任职方式", max_length=20, choices=Tenure.choices, default=Tenure.MAIN)
    since = models.DateField("自", null=True, blank=True)
    until = models.DateField("至", null=True, blank=True)
    basis = models.CharField("依据", max_length=120, blank=True)

    class Meta:
        verbose_name = "任职"
        ordering = ["person", "since", "id"]


class Lead(Versioned):
    """分管、包抓: which leader looks after which unit, from a day to a day. `kind` is the office's own word."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="leads", verbose_name="领导")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="led_by", verbose_name="单位或科室")
    kind = models.CharField("方式", max_length=20, default="分管")
    since = models.DateField("自", null=True, blank=True)
    until = models.DateField("至", null=True, blank=True)

    class Meta:
        verbose_name = "分管"
        ordering = ["unit__order", "unit", "since", "id"]


class Body(Versioned):
    """机构、会议: members follow from posts. `members` are words: 班子成员, a post's or section's name, 科室负责人, each perhaps with
    what it is there (组长：单位主要领导). Another composition from a day on is another row of the same name."""

    office = models.ForeignKey(Unit, models.PROTECT, related_name="bodies", verbose_name="单位")
    name = models.CharField("名称", max_length=80)
    clause = models.CharField("条款", max_length=80, blank=True)
    members = JsonText("组成", default=list)
    seat = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="办公室设在")
    since = models.DateField("成立日期", null=True, blank=True)
    until = models.DateField("撤销日期", null=True, blank=True)

    class Meta:
        verbose_name = "机构"
        ordering = ["name", "-since", "-id"]

    def __str__(self) -> str:
        return self.name


class Handover(Versioned):
    """移交: what hangs on a post when its holder changes, listed on a day; received by signature."""

    office = models.ForeignKey(Unit, models.PROTECT, related_name="handovers", verbose_name="单位")
    post = models.ForeignKey(Post, models.PROTECT, related_name="handovers", verbose_name="岗位")
    giver = models.ForeignKey(Person, models.PROTECT, related_name="handed_over", verbose_name="移交人")
    taker = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="taken_over", verbose_name="接收人")
    day = models.DateField("移交日期")
    items = JsonText("未了事项", default=list)
    """[what, number, words, by when or ''] as they stood when it was listed."""
    also = models.TextField("另行移交", blank=True)
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="经办人")
    made_at = models.DateTimeField("列出时间")
    signed_on = models.DateField("签收日期", null=True, blank=True)
    witness = models.CharField("监交人", max_length=40, blank=True)
    remark = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = "移交"
        ordering = ["-day", "-id"]


class Role(models.TextChoices):
    """身份: what a grant makes somebody. There is none that may do everything."""

    STAFF = "staff", "工作人员"
    CLERK = "clerk", "经办人"
    CHIEF = "chief", "科室负责人"
    LEADER = "leader", "单位领导"
    EFFECTIVENESS = "effectiveness", "考核管理员"
    INSPECTOR = "inspector", "督查人员"
    COUNTY = "county", "县级管理员"
    SYSTEM = "system", "系统管理员"
    SECURITY = "security", "安全管理员"
    AUDITOR = "auditor", "审计管理员"


class Grant(Versioned):
    """授权: a role over a unit and all below it, from a day to a day. Everybody on the roll is 工作人员 without a grant."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="grants", verbose_name="人员")
    role = models.CharField("身份", max_length=20, choices=Role.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="grants", verbose_name="范围")
    since = models.DateField("自", null=True, blank=True)
    until = models.DateField("至", null=True, blank=True)
    reason = models.CharField("依据", max_length=200, blank=True)

    class Meta:
        verbose_name = "授权"


class AccountManager(BaseUserManager["Account"]):
    """帐号的查询: accounts are made by actions only."""


class Account(AbstractBaseUser):
    """帐号: signs in; acts as the one person it belongs to."""

    username = models.CharField("用户名", max_length=60, unique=True)
    person = models.OneToOneField(Person, models.PROTECT, related_name="account", verbose_name="人员")
    is_active = models.BooleanField("启用", default=True)
    must_change = models.BooleanField("首次登录须改密码", default=True)
    changed_on = models.DateField("密码修改日期", null=True, blank=True)
    stamp = models.CharField(max_length=32, blank=True, editable=False)
    """Part of what a session is bound to: with another one, all sessions of the account have ended."""

    USERNAME_FIELD = "username"
    objects = AccountManager()

    class Meta:
        verbose_name = "帐号"

    def __str__(self) -> str:
        return self.username

    def open_on(self, on: date) -> bool:
        """Whether it can be used on a day: not switched off, its person not gone."""
        return self.is_active and (self.person.left_on is None or on <= self.person.left_on)

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        """What a session is bound to: the password and the stamp."""
        return salted_hmac("xiaoneng.org.Account", f"{self.password}:{self.stamp}", secret=secret, algorithm="sha256").hexdigest()


class OldPassword(models.Model):
    """用过的密码: hashed, as far back as the office's policy looks."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="old_passwords", verbose_name="帐号")
    password = models.CharField("密码", max_length=128)

    class Meta:
        verbose_name = "用过的密码"
        ordering = ["-pk"]


class Factor(Versioned):
    """第二道验证: an authenticator's secret, a security key's public half, or one printed code."""

    class Kind(models.TextChoices):
        """第二道验证的方式."""

        TOTP = "totp", "验证器"
        KEY = "key", "安全密钥"
        CODE = "code", "打印的一次码"

    account = models.ForeignKey(Account, models.CASCADE, related_name="factors", verbose_name="帐号")
    kind = models.CharField("方式", max_length=10, choices=Kind.choices)
    name = models.CharField("名称", max_length=40, blank=True)
    secret = models.TextField("内容")
    """Sealed with the installation's key (authenticator), public (security key), or a digest (printed code)."""
    made_at = models.DateTimeField("建立时间")
    used_at = models.DateTimeField("最近使用", null=True, blank=True)
    counter = models.BigIntegerField(default=0)
    """The last time step of an authenticator, or the signature count of a key: neither is taken twice."""

    class Meta:
        verbose_name = "第二道验证"
        ordering = ["pk"]


class SignedIn(models.Model):
    """已登录: where an account is signed in now; a row for each session."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="signed_in", verbose_name="帐号")
    session_key = models.CharField(max_length=40, unique=True)
    began_at = models.DateTimeField("登录时间")
    address = models.CharField("地址", max_length=45, blank=True)
    browser = models.CharField("浏览器", max_length=40, blank=True)

    class Meta:
        verbose_name = "已登录"
        ordering = ["-began_at"]


class ColumnMap(Versioned):
    """列对应: how last time's spreadsheet was read: its column → ours, remembered for each office and source."""

    office = models.ForeignKey(Unit, models.PROTECT, related_name="column_maps")
    source = models.CharField("来源", max_length=60)
    columns = JsonText("对应", default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "source"], name="one_column_map")]


def revisions_of(office: Any) -> tuple[int, int]:
    """The revisions of an office's data, read afresh: of what counts, and of the records that don't (awaiting, withdrawn)."""
    rows = Unit.objects.filter(pk=office.pk).order_by()
    return asked_once(("revisions", office.pk), rows.values_list("revision", "aside_revision").get)


class RosterImport(Versioned):
    """名册导入: last year's spreadsheet, staged, then taken over as a whole."""

    class State(models.TextChoices):
        """名册导入的状态."""

        STAGED = "staged", "待提交"
        DONE = "done", "已导入"
        DROPPED = "dropped", "已放弃"

    office = models.ForeignKey(Unit, models.PROTECT, related_name="rosters", verbose_name="单位")
    file = models.ForeignKey("audit.StoredFile", models.PROTECT, related_name="+", verbose_name="文件")
    columns = JsonText("列", default=list)
    rows = JsonText("各行", default=list)
    problems = JsonText("读表时的问题", default=list)
    """[line, column, value, what, remedy] of rows that could not be read."""
    mapping = JsonText("列对应", default=dict)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.STAGED)
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="经办人")
    made_at = models.DateTimeField("上传时间")

    class Meta:
        verbose_name = "名册导入"


class ApiToken(Versioned):
    """接口令牌: acts as the one person it belongs to, within its scopes, until its last day. Only its digest is kept."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="tokens", verbose_name="人员")
    name = models.CharField("用途", max_length=80)
    digest = models.CharField("摘要", max_length=64, unique=True)
    scopes = JsonText("范围", default=list)
    until = models.DateField("至")
    made_at = models.DateTimeField("建立时间")
    ended_at = models.DateTimeField("停用时间", null=True, blank=True)

    class Meta:
        verbose_name = "接口令牌"
        ordering = ["-made_at"]


class PaperLayout(models.Model):
    """本单位的版式: what an office changes in the standard layouts, for papers from a day on; a later one takes its place."""

    office = models.ForeignKey(Unit, models.PROTECT, related_name="layouts", verbose_name="单位")
    since = models.DateField("起用日期")
    text = models.TextField("内容", blank=True)
    set_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="经办人")
    set_at = models.DateTimeField("设定时间")

    class Meta:
        verbose_name = "版式"
        ordering = ["-since", "-set_at", "-id"]

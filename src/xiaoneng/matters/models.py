"""事项的数据: one table for every procedure; what it is called, its fields, steps and terms stand in the rulebook."""

from __future__ import annotations

from django.db import models

from xiaoneng.audit.fields import JsonText
from xiaoneng.audit.models import Versioned
from xiaoneng.ledger.models import Enactment, Fact
from xiaoneng.org.models import Person, Unit


class Matter(Versioned):
    """事项: one run of a procedure. `step` is where it stands; blank when it has ended with `outcome`."""

    office = models.ForeignKey(Unit, models.PROTECT, related_name="matters", verbose_name="单位")
    enactment = models.ForeignKey(Enactment, models.PROTECT, related_name="matters", verbose_name="制度")
    procedure = models.CharField("程序代号", max_length=80)
    name = models.CharField("程序", max_length=80)
    clause = models.CharField("条款", max_length=80)
    no = models.CharField("编号", max_length=40)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="matters", verbose_name="对象")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="matters_about", verbose_name="科室")
    facts = models.ManyToManyField(Fact, blank=True, related_name="matters", verbose_name="所涉记录")
    opened_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="提出人")
    opened_at = models.DateTimeField("提出时间")
    step = models.CharField("步骤", max_length=40, blank=True)
    step_since = models.DateTimeField("到这一步的时间")
    ended_at = models.DateTimeField("办结时间", null=True, blank=True)
    outcome = models.CharField("结果", max_length=80, blank=True)

    class Meta:
        verbose_name = "事项"
        ordering = ["-opened_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["office", "no"], name="matter_no")]
        indexes = [models.Index(fields=["office", "ended_at", "-opened_at"], name="matter_open")]

    def __str__(self) -> str:
        return f"{self.name} {self.no}"


class Field(models.Model):
    """栏目: one filled field of a matter."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="fields", verbose_name="事项")
    key = models.CharField("栏目", max_length=80)
    value = models.TextField("内容")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["matter", "key"], name="one_field")]


class Event(models.Model):
    """经过: one step done: by whom, with which outcome and words."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="events", verbose_name="事项")
    step = models.CharField("步骤", max_length=40)
    says = models.CharField("做了什么", max_length=80)
    outcome = models.CharField("结果", max_length=80)
    text = models.TextField("意见", blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="办理人")
    at = models.DateTimeField("时间")
    late = models.BooleanField("超期", default=False)
    behalf = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="代录对象")
    evidence = models.CharField("代录凭据", max_length=300, blank=True)
    opened_fact = JsonText("形成的记录", default=list)

    class Meta:
        ordering = ["at", "id"]


class Elements(Versioned):
    """发文要素: what whoever issues an official paper of a matter adds to it; any of it may be blank. `form` is the form's key."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="elements", verbose_name="事项")
    form = models.CharField("表式代号", max_length=80)
    urgency = models.CharField("紧急程度", max_length=10, blank=True)
    signer = models.CharField("签发人", max_length=40, blank=True)
    copied_to = JsonText("抄送机关", default=list, blank=True)
    attachments = JsonText("附件名称", default=list, blank=True)

    class Meta:
        verbose_name = "发文要素"
        constraints = [models.UniqueConstraint(fields=["matter", "form"], name="one_elements")]

    def __str__(self) -> str:
        return f"{self.matter} {self.form}"

"""评价的数据: closed periods with their results as they were signed, and what people say beside the figures."""

from __future__ import annotations

from django.db import models

from xiaoneng.audit.fields import JsonText
from xiaoneng.audit.models import StoredFile, Versioned
from xiaoneng.ledger.models import Enactment
from xiaoneng.org.models import Person, Unit


class Run(Versioned):
    """一期结果: what a period came to when it was closed. Never changed; a later correction is a new revision beside it."""

    office = models.ForeignKey(Unit, models.PROTECT, related_name="runs", verbose_name="单位")
    enactment = models.ForeignKey(Enactment, models.PROTECT, related_name="runs", verbose_name="制度")
    key = models.CharField("制度代号", max_length=80)
    period = models.CharField("期间", max_length=40)
    first_day = models.DateField("第一天")
    last_day = models.DateField("最后一天")
    number = models.PositiveIntegerField("第几次结果", default=1)
    supersedes = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="superseded_by", verbose_name="更正自")
    reason = models.CharField("更正原因", max_length=300, blank=True)
    revision = models.BigIntegerField("数据版本")
    result = JsonText("结果")
    result_sha256 = models.CharField("结果摘要", max_length=64)
    pages = JsonText("表", default=list)
    """The sheet as it stood: whatever is renamed or moved later, what was signed is printed again as it was."""
    open_facts = models.PositiveIntegerField("结账时待确认", default=0)
    closed_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="结账人")
    closed_at = models.DateTimeField("结账时间")
    signed_on = models.DateField("签字日期", null=True, blank=True)
    signed_by = models.CharField("签字人", max_length=100, blank=True)
    signed_file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="签字件")
    signed_noted_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="回填人")
    signed_noted_at = models.DateTimeField("回填时间", null=True, blank=True)

    class Meta:
        verbose_name = "一期结果"
        ordering = ["-first_day", "-number"]
        constraints = [models.UniqueConstraint(fields=["office", "key", "period", "number"], name="run_number")]

    def __str__(self) -> str:
        return f"{self.period} 第 {self.number} 次"


class Opinion(Versioned):
    """旁注: what somebody says on a line of a sheet that no figure fills: one's own assessment, the masses' view."""

    office = models.ForeignKey(Unit, models.PROTECT, related_name="opinions", verbose_name="单位")
    person = models.ForeignKey(Person, models.PROTECT, related_name="opinions", verbose_name="被考核人")
    key = models.CharField("制度代号", max_length=80)
    sheet = models.CharField("表", max_length=80)
    line = models.CharField("栏目", max_length=120)
    period = models.CharField("期间", max_length=40)
    text = models.TextField("内容")
    said_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="填写人")
    said_at = models.DateTimeField("填写时间")

    class Meta:
        verbose_name = "旁注"
        constraints = [models.UniqueConstraint(fields=["person", "key", "sheet", "line", "period"], name="one_opinion")]

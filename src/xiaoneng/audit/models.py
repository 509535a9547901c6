"""审计的数据: entries and their chain, checkpoints, files and numbers. Actors and offices are named by id: those rooms stand above."""

from __future__ import annotations

from django.db import models


class Versioned(models.Model):
    """可并发修改: every change is a conditional update on `version` (see `audit.writing.move`)."""

    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta:
        abstract = True


class Entry(models.Model):
    """审计记录: one act. `details` is canonical JSON (names, reason, changes); `digest` is its SHA-256 and stays if it is erased."""

    seq = models.BigIntegerField("序号", primary_key=True)
    at = models.DateTimeField("时间")
    action = models.CharField("动作", max_length=80)
    actor_id = models.BigIntegerField("办理人")
    role = models.CharField("身份", max_length=40, blank=True)
    behalf_id = models.BigIntegerField("代录对象", null=True)
    office_id = models.BigIntegerField("单位", null=True)
    object_type = models.CharField("对象类别", max_length=40)
    object_id = models.CharField("对象", max_length=40)
    clause = models.CharField("条款", max_length=120, blank=True)
    details = models.TextField("内容")
    digest = models.CharField("内容摘要", max_length=64)
    prev_hash = models.CharField("前一摘要", max_length=64)
    hash = models.CharField("摘要", max_length=64)

    class Meta:
        verbose_name = "审计记录"
        indexes = [
            models.Index(fields=["office_id", "-seq"], name="audit_office"),
            models.Index(fields=["object_type", "object_id", "seq"], name="audit_object"),
            models.Index(fields=["actor_id", "-seq"], name="audit_actor"),
        ]


class Head(models.Model):
    """链头: the last entry's number, hash and moment; one row, locked while an entry is appended."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64)
    at = models.DateTimeField(null=True)


class Checkpoint(models.Model):
    """校验点: the Merkle root over the first `size` entries, signed with a key that the database's administrator does not hold."""

    size = models.BigIntegerField("记录数", primary_key=True)
    root = models.CharField("根", max_length=64)
    hash_alg = models.CharField("摘要算法", max_length=10, default="sha256")
    at = models.DateTimeField("时间")
    key_id = models.CharField("密钥", max_length=64)
    signature = models.CharField("签名", max_length=200)
    peaks = models.TextField("树", default="")
    """Where the tree stood: the next checkpoint goes on from it, after comparing it with the root."""

    class Meta:
        verbose_name = "校验点"


class StoredFile(models.Model):
    """文件: evidence, signed papers, uploaded documents. The content lies under `key` in the data folder, never under its own name."""

    office_id = models.BigIntegerField("单位", db_index=True)
    key = models.CharField("存放名", max_length=64, unique=True)
    name = models.CharField("文件名", max_length=200)
    content_type = models.CharField("类型", max_length=100)
    size = models.BigIntegerField("字节数")
    sha256 = models.CharField("摘要", max_length=64)
    added_by_id = models.BigIntegerField("存入人")
    added_at = models.DateTimeField("存入时间")

    class Meta:
        verbose_name = "文件"


class NumberSeries(models.Model):
    """编号序列: the last number given in a series of an office and year; numbers have no gaps and are never used again."""

    office_id = models.BigIntegerField("单位")
    name = models.CharField("序列", max_length=80)
    year = models.PositiveSmallIntegerField("年份")
    last = models.PositiveIntegerField("最后一号", default=0)

    class Meta:
        verbose_name = "编号序列"
        constraints = [models.UniqueConstraint(fields=["office_id", "name", "year"], name="one_series")]


class OnceKey(models.Model):
    """防重复提交: the key of a rendered form and what its first submission led to."""

    key = models.CharField(max_length=64, primary_key=True)
    actor_id = models.BigIntegerField()
    at = models.DateTimeField()
    result = models.CharField(max_length=300)

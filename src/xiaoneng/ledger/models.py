"""台账的数据: enactments and facts. Quantities are hundredths; days are Beijing days; nothing is edited, only superseded."""

from __future__ import annotations

from django.db import models

from xiaoneng.audit.fields import JsonText
from xiaoneng.audit.models import StoredFile, Versioned
from xiaoneng.org.models import Person, Unit


class EnactmentState(models.TextChoices):
    """施行状态."""

    DRAFT = "draft", "拟定"
    ENACTED = "enacted", "施行"
    DROPPED = "dropped", "放弃"


class Original(Versioned):
    """原文: an office's own document with its clauses as printed. The file lies where all files lie; `outline` is what was read of it."""

    class State(models.TextChoices):
        """原文的状态."""

        READ = "read", "待核对"
        KEPT = "kept", "已留用"
        DROPPED = "dropped", "已放弃"

    office = models.ForeignKey(Unit, models.PROTECT, related_name="originals", verbose_name="单位")
    enactment = models.ForeignKey("Enactment", models.PROTECT, null=True, blank=True, related_name="originals", verbose_name="制度")
    """For which version it was uploaded; none where a rulebook of its own begins with it."""
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="文件")
    title = models.CharField("标题", max_length=200, blank=True)
    outline = JsonText("条款", default=dict)
    chosen = JsonText("人工对应", default=dict, blank=True)
    """Clause of the rulebook → clause of the document, or '' for none, where somebody said so."""
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.READ)
    uploaded_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="上传人")
    uploaded_at = models.DateTimeField("上传时间")

    class Meta:
        verbose_name = "原文"
        ordering = ["-uploaded_at", "-id"]

    def __str__(self) -> str:
        return self.title or self.file.name


class Enactment(Versioned):
    """施行: an office puts a version of a rulebook in force. Text and answers never change once it is enacted."""

    office = models.ForeignKey(Unit, models.PROTECT, related_name="enactments", verbose_name="单位")
    key = models.CharField("制度代号", max_length=80)
    number = models.PositiveIntegerField("第几版", default=1)
    title = models.CharField("标题", max_length=200)
    document_number = models.CharField("文号", max_length=80, blank=True)
    text = models.TextField("制度文本")
    text_sha256 = models.CharField("文本摘要", max_length=64)
    answers = JsonText("答复", default=dict, blank=True)
    reasons = JsonText("答复的理由", default=dict, blank=True)
    state = models.CharField("状态", max_length=10, choices=EnactmentState.choices, default=EnactmentState.DRAFT)
    decided_by = models.CharField("决定机构", max_length=80, blank=True)
    decided_on = models.DateField("决定日期", null=True, blank=True)
    since = models.DateField("施行日期", null=True, blank=True)
    until = models.DateField("失效日期", null=True, blank=True)
    follows = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="followed_by", verbose_name="前一版")
    original = models.ForeignKey(Original, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="原文")
    counts_from = models.DateField("系统起用日期", null=True, blank=True)
    created_at = models.DateTimeField("建立时间")
    created_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="建立人")
    enacted_at = models.DateTimeField("登记施行时间", null=True, blank=True)

    class Meta:
        verbose_name = "施行"
        ordering = ["office", "key", "-number"]
        constraints = [models.UniqueConstraint(fields=["office", "key", "number"], name="enactment_number")]

    def __str__(self) -> str:
        return f"{self.title}（第 {self.number} 版）"


class FactState(models.TextChoices):
    """事实的状态. Only confirmed facts count."""

    PENDING = "pending", "待确认"
    CONFIRMED = "confirmed", "已确认"
    WITHDRAWN = "withdrawn", "已撤销"
    CORRECTED = "corrected", "已更正"


class Source(models.TextChoices):
    """来源."""

    ENTRY = "entry", "登记"
    IMPORT = "import", "导入"
    MATTER = "matter", "事项办理"
    API = "api", "接口"
    OPENING = "opening", "期初转入"


class Batch(Versioned):
    """导入: one file, staged and then entered as a whole; `mapping` says how its columns were read."""

    class State(models.TextChoices):
        """导入的状态."""

        STAGED = "staged", "待提交"
        DONE = "done", "已导入"
        UNDONE = "undone", "已撤回"
        DROPPED = "dropped", "已放弃"

    office = models.ForeignKey(Unit, models.PROTECT, related_name="batches", verbose_name="单位")
    enactment = models.ForeignKey(Enactment, models.PROTECT, null=True, related_name="+", verbose_name="制度")
    source = models.CharField("来源", max_length=60)
    punches = models.BooleanField("打卡记录", default=False)
    """The file holds times; its rows are what the office's working hours make of them."""
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="文件")
    columns = JsonText("列", default=list)
    rows = JsonText("各行", default=list)
    """[line, [text, …]] in the order of `columns`."""
    mapping = JsonText("列对应", default=dict)
    """Their column → ours."""
    fixed = JsonText("各行相同", default=dict)
    """Our column → the text that all rows have."""
    marks = JsonText("各行的处理", default=dict)
    """Line → what was found or decided about it: see `imports.Mark`."""
    problems = JsonText("问题", default=list)
    """[line, column, value, what, remedy]; line 0 for the whole file."""
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.STAGED)
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="经办人")
    made_at = models.DateTimeField("上传时间")
    done_at = models.DateTimeField("导入时间", null=True, blank=True)
    count = models.PositiveIntegerField("记录数", default=0)

    class Meta:
        verbose_name = "导入"


class AbsenceKind(models.TextChoices):
    """不在岗的事由."""

    LEAVE = "leave", "请假、休假"
    ERRAND = "errand", "出差"
    VILLAGE = "village", "下乡"
    STUDY = "study", "学习培训"
    BUSINESS = "business", "外出办事"


class Half(models.TextChoices):
    """一天里的哪一段."""

    WHOLE = "whole", "整天"
    MORNING = "morning", "上午"
    AFTERNOON = "afternoon", "下午"


class Absence(Versioned):
    """请假、出差、下乡: approved beforehand or made up later; sets off what attendance would otherwise say of those days."""

    office = models.ForeignKey(Unit, models.PROTECT, related_name="absences", verbose_name="单位")
    person = models.ForeignKey(Person, models.PROTECT, related_name="absences", verbose_name="人员")
    kind = models.CharField("事由", max_length=10, choices=AbsenceKind.choices, default=AbsenceKind.LEAVE)
    since = models.DateField("自")
    until = models.DateField("至")
    half = models.CharField("时段", max_length=10, choices=Half.choices, default=Half.WHOLE)
    remark = models.CharField("说明", max_length=200, blank=True)
    approved_by = models.CharField("批准人", max_length=40)
    evidence = models.ManyToManyField(StoredFile, blank=True, related_name="+", verbose_name="凭据")
    entered_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="登记人")
    entered_at = models.DateTimeField("登记时间")
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="撤销人")
    ended_at = models.DateTimeField("撤销时间", null=True, blank=True)
    ended_why = models.CharField("撤销理由", max_length=200, blank=True)

    class Meta:
        verbose_name = "请假、出差、下乡"
        ordering = ["-since", "-id"]
        constraints = [models.CheckConstraint(condition=models.Q(until__gte=models.F("since")), name="absence_days")]
        indexes = [models.Index(fields=["office", "person", "until"], name="absence_person")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.since.isoformat()}"


class Attendance(Versioned):
    """考勤约定: what no document says and the office answers: its working hours, and which kinds of fact follow from them."""

    office = models.ForeignKey(Unit, models.PROTECT, related_name="attendances", verbose_name="单位")
    since = models.DateField("自")
    shifts = JsonText("上下班时间", default=list)
    """[[begin, end], …] as minutes of the day."""
    grace = models.PositiveSmallIntegerField("宽限分钟", default=0)
    kinds = JsonText("记为哪个事项", default=dict)
    """`late`, `early`, `missing` → a kind of fact as `enactment key:kind`; `set_off` → those that an absence may set off."""
    decided_by = models.CharField("依据", max_length=200)
    set_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="登记人")
    set_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "考勤约定"
        ordering = ["-since", "-id"]


class Fact(Versioned):
    """事实: one thing that happened. About a person or a unit, exactly one. `kind` is the key that the rulebook declares.

    The indexes are those that some query asks; what is written by the hundred thousand pays for each. Nothing that a fact points to is ever
    deleted, so none is kept for that.
    """

    office = models.ForeignKey(Unit, models.PROTECT, db_index=False, related_name="facts", verbose_name="单位")
    no = models.CharField("编号", max_length=40)
    rulebook = models.CharField("制度代号", max_length=80)
    kind = models.CharField("事项代号", max_length=80)
    kind_name = models.CharField("事项", max_length=80)
    day = models.DateField("日期")
    until = models.DateField("截止日期", null=True, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, db_index=False, null=True, blank=True, related_name="facts", verbose_name="人员")
    unit = models.ForeignKey(Unit, models.PROTECT, db_index=False, null=True, blank=True, related_name="facts_about", verbose_name="科室")
    quantity = models.BigIntegerField("数量", default=100)
    remark = models.TextField("说明", blank=True)
    basis = models.CharField("依据", max_length=200, blank=True)
    columns = JsonText("各栏原文", default=dict, blank=True)
    fields = JsonText("字段", default=dict, blank=True)
    named = JsonText("所涉人员", default=dict, blank=True)
    """Field → ids of persons."""
    state = models.CharField("状态", max_length=10, choices=FactState.choices, default=FactState.PENDING)
    source = models.CharField("来源", max_length=10, choices=Source.choices, default=Source.ENTRY)
    late_entry = models.BooleanField("补录", default=False)
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, blank=True, related_name="facts", verbose_name="导入")
    supersedes = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="superseded_by", verbose_name="更正自")
    evidence = models.ManyToManyField(StoredFile, blank=True, related_name="+", verbose_name="凭据")
    entered_by = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="+", verbose_name="登记人")
    entered_at = models.DateTimeField("登记时间")
    behalf = models.ForeignKey(Person, models.PROTECT, db_index=False, null=True, blank=True, related_name="+", verbose_name="代录对象")
    settled_by = models.ForeignKey(Person, models.PROTECT, db_index=False, null=True, blank=True, related_name="+", verbose_name="认定人")
    settled_at = models.DateTimeField("认定时间", null=True, blank=True)
    settled_why = models.CharField("认定理由", max_length=300, blank=True)
    despite = models.CharField("与相近记录并存的理由", max_length=300, blank=True)
    set_off_by = models.ForeignKey(
        Absence, models.PROTECT, db_index=False, null=True, blank=True, related_name="set_off", verbose_name="冲销依据"
    )

    class Meta:
        verbose_name = "事实"
        ordering = ["-day", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["office", "no"], name="fact_no"),
            models.CheckConstraint(
                condition=models.Q(person=None, unit__isnull=False) | models.Q(person__isnull=False, unit=None), name="fact_one_subject"
            ),
        ]
        indexes = [
            models.Index(fields=["office", "state", "-day"], name="fact_state"),
            models.Index(fields=["person", "-day"], name="fact_person"),
            models.Index(fields=["entered_by", "-entered_at"], name="fact_entered"),
            models.Index(fields=["unit"], condition=models.Q(unit__isnull=False), name="fact_unit"),
        ]

    def __str__(self) -> str:
        return self.no


class Work(Versioned):
    """作品: a product with authors and adoption levels."""

    office = models.ForeignKey(Unit, models.PROTECT, related_name="works", verbose_name="单位")
    no = models.CharField("编号", max_length=40)
    rulebook = models.CharField("制度代号", max_length=80)
    kind = models.CharField("类别代号", max_length=80)
    kind_name = models.CharField("类别", max_length=80)
    title = models.CharField("标题", max_length=200)
    day = models.DateField("日期")
    authors = JsonText("作者", default=list)
    """Ids of persons in the order printed."""
    levels = JsonText("采用级别", default=list, blank=True)
    entered = models.BooleanField("参评", default=False)
    rated = models.CharField("评定", max_length=20, blank=True)
    columns = JsonText("各栏原文", default=dict, blank=True)
    fields = JsonText("字段", default=dict, blank=True)
    state = models.CharField("状态", max_length=10, choices=FactState.choices, default=FactState.PENDING)
    source = models.CharField("来源", max_length=10, choices=Source.choices, default=Source.ENTRY)
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, blank=True, related_name="works", verbose_name="导入")
    supersedes = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="superseded_by", verbose_name="更正自")
    evidence = models.ManyToManyField(StoredFile, blank=True, related_name="+", verbose_name="凭据")
    entered_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="登记人")
    entered_at = models.DateTimeField("登记时间")
    settled_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="认定人")
    settled_at = models.DateTimeField("认定时间", null=True, blank=True)
    settled_why = models.CharField("认定理由", max_length=300, blank=True)

    class Meta:
        verbose_name = "作品"
        ordering = ["-day", "-id"]
        constraints = [models.UniqueConstraint(fields=["office", "no"], name="work_no")]


class Notice(Versioned):
    """通知: in the program only; to the person concerned and who is above, shown in working hours (`visible_at`)."""

    office = models.ForeignKey(Unit, models.PROTECT, related_name="notices", verbose_name="单位")
    person = models.ForeignKey(Person, models.PROTECT, related_name="notices", verbose_name="收件人")
    text = models.CharField("内容", max_length=300)
    link = models.CharField("链接", max_length=200, blank=True)
    group = models.CharField("合并键", max_length=80, blank=True)
    made_at = models.DateTimeField("产生时间")
    visible_at = models.DateTimeField("送达时间")
    read_at = models.DateTimeField("阅读时间", null=True, blank=True)

    class Meta:
        verbose_name = "通知"
        ordering = ["-visible_at", "-id"]
        indexes = [models.Index(fields=["person", "read_at", "-visible_at"], name="notice_open")]

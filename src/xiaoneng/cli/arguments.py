"""命令与参数: what may be written on the command line, with its help in Chinese and an example each."""

from __future__ import annotations

import argparse
import difflib
import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple, NoReturn

Namespace = argparse.Namespace

CHOICE = re.compile(r"argument (.*?): invalid choice: (.*?) \(choose from (.*)\)")
MESSAGES = (
    (re.compile(r"the following arguments are required: (.*)"), "缺少 {0}"),
    (re.compile(r"argument (.*?): expected one argument"), "{0} 后面要写一个值"),
    (re.compile(r"argument (.*?): expected at least one argument"), "{0} 后面至少要写一个值"),
    (re.compile(r"argument (.*?): ignored explicit argument (.*)"), "{0} 后面不能写值（{1}）"),
    (re.compile(r"argument (.*?): not allowed with argument (.*)"), "{0} 不能与 {1} 同用"),
    (re.compile(r"unrecognized arguments: (.*)"), "不认识 {0}"),
    (re.compile(r"argument (.*?): (.*)"), "{0}：{1}"),
)
"""The messages of the standard library's parser and ours for them."""

ENGINES = ("sqlite", "python", "postgres", "duckdb", "spark")
DIALECTS = ("sqlite", "postgres", "duckdb", "spark")
RULEBOOK = ("rulebook", "制度", "随程序提供的制度代号，或制度文件夹、文件的路径")
FOLDER = ("folder", "文件夹", "存放 people、units、facts 等表的文件夹")


class WrongUsage(Exception):
    """用法不对: arguments that are right one by one but not together; said in Chinese."""


class Help(argparse.RawDescriptionHelpFormatter):
    """Help with a Chinese `用法`, the longest command and its words on one line."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=30, width=100)

    def add_usage(self, usage: str | None, actions: Iterable[Any], groups: Iterable[Any], prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """A parser that explains itself and complains in Chinese."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(formatter_class=Help, add_help=False, allow_abbrev=False, **settings)
        self.arguments = self.add_argument_group("参数")
        self.options = self.add_argument_group("选项")
        self.options.add_argument("-h", "--help", action="help", help="显示这份说明")

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}：{chinese(message)}\n用法见 {self.prog} --help\n")

    def need(self, argument: tuple[str, str, str], optional: bool = False) -> None:
        """A positional argument: (name, Chinese name, help)."""
        name, shown, says = argument
        self.arguments.add_argument(name, metavar=shown, help=says, nargs="?" if optional else None)

    def option(self, flag: str, shown: str, says: str, **settings: Any) -> None:
        """An option with a value; its Chinese name stands for the value."""
        self.options.add_argument(flag, metavar=shown, help=says, **settings)

    def choice(self, flag: str, choices: Sequence[str], says: str, shown: str = "格式") -> None:
        """An option with few values; the first is the default."""
        says = f"{says}：{'、'.join(choices)}，默认 {choices[0]}"
        self.options.add_argument(flag, choices=choices, default=choices[0], metavar=shown, help=says)


def chinese(message: str) -> str:
    """A message of the standard library's parser in Chinese."""
    choice = CHOICE.fullmatch(message)
    if choice is not None:
        flag, wrong, allowed = choice[1], choice[2].strip("'"), re.findall(r"[\w-]+", choice[3])
        close = difflib.get_close_matches(wrong, allowed, n=1)
        hint = f"；您是否要写“{close[0]}”？" if close else ""
        return f"{flag} 不能是“{wrong}”；可选：{'、'.join(allowed)}{hint}"
    for pattern, said in MESSAGES:
        match = pattern.fullmatch(message)
        if match is not None:
            return said.format(*match.groups())
    return "命令的写法不对"


class Command(NamedTuple):
    """命令: name, one line of help, where it runs, examples."""

    name: str
    says: str
    run: str
    examples: tuple[str, ...]


def _add(commands: Any, command: Command) -> Parser:
    examples = "\n".join(f"  xiaoneng {example}" for example in command.examples)
    made: Parser = commands.add_parser(command.name, prog=f"xiaoneng {command.name}", description=command.says, epilog=f"例：\n{examples}")
    made.set_defaults(run=command.run)
    return made


def parser() -> Parser:
    """The whole command line."""
    top = Parser(
        prog="xiaoneng",
        usage="xiaoneng 命令 …",
        description="效能：把一个单位的办法写成制度，把一年的工作记成事实，算出结果并说明依据。",
    )
    commands = top.add_subparsers(dest="command", metavar="命令", help=argparse.SUPPRESS, required=True, parser_class=Parser)
    for add in (_reading, _checking, _evaluating, _making, _office, _keeping):
        add(commands)
    width = max(map(len, commands.choices)) + 2
    listed = "\n".join(f"  {name:<{width}}{made.description}" for name, made in commands.choices.items())
    top.epilog = f"命令：\n{listed}\n\n例：\n  xiaoneng rulebooks\n  xiaoneng demo\n每个命令的用法：xiaoneng 命令 --help"
    return top


def _reading(commands: Any) -> None:
    found = _add(commands, Command("rulebooks", "列出随程序提供的制度", "library:rulebooks", ("rulebooks", "rulebooks --format json")))
    found.choice("--format", ("table", "json"), "输出格式")
    examples = ("show 我的制度", "show 我的制度 二")
    found = _add(commands, Command("show", "把制度显示成条款大纲：每条的规则和待定参数", "library:show", examples))
    found.need(RULEBOOK)
    found.need(("clause", "条款", "只看这一条及其下各条，如 二"), optional=True)
    _add(commands, Command("schema", "输出编辑器用的 JSON Schema", "library:schema", ("schema > rulebook.schema.json",)))
    _add(commands, Command("version", "显示版本", "about:version", ("version",)))


def _checking(commands: Any) -> None:
    says = "检查制度：写法、条款落实、自带用例、样例年度，最后是减负与合规提示"
    found = _add(commands, Command("check", says, "checking:check", ("check 我的制度", "check 我的制度 --format json")))
    found.need(RULEBOOK)
    found.choice("--format", ("table", "json"), "输出格式")
    found = _add(commands, Command("lint", "只看减负与合规提示", "checking:lint", ("lint 我的制度",)))
    found.need(RULEBOOK)
    found.choice("--format", ("table", "json"), "输出格式")


def _period(found: Parser) -> None:
    found.option("--period", "期间", "2007、2007-H1、2007-Q3、2012-07 或 2011-10-01..2011-11-15；不写时取记录最多的一年")
    found.option("--as-of", "日期", "只计到这一天的事实，名册也取这一天，如 2007-06-30", type=_day)
    found.option("--known-on", "日期", "只用这一天已经登记的事实（只适用于记录登记时间的台账）", type=_day)
    found.choice("--engine", ENGINES, "计算引擎", "引擎")


def _evaluating(commands: Any) -> None:
    examples: tuple[str, ...] = (
        "evaluate 我的制度 某年 --period 2007",
        "evaluate 我的制度 某年 --period 2012-07 --format json --out 七月.json",
    )
    found = _add(commands, Command("evaluate", "按制度计算一个单位的一年（或一季、一月）", "evaluating:evaluate", examples))
    found.need(RULEBOOK)
    found.need(FOLDER)
    _period(found)
    found.choice("--format", ("table", "json", "xlsx"), "输出格式")
    found.option("--out", "文件", "写入文件；xlsx 必须写明")
    examples = ("explain 我的制度 某年 --subject A01", "explain 我的制度 某年 --subject 综合科 --period 2007")
    found = _add(commands, Command("explain", "说明一个人或一个科室的每个数从哪里来", "evaluating:explain", examples))
    found.need(RULEBOOK)
    found.need(FOLDER)
    found.option("--subject", "对象", "工号、姓名或科室", required=True)
    _period(found)
    examples = ("book 我的制度 --out 制度.html", "book 我的制度 某年 --period 2007 --out 制度.html")
    found = _add(commands, Command("book", "把制度做成一页网页：每条要求什么，这一年做得怎样", "evaluating:book", examples))
    found.need(RULEBOOK)
    found.need(FOLDER, optional=True)
    _period(found)
    found.option("--out", "文件", "写入的网页文件", required=True)
    examples = ("sql 我的制度 --dialect postgres --period 2007",)
    found = _add(commands, Command("sql", "输出计算这份制度的 SQL 语句", "evaluating:sql", examples))
    found.need(RULEBOOK)
    found.choice("--dialect", DIALECTS, "哪种数据库的写法", "方言")
    found.option("--period", "期间", "默认取制度施行的第一年")


def _making(commands: Any) -> None:
    examples = ("new 我的制度", "new 我的制度 --key my-office-2025 --title 某局考勤办法")
    found = _add(commands, Command("new", "新建一份制度的样子：五条规则，带说明和用例，能通过检查", "making:new", examples))
    found.need(("folder", "文件夹", "新建的文件夹"))
    found.option("--key", "代号", "制度的代号，小写字母、数字和连字符，默认 my-office")
    found.option("--title", "标题", "办法的标题")
    examples = ("sample 我的制度 样例", "sample 我的制度 样例 --people 300 --seed 7")
    found = _add(commands, Command("sample", "为一份制度编造一个单位的一年", "making:sample", examples))
    found.need(RULEBOOK)
    found.need(("folder", "文件夹", "写入的文件夹"))
    found.option("--people", "人数", "编造多少人，默认 30", type=_count, default=30)
    found.option("--seed", "种子", "同样的种子得到同样的一年，默认 1", type=_whole, default=1)
    found.option("--year", "年度", "哪一年，默认制度施行的一年", type=_count)

    shown = ("outline 办法.docx", "outline 办法.docx --rulebook 我的制度", "outline 办法.docx --draft rulebook.yaml")
    found = _add(commands, Command("outline", "把本单位的文件（docx、txt、html）读成条款大纲，存疑处列出", "outlining:outline", shown))
    found.need(("file", "文件", "Word 文档(docx)、文本或网页；类型看内容，不看名称"))
    found.option("--rulebook", "制度", "与一份制度逐条对照：制度代号，或文件夹、文件的路径")
    found.option("--draft", "文件", "另写一份空白制度：有条款和标题，还没有规则")
    found.option("--key", "代号", "空白制度的代号，小写字母、数字和连字符，默认 my-office")
    found.choice("--format", ("table", "json"), "输出格式")


def _office(commands: Any) -> None:
    examples = ("init --county 某县 --office 某局 --system 甲 --security 乙 --auditor 丙 --runner 丁", "init --reset-password system")
    found = _add(commands, Command("init", "建立数据库、一个单位和最先的四个人", "office:init", examples))
    found.option("--county", "县", "县（区、市）的名称")
    found.option("--office", "单位", "单位的名称")
    found.option("--section", "科室", "四个人所在的科室，默认办公室", default="办公室")
    found.option("--system", "姓名", "系统管理员：管帐号")
    found.option("--security", "姓名", "安全管理员：管授权")
    found.option("--auditor", "姓名", "审计管理员：看审计")
    found.option("--runner", "姓名", "考核管理员：办一年的考核")
    found.option("--reset-password", "用户名", "不新建：给忘了密码、别人又重置不了的人一个一次性密码，记入审计")
    found.option("--prefix", "前缀", "用户名的前缀，一个库里有几个单位时用", default="")
    _add(commands, Command("migrate", "升级数据库", "office:migrate", ("migrate",)))
    found = _add(commands, Command("serve", "启动服务，用浏览器打开", "office:serve", ("serve", "serve --address 0.0.0.0 --port 8080")))
    _place(found)
    found.option("--workers", "个数", "几个进程，默认取设置，没有设置的是 1", type=_count)
    found = _add(commands, Command("demo", "演示：八个单位各一年，用浏览器看", "office:demo", ("demo", "demo --out 演示数据")))
    found.option("--out", "文件夹", "演示的数据文件夹，默认演示数据")
    _place(found)


def _keeping(commands: Any) -> None:
    says = "核对审计链（verify）、立校验点（checkpoint）、造密钥或显示公钥（key）"
    shown = (
        "audit verify",
        "audit verify --database 另存.sqlite3 --checkpoints 校验点.jsonl",
        "audit verify --printed 120:3f9a01c2",
    )
    found = _add(commands, Command("audit", says, "auditing:audit", shown))
    found.need(("what", "做什么", "verify、checkpoint 或 key"))
    found.option("--database", "文件或地址", "核对别处的库：SQLite 文件或 PostgreSQL 地址，默认取设置里的库")
    found.option("--checkpoints", "文件", "保存在别处的校验点文件，默认取设置")
    found.option("--printed", "条数:根", "纸上或公示上的校验点，可以写几次", action="append")
    found.option("--key-id", "编号", "认可的密钥编号，默认取校验点文件里的第一个")
    found.option("--key", "文件", "密钥在别处的，写它的位置")
    found.choice("--format", ("table", "json"), "输出格式")
    found = _add(
        commands, Command("backup", "备份数据库、文件和校验点，并当场验证", "keeping:backup", ("backup", "backup --out 备份.tar.gz"))
    )
    found.option("--out", "文件", "写入的备份文件，默认按日期取名")
    found = _add(
        commands,
        Command(
            "restore",
            "从备份恢复到空的数据文件夹",
            "keeping:restore",
            ("restore 备份.tar.gz", "restore --acknowledge system --reason 硬盘损坏"),
        ),
    )
    found.need(("file", "备份文件", "backup 写出的文件"), optional=True)
    found.option("--acknowledge", "用户名", "恢复到较早的备份以后，由系统管理员确认丢失，才能继续办理")
    found.option("--reason", "原因", "为什么恢复，记入审计")
    found.option("--key", "文件", "密钥在别处的，写它的位置")
    _add(commands, Command("doctor", "体检：数据库设置、审计链、磁盘、密钥、字体、放假安排", "doctoring:doctor", ("doctor",)))


def _place(found: Parser) -> None:
    found.option("--address", "地址", "默认取设置，没有设置的是 127.0.0.1")
    found.option("--port", "端口", "默认取设置，没有设置的是 8000", type=_count)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}”不是日期；请写成 2007-06-30 的样子") from None


def _whole(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > len("1000000000"):
        raise argparse.ArgumentTypeError(f"“{text}”不是整数")
    return int(text)


def _count(text: str) -> int:
    found = _whole(text)
    if found < 1:
        raise argparse.ArgumentTypeError(f"“{text}”应不小于 1")
    return found

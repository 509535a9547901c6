"""新建的命令: new, sample."""

from __future__ import annotations

import re
import sys
from importlib import resources
from pathlib import Path

from xiaoneng.cli.arguments import Namespace, WrongUsage
from xiaoneng.files.writing import new_folder, write_text
from xiaoneng.rulebook.language.load import load_rulebook, shipped_keys

KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
DEFAULT_KEY, DEFAULT_TITLE = "my-office", "考勤与月度考核办法（样本）"
NOT_IN_A_TITLE = re.compile(r"[\x00-\x1f\"\\{}\[\],]")


def new(arguments: Namespace) -> int:
    """新建制度: a folder with a commented rulebook of five rules and its cases."""
    key, title = arguments.key or DEFAULT_KEY, arguments.title or DEFAULT_TITLE
    if not KEY.fullmatch(key):
        raise WrongUsage(f"--key 不能是“{key}”；请用小写字母、数字和连字符，如 my-office-2025")
    if key in shipped_keys():
        raise WrongUsage(f"--key 不能是“{key}”，随程序提供的制度已经用了；请换一个")
    if not title.strip() or NOT_IN_A_TITLE.search(title):
        raise WrongUsage("--title 不能是空的，也不能有引号、括号 [ ] { }、反斜杠、逗号和换行")
    folder = new_folder(Path(arguments.folder))
    for entry in resources.files("xiaoneng.cli").joinpath("skeleton").iterdir():
        text = entry.read_text(encoding="utf-8").replace("〔代号〕", key).replace("〔标题〕", title.strip())
        write_text(folder / entry.name, text)
    print(f"已新建 {folder}：改 rulebook.yaml 里的条款和规则，改 cases.yaml 里的用例，然后运行\n  xiaoneng check {folder}", file=sys.stderr)
    return 0


def sample(arguments: Namespace) -> int:
    """编造一年: an invented office's folder for a rulebook."""
    from xiaoneng.files.sample import write_sample  # noqa: PLC0415 a big module that `new` does not need
    from xiaoneng.files.screen import Progress  # noqa: PLC0415

    source = load_rulebook(arguments.rulebook)
    folder = new_folder(Path(arguments.folder))
    with Progress("正在编造", arguments.people) as shown:
        made = write_sample(
            source, folder, arguments.people, arguments.seed, arguments.year, lambda done, _total: shown.step(done - shown.done)
        )
    print(f"已写入 {folder}：{made.people} 人，{made.facts} 条事实，{made.works} 件作品。可以运行", file=sys.stderr)
    print(f"  xiaoneng evaluate {arguments.rulebook} {folder} --period {made.period}", file=sys.stderr)
    return 0

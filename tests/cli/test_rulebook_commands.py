"""rulebooks, show, schema, check, lint, new, sample and demo."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from tests.cli.program import run
from xiaoneng import __version__
from xiaoneng.rulebook.language.load import shipped_keys

NEW = ("rulebook.yaml", "cases.yaml")


@pytest.fixture
def skeleton(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    folder = tmp_path / "我的制度"
    assert run(capsys, "new", str(folder))[0] == 0
    return folder


def change(folder: Path, old: str, new: str, file: str = "rulebook.yaml") -> None:
    text = (folder / file).read_text(encoding="utf-8")
    assert text.count(old) == 1, old
    (folder / file).write_text(text.replace(old, new), encoding="utf-8")


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "version") == (0, f"xiaoneng {__version__}\n", "")


def test_rulebooks_lists_every_shipped_one(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "rulebooks", "--format", "json")
    rows = {row["key"]: row for row in json.loads(out)}
    assert code == 0
    assert sorted(rows) == shipped_keys()
    assert rows["shufu-civil-affairs-2012"]["from"] == "2012-06-25"
    assert all(row["clauses"] > 0 for row in rows.values())
    table = run(capsys, "rulebooks")[1]
    assert [key for key in rows if key not in table] == []


def test_show_is_the_documents_outline(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "show", "xichuan-gov-office-2007")
    assert code == 0
    assert out.index("三(一)") < out.index("四(七)1") < out.index("五1")
    assert "norm_research" in out


def test_show_one_clause_and_what_is_below(capsys: pytest.CaptureFixture[str]) -> None:
    out = run(capsys, "show", "xichuan-gov-office-2007", "四(七)")[1]
    assert "四(七)1" in out
    assert "四(六)" not in out


def test_show_a_clause_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, told = run(capsys, "show", "xichuan-gov-office-2007", "四(七)9")
    assert code == 1
    assert "您是否要写“四(七)" in told


def test_schema_describes_every_shipped_rulebook(capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(run(capsys, "schema")[1])
    validator = jsonschema.Draft202012Validator(found)
    validator.check_schema(found)
    assert "clauses" in found["properties"]


def test_new_makes_a_rulebook_that_passes_check_without_a_warning(skeleton: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert sorted(path.name for path in skeleton.iterdir()) == sorted(NEW)
    code, out, told = run(capsys, "check", str(skeleton))
    assert (code, told) == (0, "")
    assert "5 条规则" in out
    assert "检查通过" in out
    assert "提示" not in out


def test_new_takes_key_and_title(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run(capsys, "new", str(tmp_path / "x"), "--key", "moon-2031", "--title", "月台考勤办法：试行")[0] == 0
    assert run(capsys, "check", str(tmp_path / "x"))[0] == 0
    assert "月台考勤办法：试行" in run(capsys, "show", str(tmp_path / "x"))[1]
    loaded = yaml.safe_load((tmp_path / "x" / "rulebook.yaml").read_text(encoding="utf-8"))
    assert loaded["rulebook"] == "moon-2031"


@pytest.mark.parametrize("command", [("new",), ("sample", "district-party-office")])
def test_nothing_is_overwritten(command: tuple[str, ...], capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("我的", encoding="utf-8")
    code, _, told = run(capsys, *command, str(tmp_path))
    assert code == 1
    assert "已经存在" in told
    assert (tmp_path / "people.csv").read_text(encoding="utf-8") == "我的"


def test_a_shipped_key_is_not_given_away(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run(capsys, "new", str(tmp_path / "x"), "--key", "district-party-office")[0] == 2


BROKEN = [
    ("over: 10", "over: 十", "rulebook.yaml 第"),
    ("fact: praise", "fact: prize", "praise"),
    ("bar: advanced}\n  - {id: often-absent", "bar: advanse}\n  - {id: often-absent", "advanse"),
    ("clause: 二(三), fact", "clause: 二(四), fact", "条款大纲里没有“二(四)”；您是否要写“二("),
    ("  三: 年度先进\n", "  三: 年度先进\n  四: 附则\n", "没有任何规则、职责、程序、清单或表落实这一条"),
    ("  三(二): 取消资格\n", "  三(二): {says: 取消资格, plain: 以后再写}\n", "已由规则 often-late、规则 often-absent落实"),
    ("parameters:\n", "parametres:\n", "不认识的键“parametres”；您是否要写“parameters”？"),
    ('default: "0"}', 'default: "5"}', "默认值“5”不在 one_of 里"),
    ("rulebook: my-office\n", "rulebook: my-office\nconventions: {year_start: 13-40}\n", "“year_start”的“13-40”不是月日"),
    ("asks: 先进名额", "at_least: 甲, asks: 先进名额", "“at_least”：这里应写一个数，如 2、0.5 或 25%，现在是“甲”"),
    ("post: {score: -5}", "post: {score: lookup(none_such, 1)}", "none_such"),
]


@pytest.mark.parametrize(("old", "new", "said"), BROKEN)
def test_check_names_the_line_and_the_clause(old: str, new: str, said: str, skeleton: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(skeleton, old, new)
    code, out, told = run(capsys, "check", str(skeleton))
    assert code == 1
    assert said in told
    assert "rulebook.yaml 第" in told
    assert "检查没有通过" in out


def test_check_looks_behind_every_reading(skeleton: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A rule that only holds under a reading not in force is compiled, too."""
    change(
        skeleton,
        "  - {id: praise,",
        "  - {id: hidden, clause: 二, given: {lowest: none}, fact: praise, post: {nowhere: 1}}\n  - {id: praise,",
    )
    code, _, told = run(capsys, "check", str(skeleton))
    assert code == 1
    assert "nowhere" in told


def test_check_runs_the_cases(skeleton: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(skeleton, "total: 93", "total: 94", "cases.yaml")
    code, out, told = run(capsys, "check", str(skeleton))
    assert code == 1
    assert "不通过" in told
    assert "total 应是 94，实是 93" in told
    assert "通过 5 个" in out


def test_check_as_json(skeleton: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "check", str(skeleton), "--format", "json")
    found = json.loads(out)
    assert (code, found["passed"], found["errors"], len(found["cases"])) == (0, True, [], 6)
    assert found["sample"]["rows"] > 0
    change(skeleton, "fact: praise", "fact: prize")
    code, out, _ = run(capsys, "check", str(skeleton), "--format", "json")
    found = json.loads(out)
    assert (code, found["passed"]) == (1, False)
    assert found["errors"][0]["line"] > 1


def test_a_rulebook_from_which_nothing_follows_fails(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    text = "rulebook: bare\nversion: '1'\ndocument: {title: 空办法, issuer: 某办}\nclauses: {一: 总则}\n"
    (tmp_path / "rulebook.yaml").write_text(text + "duties: {sweep: {name: 打扫, clause: 一}}\n", encoding="utf-8")
    code, _, told = run(capsys, "check", str(tmp_path))
    assert code == 1
    assert "没有得出任何结果" in told
    (tmp_path / "rulebook.yaml").write_text(text + "lists: {rooms: {name: 房间, clause: 一, items: [东, 西]}}\n", encoding="utf-8")
    assert run(capsys, "check", str(tmp_path))[0] == 0


@pytest.mark.parametrize("key", shipped_keys())
def test_lint_warns_and_does_not_fail(key: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, told = run(capsys, "lint", key, "--format", "json")
    assert (code, told) == (0, "")
    assert all(one["remedy"] for one in json.loads(out))


def test_sample_and_evaluate_go_together(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    folder = tmp_path / "样例"
    code, _, told = run(capsys, "sample", "shufu-civil-affairs-2012", str(folder), "--people", "5", "--seed", "3")
    assert code == 0
    assert f"xiaoneng evaluate shufu-civil-affairs-2012 {folder} --period 2012" in told
    code, out, _ = run(capsys, "evaluate", "shufu-civil-affairs-2012", str(folder), "--period", "2012", "--format", "json")
    assert code == 0
    assert json.loads(out)["scores"]

"""No file says where or how it was made, and sample people are invented."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.project import ROOT, load_yaml, project_files, project_texts, rulebook_folders, text_of

# Each pattern is written so that it does not match its own line.
FORBIDDEN = {
    "address of a package registry": r"[p]ypi\.org|[p]ythonhosted\.org|[r]egistry\.npmjs|[i]ndex-url|[r]egistry=https?:|://[a-z0-9.-]+/simple\b",
    "path of a machine": r"(?<![\w.~/-])/(?:work|root|tmp)(?:/|\b(?![\w.-]))|(?<![\w.-])/(?:home|Users)/\w",
    "how the work is organised": (
        r"\b[i]ssues? ?#? ?\d+\b|\b[h]elper agents?\b|\b[s]ub-?agents?\b|\b[c]oding agents?\b|\b[l]anguage model\b"
        r"|\b(?:this|that|previous|earlier|next|last|another|working|agent) [s]ession\b"
    ),
}
# Whoever lives in a sample office has a surname and a given name of this list.
GENERATOR_NAMES = ROOT / "src" / "xiaoneng" / "files" / "sample_names.yaml"


def unclean(text: str) -> list[str]:
    """`line: kind: match` for each forbidden thing in a text."""
    return [
        f"{number}: {kind}: {match.group()}"
        for number, line in enumerate(text.splitlines(), 1)
        for kind, pattern in FORBIDDEN.items()
        for match in re.finditer(pattern, line, re.IGNORECASE)
    ]


def sample_names(folder: Path) -> set[str]:
    """The 姓名 of every people.csv under a folder."""
    found: set[str] = set()
    for path in folder.rglob("people.csv"):
        text = text_of(path)
        text = path.read_bytes().decode("gb18030") if text is None else text
        found.update(row["姓名"] for row in csv.DictReader(text.splitlines()) if row.get("姓名"))
    return found


def not_invented(names: set[str], surnames: set[str], given: set[str]) -> list[str]:
    """Names that are not a surname and a given name of the generator's list."""
    return sorted(name for name in names if not any(name[:cut] in surnames and name[cut:] in given for cut in range(1, len(name))))


def test_no_file_says_where_or_how_it_was_made() -> None:
    found = [f"{path.relative_to(ROOT)}:{line}" for path, text in project_texts() for line in unclean(text)]
    assert found == [], "\n".join(found)


def test_sample_people_are_invented(tmp_path: Path) -> None:
    listed = load_yaml(GENERATOR_NAMES)
    command = [
        sys.executable,
        "-m",
        "xiaoneng",
        "sample",
        rulebook_folders()[0].name,
        str(tmp_path / "office"),
        "--people",
        "60",
        "--seed",
        "3",
    ]
    subprocess.run(command, capture_output=True, check=True)
    names = sample_names(tmp_path)
    assert len(names) == 60
    assert not_invented(names, set(listed["surnames"]), set(listed["given"])) == []


def test_scripts_can_be_run() -> None:
    scripts = [path for path in project_files() if path.parent.name in {"script", ".ci"}]
    assert scripts != []
    assert [path.name for path in scripts if not path.stat().st_mode & 0o100] == []


UNCLEAN = (
    "see https://" + "py" + "pi.org/project/x",
    "pip --" + "index" + "-url x",
    "https://mirror.example.cn/" + "simple",
    "cd /" + "work/main",
    "in '/" + "root/x'",
    "open('/" + "tmp')",
    "/" + "home/zhang/x",
    "as is" + "sue #2 says",
    "is" + "sue 12",
    "a hel" + "per agent wrote it",
    "from an earlier ses" + "sion",
)
CLEAN = (
    "team/work and https://example.cn/" + "work/plan",
    "src/root/x and ./tmp/x and /rooted",
    '@pytest.fixture(scope="session")',
    "SparkSession.builder",
    "a study session was signed in",
    "the office that issued 2 notices",
    "pip install --no-index --find-links wheels",
)


@pytest.mark.parametrize("line", UNCLEAN)
def test_an_unclean_line_is_found(line: str) -> None:
    assert len(unclean("x\n" + line)) == 1


@pytest.mark.parametrize("line", CLEAN)
def test_a_clean_line_is_left_alone(line: str) -> None:
    assert unclean(line) == []


def test_a_name_from_nowhere_is_found(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "people.csv").write_text("\ufeff工号,姓名\n1,甲一\n2,欧阳丙\n3,丁某\n4,乙某某\n", encoding="utf-8")
    (tmp_path / "people.csv").write_bytes("姓名,工号\n戊己,5\n".encode("gb18030"))
    names = sample_names(tmp_path)
    assert names == {"甲一", "欧阳丙", "丁某", "乙某某", "戊己"}
    assert not_invented(names, {"欧阳", "乙", "甲", "戊"}, {"丙", "某某", "一", "己"}) == ["丁某"]

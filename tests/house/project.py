"""The project's own tree, as the house tests read it."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src" / "xiaoneng"
RULEBOOKS = SRC / "rulebooks"
MADE_BY_TOOLS = frozenset({"__pycache__", "build", "dist", "out"})


def made_by_tools(folder: str) -> bool:
    """Whether a folder of this name holds what tools leave behind: caches, environments, git's own data."""
    return folder in MADE_BY_TOOLS or (folder.startswith(".") and folder != ".ci")


def project_files(root: Path = ROOT) -> list[Path]:
    """The files that belong to the project: tracked ones and new ones that are not ignored; without git, all but what tools make."""
    listing = subprocess.run(
        ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607
        capture_output=True,
        check=False,
    )
    if listing.returncode == 0:
        found = [root / name for name in listing.stdout.decode().split("\0") if name]
    else:
        found = [path for path in root.rglob("*") if not any(made_by_tools(part) for part in path.relative_to(root).parts[:-1])]
    return sorted(path for path in found if path.is_file())


def text_of(path: Path) -> str | None:
    """A file's text; None for one that is no UTF-8 text."""
    raw = path.read_bytes()
    if b"\0" in raw:
        return None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


def project_texts(root: Path = ROOT) -> Iterator[tuple[Path, str]]:
    """Every text file of the project with its text."""
    for path in project_files(root):
        if "vendor" in path.parts:  # others' files, as they published them
            continue
        text = text_of(path)
        if text is not None:
            yield path, text


def python_files(folder: Path) -> list[Path]:
    """The Python files under a folder, in order."""
    return sorted(path for path in folder.rglob("*.py") if "__pycache__" not in path.parts)


def load_yaml(path: Path) -> Any:
    """A YAML file with every scalar as text, as it is written."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)  # noqa: S506


def rulebook_folders(rulebooks: Path = RULEBOOKS) -> list[Path]:
    """The folders of shipped rulebooks: those that hold a rulebook.yaml (the calendar's data is none)."""
    return sorted(path.parent for path in rulebooks.glob("*/rulebook.yaml"))


def rulebook_documents(folder: Path) -> list[dict[str, Any]]:
    """The mappings in a rulebook's folder, its chapters included; its cases are not part of it."""
    loaded = [load_yaml(path) for path in sorted(folder.rglob("*.yaml")) if path.name != "cases.yaml"]
    return [document for document in loaded if isinstance(document, dict)]

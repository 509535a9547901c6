"""选项: what an installation may set, from xiaoneng.toml and the environment; the environment wins."""

from __future__ import annotations

import os
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlparse

from xiaoneng.rulebook.problems import Refused, nearest

SETTINGS_FILE = "XIAONENG_SETTINGS"
BUSY_SECONDS = 20
CACHE_KIB = 64 * 1024
"""What a connection may keep of the database in memory, in KiB: a large import fits, and what is not needed is not taken."""


@dataclass(frozen=True)
class Options:
    """选项. Each is `name` in xiaoneng.toml and XIAONENG_NAME in the environment; `database_url` is also DATABASE_URL."""

    data: str = "xiaoneng-data"
    database_url: str = ""
    secret: str = ""
    signing_key: str = ""
    """The file of the key that signs checkpoints; best on another machine or a removable disk. Blank: in the data folder."""
    checkpoints: str = ""
    """The file, outside the database, in which checkpoints are kept as well. Blank: in the data folder."""
    hash_alg: str = "sha256"
    """The algorithm of the tree that checkpoints sign: sha256 or sm3."""
    hosts: tuple[str, ...] = ("localhost", "127.0.0.1", "[::1]")
    https: bool = False
    address: str = "127.0.0.1"
    port: int = 8000
    workers: int = 1
    """Processes that serve; each takes about a hundred megabytes."""
    failures: int = 5
    """Wrong passwords from one address for one name before that pair waits."""
    wait_minutes: int = 15
    proxies: int = 0
    """Reverse proxies in front, each of which adds the address it hears from to X-Forwarded-For; with none the header is not believed."""
    password_policy: str = "modern"  # noqa: S105 the name of a policy
    """modern or dengbao; what they ask is in config/policies.yaml."""
    second_factor: str = "off"
    """Who needs a second factor: off (whoever wants one), administrators, everybody."""
    idle_minutes: int = 60
    """Minutes without a request after which one signs in again."""
    session_hours: int = 12
    """Hours after which one signs in again, at work or not."""
    file_mb: int = 20
    office_gb: int = 20
    notice_from: int = 8
    notice_to: int = 18
    """Hours of a working day, Beijing time, between which notices are shown."""


def load_options(environment: Mapping[str, str]) -> Options:
    """读选项. Raises Refused where a name or value is wrong."""
    path = Path(environment.get(SETTINGS_FILE, "xiaoneng.toml"))
    values: dict[str, Any] = {}
    if path.is_file():
        try:
            values = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise Refused(f"设置文件 {path.name} 写法有误：{error}") from None
    known = {one.name: one for one in fields(Options)}
    for name in values:
        if name not in known:
            raise Refused(f"设置文件 {path.name} 里不认识“{name}”{nearest(name, list(known))}")
    for name in known:
        text = environment.get(f"XIAONENG_{name.upper()}") or (environment.get("DATABASE_URL") if name == "database_url" else None)
        if text:
            values[name] = text
    return Options(**{name: _typed(name, value, getattr(Options, name)) for name, value in values.items()})


def _typed(name: str, value: Any, default: Any) -> Any:
    try:
        if isinstance(default, bool):
            return (
                value if isinstance(value, bool) else {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}[value]
            )
        if isinstance(default, int):
            return int(value)
        if isinstance(default, tuple):
            return tuple(value.split(",") if isinstance(value, str) else value)
    except (KeyError, TypeError, ValueError):
        raise Refused(f"设置“{name}”的值“{value}”写法不对；样子如 {default!r}") from None
    return str(value)


def one_of(name: str, value: str, allowed: tuple[str, ...]) -> str:
    """只能取其一: the value where it is one of those allowed. Raises Refused otherwise."""
    if value not in allowed:
        raise Refused(f"设置“{name}”不能是“{value}”；可选：{'、'.join(allowed)}")
    return value


def secret_key(options: Options, data: Path) -> str:
    """密钥: the one that is set, else one made once and kept in the data folder, readable by its owner only."""
    if options.secret:
        return options.secret
    path = data / "secret-key"
    if not path.is_file():
        data.mkdir(parents=True, exist_ok=True)
        made = secrets.token_urlsafe(48)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_text(encoding="ascii")
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(made)
    return path.read_text(encoding="ascii")


def database(options: Options, data: Path) -> dict[str, Any]:
    """数据库: SQLite in the data folder, written safely; PostgreSQL where an address is set."""
    if not options.database_url:
        pragmas = f"PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;PRAGMA cache_size=-{CACHE_KIB};"
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": data / "xiaoneng.sqlite3",
            "OPTIONS": {"timeout": BUSY_SECONDS, "transaction_mode": "IMMEDIATE", "init_command": pragmas},
        }
    found = urlparse(options.database_url)
    if found.scheme not in ("postgres", "postgresql"):
        raise Refused("DATABASE_URL 应是 postgresql://用户:密码@主机:端口/库名 的样子")
    if find_spec("psycopg") is None:
        raise Refused("用 PostgreSQL 要另装组件：在程序的文件夹里运行 .venv/bin/python -m pip install -c constraints.txt -e '.[postgres]'")
    query = dict(parse_qsl(found.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(found.path.lstrip("/")),
        "USER": unquote(found.username or ""),
        "PASSWORD": unquote(found.password or ""),
        "HOST": query.pop("host", found.hostname or ""),
        "PORT": str(found.port or query.pop("port", "")),
        "CONN_MAX_AGE": 60,
        "OPTIONS": query,
    }

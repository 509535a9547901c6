"""单位的命令: setting up, serving, the demonstration. Django is loaded here only, for the commands that need it."""

from __future__ import annotations

import os
import socket
from pathlib import Path

from xiaoneng.cli.arguments import Namespace, WrongUsage
from xiaoneng.files.screen import Progress
from xiaoneng.rulebook.problems import Refused

SETTINGS = "xiaoneng.config.settings"
SERVE = "XIAONENG_DEMO_SERVE"
THREADS_A_PROCESSOR = 2
"""Requests that a serving process works on at once, for each processor: the interpreter computes one, the others wait for the database."""
CONNECTIONS = 512
"""Open at once to a serving process. A browser keeps several open between clicks; whoever is one too many waits until another leaves."""


def prepare(migrate: bool = False) -> None:
    """Loads Django with our settings; on request brings the database up to date."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    import django  # noqa: PLC0415

    django.setup()
    _must_answer()
    if migrate:
        from django.core.management import call_command  # noqa: PLC0415

        call_command("migrate", verbosity=0, interactive=False)


def _must_answer() -> None:
    """A database elsewhere that does not answer is told of in words."""
    from django.db import OperationalError, connection  # noqa: PLC0415

    if connection.vendor != "postgresql":
        return
    try:
        connection.ensure_connection()
    except OperationalError as why:
        raise Refused(f"连不上数据库（{str(why).strip()}）：请核对 DATABASE_URL，数据库服务有没有启动，库建了没有") from None


def pending() -> bool:
    """Whether the database is not there or not up to date."""
    from django.db import connection  # noqa: PLC0415
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def init(arguments: Namespace) -> int:
    """初始设置: data folder, database, an office with its first four people. Or a new password for somebody who has none left."""
    if arguments.reset_password:
        return _reset_password(arguments.reset_password)
    names = ("county", "office", "system", "security", "auditor", "runner")
    missing = [f"--{name}" for name in names if not (getattr(arguments, name) or "").strip()]
    if missing:
        raise WrongUsage(f"缺少 {'、'.join(missing)}")
    prepare(migrate=True)
    from django.conf import settings  # noqa: PLC0415

    from xiaoneng.audit import clock  # noqa: PLC0415
    from xiaoneng.audit.action import SETUP  # noqa: PLC0415
    from xiaoneng.audit.checkpoints import make_key  # noqa: PLC0415
    from xiaoneng.org.actions_setup import Starter, add_office  # noqa: PLC0415
    from xiaoneng.org.models import Role  # noqa: PLC0415

    roles = {"system": arguments.system, "security": arguments.security, "auditor": arguments.auditor, "effectiveness": arguments.runner}
    people = [Starter(arguments.prefix + role, name, Role(role)) for role, name in roles.items()]
    office, passwords = add_office(
        county=arguments.county, office=arguments.office, section=arguments.section, people=people, by=SETUP, at=clock.now()
    )
    if not Path(settings.SIGNING_KEY).exists():
        print(f"校验点密钥编号 {make_key(Path(settings.SIGNING_KEY))}，在 {settings.SIGNING_KEY}，请另存一份。")
    print(f"“{office.name}”已经建立。一次性密码只显示这一次，请分别交给本人，首次登录要改：")
    for one in people:
        print(f"  {one.role.label}　{one.name}　用户名 {one.username}　密码 {passwords[one.username]}")
    print("启动服务：xiaoneng serve")
    return 0


def _reset_password(username: str) -> int:
    """For the machine's keeper only: whoever can run this can read the database as well; the chain tells of it."""
    prepare()
    from xiaoneng.audit import clock  # noqa: PLC0415
    from xiaoneng.audit.action import SETUP  # noqa: PLC0415
    from xiaoneng.org.actions_setup import reset_by_setup  # noqa: PLC0415

    if pending():
        raise Refused("数据库还没有建立或不是最新；请先运行 xiaoneng init（新装）或 xiaoneng migrate（升级）")
    password = reset_by_setup(username=username, by=SETUP, at=clock.now())
    print(f"一次性密码只显示这一次，请交给本人，首次登录要改：{password}")
    return 0


def migrate(arguments: Namespace) -> int:
    """升级数据库: brings the tables up to date; enactments and records stay as they are."""
    prepare(migrate=True)
    print("数据库已是最新。")
    return 0


def serve(arguments: Namespace) -> int:
    """启动服务: refuses where the database is not up to date."""
    prepare()
    from django.core.management import call_command  # noqa: PLC0415

    if pending():
        raise Refused("数据库还没有建立或不是最新；请先运行 xiaoneng init（新装）或 xiaoneng migrate（升级）")
    call_command("collectstatic", verbosity=0, interactive=False)
    run_server(arguments.address, arguments.port, arguments.workers)
    return 0


def run_server(address: str | None, port: int | None, workers: int | None = None) -> None:
    """Serves until interrupted; the address is said first."""
    from django.conf import settings  # noqa: PLC0415
    from granian import Granian  # noqa: PLC0415
    from granian.constants import Interfaces  # noqa: PLC0415
    from granian.log import LogLevels  # noqa: PLC0415

    host, number = address or settings.OPTIONS.address, port or settings.OPTIONS.port
    if not _free(host, number):
        raise Refused(f"{host}:{number} 已经有别的程序在用；请换 --port，或先停止它")
    threads = THREADS_A_PROCESSOR * (os.cpu_count() or 1) + 1
    server = Granian(
        "xiaoneng.config.wsgi:application", address=host, port=number, interface=Interfaces.WSGI,
        workers=workers or settings.OPTIONS.workers, respawn_failed_workers=True, websockets=False, log_level=LogLevels.warning,
        blocking_threads=threads, backpressure=CONNECTIONS,
    )  # fmt: skip
    shown = f"[{host}]" if ":" in host else host
    print(f"服务已启动：http://{shown}:{number}/　停止请按 Ctrl+C", flush=True)
    server.serve()


def _free(host: str, port: int) -> bool:
    """Whether nobody listens there yet: the server would share the port silently."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def demo(arguments: Namespace) -> int:
    """演示: a county of eight offices with an invented year, then the pages in a browser."""
    data = Path(arguments.out or "演示数据").resolve()
    os.environ["XIAONENG_DATA"] = str(data)
    os.environ.pop("DATABASE_URL", None)
    if (data / "xiaoneng.sqlite3").exists():
        print(f"演示已在 {data}，接着用；要重新造请先删去这个文件夹。")
        prepare(migrate=True)
    else:
        prepare(migrate=True)
        _build(data)
    _tell()
    if os.environ.get(SERVE) == "0":
        return 0
    from django.core.management import call_command  # noqa: PLC0415

    call_command("collectstatic", verbosity=0, interactive=False)
    run_server(arguments.address, arguments.port)
    return 0


def _build(data: Path) -> None:
    from django.conf import settings  # noqa: PLC0415

    from xiaoneng.audit import clock  # noqa: PLC0415
    from xiaoneng.audit.actions_checkpoint import checkpoint  # noqa: PLC0415
    from xiaoneng.audit.checkpoints import make_key  # noqa: PLC0415
    from xiaoneng.web.demo.year import build  # noqa: PLC0415

    said: list[str] = []
    with Progress("正在造八个单位的一年"):
        build(clock.now(), said.append)
    print("\n".join(said))
    make_key(Path(settings.SIGNING_KEY))
    checkpoint(at=clock.now())


def _tell() -> None:
    """Where and as whom to sign in, short enough to be read."""
    from xiaoneng.web.demo.year import settings, sign_ins  # noqa: PLC0415

    plan = settings()
    roles = {username.partition("-")[2]: role for _, username, role in sign_ins(plan) if "-" in username}
    print(f"\n用户名是“单位-身份”，密码都是 {plan['password']}：")
    print("  单位　" + "　".join(f"{office['code']} {office['name']}" for office in plan["offices"]))
    print("  身份　" + "　".join(f"{key} {role}" for key, role in roles.items()))
    one = plan["offices"][0]
    print(f"  例：{one['code']}-kh 是{one['name']}的考核管理员；{plan['county_person']['username']} 看全县")

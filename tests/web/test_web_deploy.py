"""What is in `deploy/` says what the commands understand: options are parsed, files are read, units are verified."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from concordance.doors.cli.main import cli

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))
SERVICES: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))["services"]
OURS = [name for name, service in SERVICES.items() if service.get("image") == "concordance"]


def understood(words: list[str]) -> click.Context:
    """The words as the command line reads them; what it does not know is an error."""
    context = cli.make_context("concordance", list(words))
    while isinstance(context.command, click.Group):
        name, command, rest = context.command.resolve_command(context, context._protected_args + context.args)
        assert command is not None
        context = command.make_context(name, rest, parent=context)
    return context


def filled(text: str) -> str:
    """The text with its variables, as Compose fills them in."""
    given = {"HOST": "registry.example.org", "PASSWORD": "s3cret"}
    return re.sub(r"\$\{(\w+)[^}]*\}", lambda found: given[found[1]], text)


@pytest.mark.parametrize("name", OURS)
def test_containers_are_told_what_the_command_understands(name: str) -> None:
    understood(shlex.split(filled(SERVICES[name]["command"])))


def test_the_address_of_the_database_is_one() -> None:
    from sqlalchemy import make_url

    (address,) = {filled(SERVICES[name]["environment"]["CONCORDANCE_DATABASE"]) for name in OURS}
    url = make_url(address)
    database = SERVICES["database"]["environment"]
    assert (url.drivername, url.host, url.username) == ("postgresql", "database", database["POSTGRES_USER"])
    assert (url.database, url.password) == (database["POSTGRES_DB"], filled(database["POSTGRES_PASSWORD"]))


def test_the_proxy_that_is_trusted_is_the_one_there_is() -> None:
    trusted = understood(shlex.split(filled(SERVICES["web"]["command"]))).params["proxies"]
    assert trusted == (SERVICES["proxy"]["networks"]["inside"]["ipv4_address"],)


def test_jobs_are_done_by_somebody() -> None:
    """The server leaves them to the service `jobs`, which keeps the same log."""
    web, jobs = (understood(shlex.split(filled(SERVICES[name]["command"]))).params for name in ("web", "jobs"))
    assert not web["jobs"]
    assert str(web["log_folder"]) == str(jobs["log"])


def test_the_image_has_the_command_and_its_extras() -> None:
    text = (DEPLOY / "Dockerfile").read_text("utf-8")
    (entry,) = re.findall(r"^ENTRYPOINT (.*)$", text, re.M)
    (command,) = re.findall(r"^CMD (.*)$", text, re.M)
    assert json.loads(entry) == ["concordance"]
    understood(json.loads(command))
    assert "[web,postgres]" in text


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_units_run_what_the_command_understands(unit: Path) -> None:
    (line,) = re.findall(r"^ExecStart=(.*)$", unit.read_text("utf-8"), re.M)
    understood(shlex.split(line)[1:])


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_systemd_understands_the_units(unit: Path, tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("needs systemd-analyze (Debian: systemd)")
    copy = tmp_path / unit.name
    copy.write_text(unit.read_text("utf-8").replace("/opt/concordance/bin/concordance", sys.executable), "utf-8")
    told = subprocess.run(("systemd-analyze", "verify", str(copy)), capture_output=True, text=True)
    ours = [line for line in (told.stdout + told.stderr).splitlines() if unit.name in line]
    assert ours == []

"""A demo server in one command: registers in, accounts made once, systems assessed."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest
from click.testing import CliRunner
from fastapi import FastAPI
from starlette.testclient import TestClient
from web_support import ROWS, settings, token_in

from concordance.base.problem import ProblemsError
from concordance.doors.cli.serve import serve
from concordance.doors.web.app import make_app
from concordance.doors.web.demo import Seeded, registers_in, seed
from concordance.doors.web.fetching import SOURCES, fetch


def seeded(folder: Path, app: FastAPI) -> Seeded:
    return seed(registers_in(folder), app.state.shelf, app.state.desk, app.state.settings)


def test_a_demo_folder_fills_a_server_once(tmp_path: Path) -> None:
    app = make_app(settings(tmp_path))
    file = tmp_path / "nl_algoritmeregister.json"
    file.write_text(json.dumps({"algoritmes": ROWS, "count": len(ROWS)}), encoding="utf-8")
    first = seeded(tmp_path, app)
    assert first.records == {"nl": 60}
    assert set(first.passwords) == {"provider", "authority", "auditor"}
    assert len(set(first.passwords.values())) == 3
    assert seeded(tmp_path, app) == Seeded({"nl": 60}, {})
    visitor = TestClient(app)
    form = {"csrf": token_in(visitor.get("/sign-in").text), "name": "provider", "password": first.passwords["provider"]}
    assert visitor.post("/sign-in", data=form).text.count('href="/systems/demo-provider/') >= 3


def test_an_empty_folder_is_no_demo(tmp_path: Path) -> None:
    with pytest.raises(ProblemsError) as refused:
        seeded(tmp_path, make_app(settings(tmp_path)))
    assert refused.value.problems[0].code == "no-register"


def test_registers_are_fetched_once_and_whole(tmp_path: Path) -> None:
    asked = []

    def get(address: str) -> bytes:
        asked.append(address)
        if "uk" in address:
            raise OSError("no way there")
        return b"{}"

    missed = fetch(tmp_path, get)
    assert [(each.source.file, each.why) for each in missed] == [("uk_atrs.json", "no way there")]
    assert [path.name for path in tmp_path.iterdir()] == ["nl_algoritmeregister.json"]
    fetch(tmp_path, get)
    assert sum("algoritmes.json" in address for address in asked) == 1
    assert all(source.address.startswith("https://") for source in SOURCES.values())


def test_without_a_way_to_the_registers_the_rest_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONCORDANCE_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    served = list[FastAPI]()
    monkeypatch.setattr("concordance.doors.web.served.listen", lambda app, _: served.append(app))

    def unreachable(address: str, timeout: float) -> bytes:
        raise OSError("no network")

    monkeypatch.setattr("concordance.doors.web.fetching.urlopen", unreachable)
    done = CliRunner().invoke(serve, ["--demo", "--port", "0", "--database", f"sqlite:///{tmp_path}/r.sqlite"])
    assert done.exit_code == 0, done.output
    assert "save it as FOLDER/nl_algoritmeregister.json" in done.output
    assert "provider / " in done.output
    assert "log: localhost/log+" in done.output
    visitor = TestClient(served[0])
    for path in ("/", "/registers", "/log", "/statistics"):
        assert visitor.get(path).status_code == 200
    assert visitor.get("/log").text.count(".tlog-proof") >= 7


def test_an_address_that_is_taken_is_refused_before_anything_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as other:
        done = CliRunner().invoke(serve, ["--demo", "--port", str(other.getsockname()[1])])
    assert isinstance(done.exception, ProblemsError)
    assert [problem.code for problem in done.exception.problems] == ["address-taken"]
    assert not list(tmp_path.iterdir())


def test_the_command_says_what_it_takes() -> None:
    told = CliRunner().invoke(serve, ["--help"]).output
    assert all(option in told for option in ("--host", "--port", "--database", "--demo", "--https"))


def test_real_registers_go_in_whole(tmp_path: Path, shared_data: object) -> None:
    assert callable(shared_data)
    folder = shared_data("registers/nl_algoritmeregister.json").parent
    app = make_app(settings(tmp_path))
    done = seeded(folder, app)
    assert done.records == {"nl": 1530, "uk-atrs": 136}
    assert app.state.shelf.catalogue().counts == {"nl": 1530, "uk-atrs": 136}

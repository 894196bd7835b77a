#!/usr/bin/env python3
"""Set everything up and run: an assessment of a shipped example, any command of `concordance`, or all tests.

    python3 start.py                      assess examples/cv-screening.yaml
    python3 start.py assess FILE …        any command of concordance
    python3 start.py test [ARG …]         install the test tools and run every check

Needs Python 3.11 or newer and nothing else: a virtual environment is made in .venv, once.
"""

from __future__ import annotations

import subprocess
import sys
import tomllib
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
ENVIRONMENT = HERE / ".venv"
PYTHON = ENVIRONMENT / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
EXTRAS = ("audit", "bulk", "log", "oidc", "pdf", "postgres", "proof", "registry", "s3", "web")
FIRST = ["assess", "examples/cv-screening.yaml"]
CHECKS = (
    ["-m", "ruff", "check", "."],
    ["-m", "mypy"],
    ["-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
    ["-m", "concordance", "corpus", "check"],
)


def install(group: str) -> None:
    """Install the project in .venv, once for each state of pyproject.toml."""
    stamp = ENVIRONMENT / f"installed-{group}"
    wanted = (HERE / "pyproject.toml").read_text(encoding="utf-8")
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return
    if not PYTHON.exists():
        print("Making a virtual environment in .venv …", flush=True)
        venv.create(ENVIRONMENT, with_pip=True)
    print("Installing …", flush=True)
    project = tomllib.loads(wanted)
    testing = group == "test"
    extras = f"[{','.join(EXTRAS)}]" if testing else ""
    groups = project["dependency-groups"]
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "-e", f".{extras}", *(groups["test"] if testing else [])], cwd=HERE, check=True)
    if testing:
        subprocess.run([*pip, "--no-deps", *groups["audit-data"]], cwd=HERE, check=True)
    stamp.write_text(wanted, encoding="utf-8")


def run(arguments: list[str]) -> int:
    """Run Python of the environment and give its exit code."""
    return subprocess.run([str(PYTHON), *arguments], cwd=HERE, check=False).returncode


def test(arguments: list[str]) -> int:
    """Every check, then every fast test; all are run, and one failure fails the whole."""
    install("test")
    codes = [run(check) for check in CHECKS] if not arguments else []
    codes.append(run(["-m", "pytest", *arguments]))
    return max(codes)


def main() -> int:
    """The command line of this file."""
    if sys.version_info < (3, 11):  # noqa: UP036 - this file is what an older Python would run first
        sys.exit("Concordance needs Python 3.11 or newer.")
    arguments = sys.argv[1:] or FIRST
    if arguments[0] == "test":
        return test(arguments[1:])
    install("run")
    return run(["-m", "concordance", *arguments])


if __name__ == "__main__":
    sys.exit(main())

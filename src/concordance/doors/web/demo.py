"""A registry to look around in: the registers that somebody has at hand, and an organisation with assessed systems."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from concordance.base.problem import Problem, ProblemsError
from concordance.base.span import Span
from concordance.doors.web import accounts
from concordance.doors.web.accounts import Who
from concordance.doors.web.desk import Desk, When
from concordance.doors.web.fetching import SOURCES
from concordance.doors.web.policy import Role
from concordance.doors.web.settings import Settings
from concordance.doors.web.shelf import Shelf
from concordance.registry.assessments import keep_assessment
from concordance.registry.environment import declare
from concordance.registry.events import By
from concordance.registry.importing import import_register
from concordance.registry.keeping import add
from concordance.registry.models import Organisation, System
from concordance.registry.register import register_named
from concordance.registry.rows import read_register_file

ORGANISATION = "demo-provider"
SYSTEMS = ("cv-screening", "support-chatbot", "consumer-credit")
"""Examples of this project that the demo provider answers for."""
DECLARED = {
    "declaration": "demo-inference-2026h1",
    "of": f"{ORGANISATION}/{SYSTEMS[1]}",
    "from": "2026-01-01",
    "until": "2026-06-30",
    "hardware": "8 accelerators",
    "figures": [
        {
            "quantity": "energy",
            "value": 2.1,
            "unit": "kWh",
            "boundary": "inference",
            "method": "measured",
            "per": "1000 requests",
            "low": 1.9,
            "high": 2.4,
            "coverage": 0.95,
        }
    ],
}
"""An invented declaration, so that its pages have something to show."""
ROLES: tuple[tuple[str, Role, str], ...] = (
    ("provider", "provider", ORGANISATION),
    ("authority", "authority", "demo-authority"),
    ("auditor", "auditor", "demo-auditor"),
)


@dataclass(frozen=True, slots=True)
class Seeded:
    """What was put in: records per register, and the accounts with their fresh passwords."""

    records: dict[str, int]
    passwords: dict[str, str]


def examples_folder() -> Path:
    """The examples that ship with the code: inside the package when installed, beside it in a checkout."""
    shipped = Path(str(files("concordance") / "_examples"))
    return shipped if shipped.is_dir() else Path(__file__).resolve().parents[4] / "examples"


def registers_in(folder: Path) -> dict[str, Path]:
    """The register files of a folder. Raises ProblemsError `no-register` when it holds none."""
    found = {name: folder / source.file for name, source in SOURCES.items() if (folder / source.file).is_file()}
    if not found:
        remedy = "put one of " + ", ".join(source.file for source in SOURCES.values()) + " there"
        raise ProblemsError([Problem("no-register", "the folder holds no register file", (Span(str(folder)),), remedy)])
    return found


def seed(files: Mapping[str, Path], shelf: Shelf, desk: Desk, settings: Settings) -> Seeded:
    """Import register files, and make the demo accounts where they are missing.

    Raises ProblemsError for whatever is wrong with a file.
    """
    by, records = By("demo", settings.clock()), {}
    for name, path in files.items():
        register = register_named(name)
        with shelf.writing() as session:
            done = import_register(session, by, register, read_register_file(path, register))
        records[name] = done.rows - len(done.problems)
    return Seeded(records, _accounts(shelf, desk, settings))


def _accounts(shelf: Shelf, desk: Desk, settings: Settings) -> dict[str, str]:
    with shelf.writing() as session:
        if accounts.taken(session, ROLES[0][0]):
            return {}
        passwords = {}
        for name, role, organisation in ROLES:
            kept = Organisation(id=organisation, name=organisation, country=None, identifiers={})
            add(session, By(f"web:{organisation}", settings.clock()), kept)
            passwords[name] = settings.token()
            accounts.add_account(session, Who(name, name, role, organisation, settings.token()), passwords[name])
    for example in SYSTEMS:
        _system(example, shelf, desk, settings)
    with shelf.writing() as session:
        declare(session, By(f"web:{ORGANISATION}", settings.clock()), DECLARED)
    return passwords


def _system(example: str, shelf: Shelf, desk: Desk, settings: Settings) -> None:
    data = (examples_folder() / f"{example}.yaml").read_bytes()
    when, by = When(settings.today()), By(f"web:{ORGANISATION}", settings.clock())
    with shelf.writing() as session, desk.program(when) as program:
        profile = desk.profile(data, when)
        id_ = f"{ORGANISATION}/{example}"
        kept = System(id=id_, organisation_id=ORGANISATION, name=profile.title.en, purpose=None, status=None)
        add(session, by, kept)
        keep_assessment(session, by, f"{id_}/first", id_, profile, program, when.at)

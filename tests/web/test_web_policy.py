"""The table of roles and actions, all of it, and the pages that stand behind it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from concordance.doors.web.policy import MAY, Action, Role, may

TABLE = """
                 public provider deployer auditor witness authority
see-desk         -      x        x        x       x       x
keep-system      -      x        x        -       -       -
see-system       -      x        x        x       -       x
assess           -      x        x        -       -       -
register         -      x        x        -       -       -
keep-evidence    -      x        x        -       -       -
report-incident  -      x        x        -       -       -
see-inbox        -      -        -        -       -       x
inspect          -      -        -        -       -       x
answer-inspection -     x        x        -       -       -
declare          -      x        x        -       -       -
read-concerns    -      -        -        -       -       x
import-register  -      -        -        -       -       x
add-account      -      -        -        -       -       x
keep-account     -      x        x        x       x       x
invite           -      x        x        x       x       x
"""


def test_the_table() -> None:
    head, *rows = [line.split() for line in TABLE.strip().splitlines()]
    wanted = {(row[0], role): mark == "x" for row in rows for role, mark in zip(head, row[1:], strict=True)}
    found = {(action.value, role): may(role, action) for action in Action for role in MAY}
    assert found == wanted


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("role", MAY)
def test_nobody_but_an_authority_acts_on_what_others_own(role: Role, action: Action) -> None:
    assert may(role, action, "org-a", "org-b") == (role == "authority" and may(role, action))
    assert may(role, action, "org-a", "org-a") == may(role, action)
    assert not may(role, action, None, "org-b") or role == "authority"


PAGES = {
    "/desk": {"provider", "deployer", "auditor", "witness", "authority"},
    "/inbox": {"authority"},
    "/accounts": {"authority"},
    "/inspections": {"provider", "deployer", "authority"},
    "/concerns": {"authority"},
    "/imports": {"authority"},
}


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("who", ["provider", "deployer", "auditor", "witness", "authority"])
def test_pages_keep_to_the_table(signed_in: Callable[[str], TestClient], path: str, who: str) -> None:
    assert signed_in(who).get(path).status_code == (200 if who in PAGES[path] else 403)


@pytest.mark.parametrize("path", [*PAGES, "/systems/org-provider/scorer"])
def test_pages_ask_to_sign_in(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 401


@pytest.mark.parametrize(
    ("who", "status"),
    [("provider", 200), ("other", 404), ("deployer", 404), ("auditor", 200), ("authority", 200), ("witness", 403)],
)
def test_guessing_the_name_of_a_system_tells_nothing(
    signed_in: Callable[[str], TestClient], who: str, status: int
) -> None:
    visitor = signed_in(who)
    found = visitor.get("/systems/org-provider/scorer")
    assert found.status_code == status
    if status == 404:
        absent = visitor.get("/systems/org-provider/absent")
        assert absent.text.replace("absent", "scorer") == found.text

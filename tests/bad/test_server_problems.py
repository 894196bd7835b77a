"""Every refusal of a server has a page: what it means, in both languages, an example and a way out."""

from __future__ import annotations

import pytest

pytest.importorskip("fastapi", reason="the server needs the extra `web`")
pytest.importorskip("sqlalchemy", reason="the registry needs the extra `registry`")

from codes import server_codes

from concordance.doors.web.refusals import STATUS_OF
from concordance.registry.refusals_texts import CATALOGUE
from support import ROOT

PAGES = ROOT / "docs" / "reference" / "problems"
OWN = sorted(server_codes() - set(CATALOGUE))
"""What the registry refuses stands in its specification."""


def test_codes_are_found() -> None:
    assert {"not-allowed", "token-refused", "bad-password", "body-too-large"} <= set(OWN)


@pytest.mark.parametrize("code", OWN)
def test_every_code_has_a_page(code: str) -> None:
    text = (PAGES / f"{code}.md").read_text(encoding="utf-8")
    assert text.startswith(f"# {code}\n")
    assert "\n*En français :* " in text
    assert "\n## Example\n" in text
    assert "\n## Remedy\n" in text
    assert f"]({code}.md)" in (PAGES / "README.md").read_text(encoding="utf-8")
    if code in STATUS_OF and "\nStatus " in text:
        assert f"Status {STATUS_OF[code]}" in text

"""Ways through the pages, as people take them; each begins wherever the browser is and ends on a page it names."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from web_support import PASSWORD

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"
EXAMPLE = EXAMPLES / "cv-screening.yaml"


def sign_in(page: Any, address: str, lang: str, name: str, password: str = PASSWORD) -> None:
    """Ends on the desk."""
    page.goto(f"{address}/{lang}/sign-in")
    page.fill("#name", name)
    page.fill("#password", password)
    page.click("main form button")
    page.wait_for_url("**/desk")


def sign_up(page: Any, address: str, lang: str, name: str) -> str:
    """An account of a provider with an organisation of its own; ends on the desk. Gives the organisation."""
    page.goto(f"{address}/{lang}/sign-up")
    page.fill("#name", name)
    page.fill("#organisation", f"Organisation of {name}")
    page.check("#role-provider")
    page.fill("#password", PASSWORD)
    page.click("main form button")
    page.wait_for_url("**/desk")
    return name


def with_system(page: Any, address: str, lang: str, title: str, profile: Path = EXAMPLE) -> str:
    """A system that was assessed by its profile; ends on its page. Gives its name."""
    page.goto(f"{address}/{lang}/desk")
    page.fill("#name", title)
    page.click("main form[action$='/systems'] button")
    page.goto(f"{address}/{lang}/desk")
    page.click(f"main a:has-text('{title}')")
    page.wait_for_url("**/systems/**")
    system = page.url.partition("/systems/")[2]
    page.set_input_files("#file", profile)
    page.click("main form[action*='/assessments/'] button")
    page.wait_for_selector(".board")
    return str(system)


def register(page: Any, address: str, lang: str, system: str) -> None:
    """An entry in the register of the Union; ends on the record."""
    page.goto(f"{address}/{lang}/enter/eu-annex-viii-a/{system}")
    for field in page.locator("main form input[required]:not([type=hidden])").all():
        if not field.input_value():
            field.fill("2027-01-01" if field.get_attribute("type") == "date" else "not yet known")
    page.click("main form button")
    page.wait_for_url("**/records/**")


def report_incident(page: Any, address: str, lang: str, system: str) -> None:
    """An infringement of fundamental rights in Ireland; ends on the form, with who must be told above it."""
    page.goto(f"{address}/{lang}/report/{system}")
    page.fill("#title", "Applications were lost")
    page.fill("#description", "For two days the service refused everybody born before 1970.")
    page.select_option("#severity", "serious-incident")
    page.fill("#aware_at", "2028-02-18T16:40")
    page.select_option("#zone", "Europe/Brussels")
    page.check("input[name='incident.kind'][value='fundamental-rights-infringement']")
    page.check("input[name='incident.occurred_in'][value='IE']")
    page.check("input[name='incident.causal_link'][value='reasonably-likely']")
    page.click("button[value=look]")
    page.wait_for_selector("#told")


def open_inspection(page: Any, address: str, lang: str, system: str, case: str) -> None:
    """A case about a system; ends on the case."""
    page.goto(f"{address}/{lang}/open-inspection?system={system}")
    page.fill("#case", case)
    page.select_option("#basis", index=1)
    page.fill("#scope", "Duties of providers since August 2026")
    page.click("main form[method=post] button")
    page.wait_for_url("**/inspections/**")


def import_register(page: Any, address: str, lang: str, register: str, file: Path) -> None:
    """A file of a part of a register; ends on the page of the import."""
    page.goto(f"{address}/{lang}/imports")
    page.select_option("#register", register)
    page.set_input_files("#file", file)
    page.check("#part")
    page.click("main form button")
    page.wait_for_url("**/imports/*")


def raise_concern(page: Any, address: str, lang: str) -> None:
    """A concern without an account; ends on the page with its code."""
    page.goto(f"{address}/{lang}/concern")
    page.check("input[name=kind] >> nth=0")
    page.fill("#text", "The system refuses everybody born before 1970.")
    page.click("main form button")
    page.wait_for_selector(".code")


def ask_through(page: Any, address: str, lang: str, regime: str) -> int:
    """Answer every question of the interview with the last that is offered; ends on the last page. Counts them."""
    page.goto(f"{address}/{lang}/interview")
    page.fill("#name", "Robot")
    page.select_option("#regime", regime)
    page.click("main form button")
    page.wait_for_selector("#interview")
    asked = 0
    while page.locator("input[name=fact]").count() and asked < 60:
        asked += 1
        before = page.inner_text(".question h1")
        offered = page.locator("input[name=value][type=radio], input[name=value][type=checkbox]")
        plain = not page.locator("#by").count() and offered.count() > 0
        if plain:
            offered.last.check()
        page.click(f"button[name=do][value={'answer' if plain else 'nobody'}]")
        page.wait_for_function("before => document.querySelector('.question h1')?.innerText !== before", arg=before)
    return asked


def keep_receipt(page: Any, address: str, lang: str, folder: Path) -> Path:
    """The newest receipt of the organisation, once it is there; ends on the page of receipts."""
    for _ in range(100):
        page.goto(f"{address}/{lang}/receipts/own")
        first = page.locator("main tbody tr").first.locator("a[download]")
        if first.count():
            with page.expect_download() as begun:
                first.click()
            path = folder / begun.value.suggested_filename
            begun.value.save_as(path)
            return path
        time.sleep(0.2)
    raise AssertionError("no receipt came")


def check_receipt(page: Any, address: str, lang: str, receipt: Path) -> str:
    """Check a receipt in the browser with the key of the log; gives what is told."""
    key = page.request.get(f"{address}/log/key").text().strip()
    page.goto(f"{address}/{lang}/receipts")
    page.set_input_files("#file", receipt)
    page.fill("#log_key", key)
    page.click("#here")
    page.wait_for_selector("#outcome h2")
    return str(page.inner_text("#outcome"))

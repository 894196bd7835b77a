"""One chatbot in the Union, China, Korea, California, Colorado and New York City: the right regimes, and duties merged.

What binds when, by hand: China's measures since 15 August 2023 and 1 September 2025; the model duties of the AI Act
since 2 August 2025, its notices since 2 August 2026, its marks from 2 December 2026 for a system already on the market;
Korea's act since 22 January 2026; California's transparency act since 2 August 2026. Below 10^26 operations SB 53 asks
nothing. Colorado's first act never came to apply, its second leaves out general assistants, and New York City's law is
about hiring.
"""

from __future__ import annotations

from datetime import date

import pytest

from concordance.assess.result import Assessment
from concordance.pipeline import assess_file
from support import EXAMPLES

CHATBOT = EXAMPLES / "generative-chatbot-six-places.yaml"
AUTUMN_2025, AUTUMN_2026, WINTER_2027 = date(2025, 10, 1), date(2026, 11, 22), date(2027, 2, 1)
FROM_THE_START = frozenset({"cn/genai-measures", "cn/labelling-measures", "eu/ai-act", "eu/gdpr"})
SINCE_2026 = FROM_THE_START | {"kr/ai-basic-act", "us-ca/sb-942"}
NEVER = frozenset({"us-ca/sb-53", "us-co/sb-24-205", "us-co/sb-26-189", "us-nyc/ll-144"})
BINDS_FROM = {
    "cn/genai-measures/17.filing": date(2023, 8, 15),
    "cn/labelling-measures/5.1": date(2025, 9, 1),
    "eu/ai-act/53.1.c": date(2025, 8, 2),
    "kr/ai-basic-act/31.1.generative": date(2026, 1, 22),
    "eu/ai-act/50.1": date(2026, 8, 2),
    "us-ca/sb-942/22757.3.latent": date(2026, 8, 2),
    "eu/ai-act/50.2": date(2026, 12, 2),
}


@pytest.fixture(scope="module", params=[AUTUMN_2025, AUTUMN_2026, WINTER_2027], ids=str)
def result(request: pytest.FixtureRequest) -> Assessment:
    """The assessment of the chatbot on one of the three days."""
    return assess_file(CHATBOT, request.param)


def test_regimes_that_bind(result: Assessment) -> None:
    known = SINCE_2026 | NEVER
    binding = {duty.instrument for duty in result.duties if duty.modality == "obligation" and duty.outcome.binds}
    assert binding & known == (FROM_THE_START if result.at == AUTUMN_2025 else SINCE_2026)


def test_regimes_left_out_and_why(result: Assessment) -> None:
    found = {instrument.id: instrument for instrument in result.instruments}
    assert found["us-nyc/ll-144"].in_scope is False
    assert found["us-ca/sb-53"].in_scope is False
    assert found["us-co/sb-26-189"].in_scope is False
    assert found["us-co/sb-24-205"].in_scope is True
    assert found["us-co/sb-24-205"].in_force is (result.at == AUTUMN_2025)
    assert found["us-co/sb-26-189"].in_force is (result.at == WINTER_2027)
    assert found["kr/ai-basic-act"].in_scope is True
    assert found["kr/ai-basic-act"].in_force is (result.at != AUTUMN_2025)


def test_dates_from_which_duties_bind(result: Assessment) -> None:
    duties = {duty.norm: duty for duty in result.duties if duty.norm in BINDS_FROM and duty.from_ is not None}
    assert {norm: duty.from_ for norm, duty in duties.items()} == BINDS_FROM
    for norm, duty in duties.items():
        assert duty.outcome.binds is (BINDS_FROM[norm] <= result.at), norm


def test_nothing_is_left_open(result: Assessment) -> None:
    assert not [duty.norm for duty in result.duties if duty.missing]
    assert not [instrument.id for instrument in result.instruments if instrument.in_scope is None]


def test_duties_merge_into_fewer_measures_and_every_merge_says_why(result: Assessment) -> None:
    merges = [merge for measure in result.measures for merge in measure.duties]
    assert len({merge.norm for merge in merges}) == len(merges)
    assert len(merges) > len(result.measures) > 0
    assert all(merge.why.en and merge.why.fr for merge in merges)


def test_one_mark_serves_four_laws(result: Assessment) -> None:
    (mark,) = [m for m in result.measures if any(merge.norm == "eu/ai-act/50.2" for merge in m.duties)]
    assert {"cn/labelling-measures", "eu/ai-act", "kr/ai-basic-act", "us-ca/sb-942"} <= set(mark.instruments)
    assert "machine_readable" in mark.parameters["manner"]

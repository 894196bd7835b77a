"""A cover that lists norms brings in those alone: the instrument as such stays out of reach."""

from __future__ import annotations

from concordance.norms.score import Score

AI_ACT = "eu/ai-act"


def test_a_cover_of_listed_norms_reaches_them_and_nothing_else(score: Score) -> None:
    articles = score.instruments[AI_ACT].articles
    norms = {norm.id: norm for article in articles for norm in article.norms}
    (complaint,) = (cover for article in articles for cover in article.covers if cover.id == "85")
    assert complaint.reaches(norms["85.1"])
    assert not complaint.reaches(norms["4.1"])
    assert not complaint.reaches(None)


def test_a_cover_without_a_list_reaches_the_instrument_and_every_norm(score: Score) -> None:
    articles = score.instruments[AI_ACT].articles
    (provider,) = (cover for article in articles for cover in article.covers if cover.id == "2.1.a")
    assert provider.reaches(None)
    assert all(provider.reaches(norm) for article in articles for norm in article.norms)


def test_every_cover_names_norms_or_articles_that_exist(score: Score) -> None:
    for instrument in score.instruments.values():
        known = {article.id for article in instrument.articles}
        known |= {norm.id for article in instrument.articles for norm in article.norms}
        for article in instrument.articles:
            for cover in article.covers:
                assert known.issuperset(cover.only), f"{instrument.id}: {cover.id}"

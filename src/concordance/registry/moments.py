"""Moments and identifiers as the registry keeps them: UTC to the second, and tokens that a log accepts."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from concordance.base.span import NOWHERE, Span
from concordance.registry.refusals import refusal

_TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/#-]{0,199}")


def stamp(moment: datetime) -> str:
    """A moment as kept: `2028-02-18T15:40:00Z`. Raises ProblemsError `bad-moment` for one without a time zone.

    >>> stamp(datetime(2028, 2, 18, 15, 40, tzinfo=UTC))
    '2028-02-18T15:40:00Z'
    """
    if moment.tzinfo is None:
        raise refusal("bad-moment", value=moment.isoformat())
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def parse_moment(text: str, place: Span = NOWHERE) -> datetime:
    """A moment with its time zone. Raises ProblemsError `bad-moment` at the place."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise refusal("bad-moment", place, value=text[:60]) from None
    if moment.tzinfo is None:
        raise refusal("bad-moment", place, value=text[:60])
    return moment


def is_token(text: str) -> bool:
    """Whether the text may stand in a statement of the log (see `evidence.statement`)."""
    return _TOKEN.fullmatch(text) is not None


def token(text: str, place: Span = NOWHERE) -> str:
    """The text, if it can be an identifier. Raises ProblemsError `bad-token`."""
    if not is_token(text):
        raise refusal("bad-token", place, value=text[:60])
    return text

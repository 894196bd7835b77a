"""The identity provider that a server is set up with."""

from __future__ import annotations

import re
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Provider:
    """An identity provider, and under which name and secret this server is known to it."""

    issuer: str
    client: str
    secret: str = field(repr=False)

    @property
    def safe(self) -> bool:
        """Whether it is reached by HTTPS, or on this machine."""
        return bool(re.match(r"https://|http://(127\.0\.0\.1|localhost|\[::1\])([:/]|$)", self.issuer))

"""All tables of the registry, imported in one place so that the schema is complete whoever asks for it."""

from __future__ import annotations

from concordance.registry import accounts, models

TABLES = (models, accounts)
metadata = models.Base.metadata

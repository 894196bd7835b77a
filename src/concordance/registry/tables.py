"""All tables of the registry, imported in one place so that the schema is complete whoever asks for it."""

from __future__ import annotations

from concordance.registry import access, accounts, models

TABLES = (models, accounts, access)
metadata = models.Base.metadata

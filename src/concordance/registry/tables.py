"""All tables of the registry, imported in one place so that the schema is complete whoever asks for it."""

from __future__ import annotations

from concordance.registry import access, accounts, models
from concordance.registry.jobs import tables as jobs

TABLES = (models, accounts, access, jobs)
metadata = models.Base.metadata

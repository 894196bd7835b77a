"""Linguistic and cultural diversity: what a language costs, and how well it is served."""

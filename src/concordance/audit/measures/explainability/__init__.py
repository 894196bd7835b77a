"""Explainability: whether an explanation of a decision can be trusted."""

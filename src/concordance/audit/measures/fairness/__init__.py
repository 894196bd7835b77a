"""Fairness and non-discrimination: differences between groups of persons."""

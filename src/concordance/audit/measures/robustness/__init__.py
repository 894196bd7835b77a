"""Robustness: what happens to decisions when the input is disturbed."""

"""Signed statements and the transparency log that keeps them. It knows bytes, not law.

What the log proves, and what it does not, is stated in ``spec/evidence-log.md``.
"""

"""Transparency towards people: disclosure, marks, provenance."""

"""Interval methods, each with its reference; nothing here knows what the numbers mean."""

"""Duties of several laws beside each other: relations, measures that discharge many, tensions."""

"""Registers, assessments, declarations, incidents, inspections: what institutions keep, with its whole history.

Every change is an event that can be written to a transparency log. Read ``spec/registry.md`` first.
"""

"""Integrity of information: calibrated answers, faithful quotations."""

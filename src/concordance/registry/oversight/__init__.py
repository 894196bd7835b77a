"""Inspections: opened on a legal basis, heard, decided by two people, open to appeal, followed up, counted."""

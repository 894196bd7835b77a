"""Data governance: schema, representativeness, labels, documentation of data sets."""

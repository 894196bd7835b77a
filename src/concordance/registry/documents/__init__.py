"""Documents that organisations hand in as evidence: what may come in, how it is kept, and how it is erased."""

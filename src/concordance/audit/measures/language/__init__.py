"""Language models, asked for likelihoods and continuations; the tier that needs torch (extra `audit-llm`)."""

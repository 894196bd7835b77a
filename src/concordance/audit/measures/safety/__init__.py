"""Safety: harmful content and refusals."""

"""Concordance: the governance of AI as executable, measurable, verifiable law.

Read `concordance.pipeline` first: it says in a page how bytes become an assessment.
"""

__version__ = "0.1.0"

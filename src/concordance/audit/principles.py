"""The principles that audits serve, as the corpus names them, and what measuring each one comes down to."""

from __future__ import annotations

from concordance.base.text import Text

PRINCIPLES: dict[str, Text] = {
    "transparency": Text("Transparency", "Transparence"),
    "explainability": Text("Explainability", "Explicabilité"),
    "fairness": Text("Fairness and non-discrimination", "Équité et non-discrimination"),
    "privacy": Text("Privacy and data protection", "Vie privée et protection des données"),
    "security": Text("Security", "Sécurité des systèmes"),
    "safety": Text("Safety", "Sûreté"),
    "robustness": Text("Robustness", "Robustesse"),
    "accuracy": Text("Accuracy", "Exactitude"),
    "human-oversight": Text("Human oversight", "Contrôle humain"),
    "accountability": Text("Accountability", "Responsabilité"),
    "data-governance": Text("Data governance", "Gouvernance des données"),
    "record-keeping": Text("Record-keeping", "Tenue de registres"),
    "copyright": Text("Respect of copyright", "Respect du droit d’auteur"),
    "sustainability": Text("Environmental sustainability", "Durabilité environnementale"),
    "diversity": Text("Linguistic and cultural diversity", "Diversité linguistique et culturelle"),
    "information-integrity": Text("Integrity of information", "Intégrité de l’information"),
}
"""Ids and labels are those of `corpus/vocabulary/principles.yaml`; a test compares them."""

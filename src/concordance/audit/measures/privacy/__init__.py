"""Privacy: who was in the training data, and what personal data a data set holds."""

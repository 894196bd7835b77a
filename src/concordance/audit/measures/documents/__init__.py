"""Documents: cards, instructions and bills of materials against what the texts ask for."""

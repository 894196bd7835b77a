"""Accuracy and calibration: what was declared, what is measured, whether it still holds."""

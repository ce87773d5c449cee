"""Whole models, of 30 to 150 lines each."""

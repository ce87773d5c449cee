"""Comprehensions."""

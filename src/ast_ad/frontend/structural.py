"""Builtins that work on structure."""
from __future__ import annotations
def find(function: object): return None

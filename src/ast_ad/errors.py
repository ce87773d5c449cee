"""Errors. Every refusal has a code, a place in the user's file and a hint; an internal failure names the pass."""

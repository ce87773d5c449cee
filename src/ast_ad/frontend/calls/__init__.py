"""Calls: of the user's functions and classes, of builtins that work on structure, and of libraries."""

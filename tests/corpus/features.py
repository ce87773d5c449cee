"""The features that the corpus covers. Every pair occurs nested in some program; ``tools/features.py`` prints the matrix."""

from __future__ import annotations

FEATURES = {
    "loop": "for over a range, an array, a list, enumerate, zip or reversed",
    "while": "while with a condition on computed values",
    "branch": "if, elif, else, a conditional expression",
    "exit": "break, continue, an early return, the else of a loop",
    "in_place": "a write into an element, a slice or a whole array",
    "view": "a name for a part of an array, or a second name for an array",
    "index": "reads by index arrays, masks, ellipsis, negative indices and steps",
    "call": "a function of the user's, a lambda, a function passed as a value",
    "recursion": "a function that calls itself, or another that calls it",
    "structure": "tuples, lists, dicts, dataclasses and objects that hold numbers",
    "list": "a list that grows, a comprehension",
    "broadcast": "operands of different shapes, axes of length 1",
    "reduction": "sum, mean, max, prod along axes",
    "linear": "dot, matmul, outer, einsum",
    "reshape": "reshape, transpose, concatenate, stack",
    "swap": "names exchanged or rotated in one assignment",
    "scalar": "elementary functions of Python numbers",
}

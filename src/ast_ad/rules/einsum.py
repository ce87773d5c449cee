"""np.einsum with its subscripts in a string: the adjoint of an einsum is one more einsum for each operand."""

from __future__ import annotations

import functools
import operator
import string
from collections.abc import Sequence
from typing import Any

import numpy as np

from ast_ad.kinds import Dim, dims_of, may_be_one, same
from ast_ad.rules.subscripts import parsed
from ast_ad.rules.symbolic import Symbol, Unsupported, sum_to, symbol_in


def _parsed(subscripts: Any, operands: Sequence[Any]) -> tuple[list[str], str]:
    """The subscripts of the operands and of the result."""
    ranks = [operand.ndim if isinstance(operand, Symbol) else np.ndim(operand) for operand in operands]
    if not isinstance(subscripts, str):
        raise Unsupported("subscripts that are no string")
    if "..." in subscripts and None in ranks:
        raise Unsupported("dots in the subscripts of an array of unknown rank")
    return parsed(subscripts, [rank or 0 for rank in ranks])


def einsum_tangent(
    dots: Any, subscripts: Any, *operands: Any, optimize: Any = False, dtype: Any = None, w: Any, **layout: Any
) -> Any:
    _parsed(subscripts, operands)
    words = {"optimize": optimize} if optimize is not False else {}
    terms = []
    for k, dot in enumerate(dots[1:]):
        if dot is not None:
            terms.append(np.einsum(subscripts, *operands[:k], dot, *operands[k + 1 :], **words))
    return functools.reduce(operator.add, terms)


def einsum_adjoint(
    d: Any, subscripts: Any, *operands: Any, optimize: Any = False, dtype: Any = None, w: Any, **layout: Any
) -> Any:
    terms, output = _parsed(subscripts, operands)
    # A path that is written out is one for these operands, in this order.
    words = {} if optimize is False else {"optimize": optimize if isinstance(optimize, bool | str) else True}
    return (None, *(_bar(d, terms, output, operands, k, words) for k in range(len(operands))))


def _bar(d: Any, terms: list[str], output: str, operands: tuple[Any, ...], k: int, words: dict[str, Any]) -> Any:
    """The bar of one operand: the others and the bar of the result, summed to the operand's axes."""
    x = operands[k]
    ins = [output, *terms[:k], *terms[k + 1 :]]
    factors = [d, *operands[:k], *operands[k + 1 :]]
    target = _distinct(terms[k], "".join([output, *terms]))
    for axis, (was, now) in enumerate(zip(terms[k], target)):
        if was != now:
            # An axis that occurs twice has a bar on the diagonal only.
            ins.append(was + now)
            factors.append(d.apply(np.eye, np.size(x, axis), dtype=d.kind.dtype.type))
    if _is_longer(x, target, ins, factors):
        ins.append(target)
        factors.append(np.ones_like(x))
    # An axis of length 1 may have met a longer one.
    return sum_to(np.einsum(f"{','.join(ins)}->{target}", *factors, **words), x)


def _is_longer(x: Any, target: str, ins: list[str], factors: list[Any]) -> bool:
    """Whether an operand may have an axis as long as none of the factors of its bar has."""
    known = dims_of(x.kind) if isinstance(x, Symbol) else None
    for k, letter in enumerate(target):
        met = [_length(factor, term.index(letter)) for term, factor in zip(ins, factors) if letter in term]
        if not any(dim is not None and _covers(dim, None if known is None else known[k]) for dim in met):
            return True
    return False


def _length(factor: Any, axis: int) -> Dim | None:
    dims = dims_of(factor.kind) if isinstance(factor, Symbol) else np.shape(factor)
    return None if dims is None else dims[axis]


def _covers(dim: Dim, mine: Dim | None) -> bool:
    """Whether an axis that meets mine in a product is surely as long."""
    return mine == 1 or not may_be_one(dim) or (mine is not None and same(mine, dim))


def _distinct(term: str, used: str) -> str:
    """The subscripts of an operand with a fresh letter for each that occurs again."""
    fresh = (letter for letter in string.ascii_letters if letter not in used)
    seen: set[str] = set()
    result = ""
    for letter in term:
        result += next(fresh) if letter in seen else letter
        seen.add(letter)
    return result


def from_sublists(*args: Any, optimize: Any = False, dtype: Any = None, **layout: Any) -> Any:
    """np.einsum with each operand followed by the numbers of its axes: the same with a string."""
    if isinstance(args[0], str):
        return NotImplemented
    if any(isinstance(each, Symbol) for each in args[1::2]):
        raise Unsupported("axes that are not known while compiling")
    letters: dict[Any, str] = {...: "..."}
    for number in sorted({number for sublist in args[1::2] for number in sublist if number is not ...}):
        letters[number] = string.ascii_letters[len(letters) - 1]
    subscripts = ",".join("".join(letters[number] for number in sublist) for sublist in args[1::2])
    if len(args) % 2:
        subscripts += "->" + "".join(letters[number] for number in args[-1])
    operands = args[: len(args) - len(args) % 2 : 2]
    words = ({} if optimize is False else {"optimize": optimize}) | ({} if dtype is None else {"dtype": dtype})
    return symbol_in(operands).apply(np.einsum, subscripts, *operands, **words)

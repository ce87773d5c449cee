"""Signs: a negated product is the product of a negated factor, of a number where there is one among arrays.

``-(y_bar * x / w)`` is ``-y_bar * x / w``, which passes once less over the arrays. What a sum takes up, as ``-=``
does, stays as it is.
"""

from __future__ import annotations

import operator
from collections import Counter

from ast_ad.ir import Acc, Apply, Atom, Block, Const, Op, Value, kind_of, values, walk
from ast_ad.kinds import Array, Kind, Number, differentiable
from ast_ad.optimise.rewrite import substitute

_NEGATION = Apply(operator.neg)
_PRODUCTS = (Apply(operator.mul), Apply(operator.truediv))


def signs(block: Block) -> Block:
    """The block with each sign at a factor."""
    uses = Counter(value for op in walk(block) for value in values(op.args))
    uses.update(value for op in walk(block) for inner in op.blocks for value in values(inner.results))
    uses.update(values(block.results))
    added = {op.args[1] for op in walk(block) if isinstance(op.prim, Acc)}
    return _signs(block, uses, added)


def _signs(block: Block, uses: Counter[Value], added: set[Atom]) -> Block:
    before: dict[Op, Op] = {}
    changed: dict[Op, Op] = {}
    mapping: dict[Value, Atom] = {}
    source: dict[Value, Op] = {}
    for op in block.ops:
        source.update(dict.fromkeys(op.results, op))
        factor = _factor(op.args[0], source, uses) if op.prim == _NEGATION and op.result not in added else None
        if factor is None:
            continue
        product, k = factor
        atom = product.args[k]
        negated = _negated(atom)
        if isinstance(negated, Op):
            before[product] = negated
            atom = negated.result
        else:
            atom = negated
        args = (*product.args[:k], atom, *product.args[k + 1 :])
        changed[product] = Op(product.prim, args, product.results, (), product.place)
        inner = op.args[0]
        assert isinstance(inner, Value)
        inner.hint = inner.hint or op.result.hint
        mapping[op.result] = inner
        del source[op.result]
        source[inner] = op
    ops = []
    for op in block.ops:
        if op.results and op.results[0] in mapping:
            continue
        ops += [before[op]] if op in before else []
        new = changed.get(op, op)
        blocks = tuple(_signs(inner, uses, added) for inner in new.blocks)
        ops.append(Op(new.prim, new.args, new.results, blocks, new.place) if blocks else new)
    return substitute(Block(block.params, tuple(ops), block.results), mapping)


def _factor(atom: Atom, source: dict[Value, Op], uses: Counter[Value]) -> tuple[Op, int] | None:
    """The innermost product that a product begins with, where nobody else reads what is between, and the factor to negate."""
    op = source.get(atom) if isinstance(atom, Value) else None
    if op is None or op.prim not in _PRODUCTS or uses[op.result] != 1:
        return None
    able = [k for k, arg in enumerate(op.args) if _has_sign(kind_of(arg))]
    if not able:
        return None
    numbers = [k for k in able if isinstance(kind_of(op.args[k]), Number)]
    k = numbers[0] if numbers and isinstance(op.result.kind, Array) else able[0]
    return _factor(op.args[k], source, uses) or (op, k)


def _has_sign(kind: Kind) -> bool:
    """Whether every value of a kind has its opposite: masks and most integers of NumPy's have not."""
    return differentiable(kind) or (isinstance(kind, Number) and kind.type is int and kind.dtype is None)


def _negated(atom: Atom) -> Atom | Op:
    if isinstance(atom, Const) and type(atom.value) in (int, float):
        return Const(-atom.value)  # type: ignore[operator]
    return Op(_NEGATION, (atom,), (Value(kind_of(atom)),))

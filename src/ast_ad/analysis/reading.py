"""Which values may lie in memory that NumPy gives out for reading only, such as what ``np.broadcast_to`` returns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ast_ad.analysis.activity import carried
from ast_ad.analysis.writing import writes
from ast_ad.ir import Acc, Apply, Atom, For, Func, If, Load, Op, Pop, Push, Store, Try, Value, While, walk
from ast_ad.rules.aliasing import READ_ONLY, may_share


def read_only(func: Func, fresh_sums: frozenset[Op] = frozenset()) -> frozenset[Value]:
    """The values, as a least fixed point along views, control flow and tapes. Copies and arithmetic are not among them."""
    found: set[Value] = set()
    before = -1
    while len(found) > before:
        before = len(found)
        for op in walk(func.block):
            for value, sources in _flows(op, fresh_sums):
                if not found.isdisjoint(source for source in sources if isinstance(source, Value)):
                    found.add(value)
            if isinstance(op.prim, Apply) and op.prim.function in READ_ONLY:
                found.update(op.results)
    return frozenset(found)


def _flows(op: Op, fresh_sums: frozenset[Op]) -> Iterable[tuple[Value, Sequence[Atom]]]:
    """Pairs of a value and what it may lie in the memory of."""
    match op.prim:
        case Load() | Store() | Pop():
            yield op.result, op.args[:1]
        case Acc() if op not in fresh_sums:
            yield op.result, op.args[:1]
        case Push() if isinstance(tape := op.args[0], Value):
            yield tape, op.args[1:]
        case Apply(function=function) if may_share(function) or writes(op, fresh_sums):
            yield from ((result, op.args) for result in op.results)
        case If():
            yield from zip(op.results, zip(*(block.results for block in op.blocks)))
        case Try():
            body, *ways = op.blocks
            yield from zip(ways[0].params, zip(body.results))
            yield from zip(op.results[1:], zip(*(block.results for block in ways)))
        case For() | While():
            inits, nexts, finals = carried(op)
            yield from zip(finals, zip(inits, nexts))
            for block in op.blocks:
                yield from zip(block.params[len(block.params) - len(inits) :], zip(inits, nexts))

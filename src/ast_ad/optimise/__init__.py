"""Passes over the IR: each takes a block to a block that means the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ast_ad.dump import dump
from ast_ad.errors import within
from ast_ad.ir import Block, Func, callees
from ast_ad.optimise.cse import cse
from ast_ad.optimise.dce import dce
from ast_ad.optimise.fuse import fuse
from ast_ad.optimise.shapes import shapes
from ast_ad.optimise.signs import signs
from ast_ad.optimise.simplify import simplify
from ast_ad.optimise.sink import sink
from ast_ad.optimise.unroll import unroll
from ast_ad.verify import verify

Pass = Callable[[Block], Block]

PRIMAL: tuple[Pass, ...] = (simplify, cse, dce, sink, simplify, dce)
DERIVATIVE: tuple[Pass, ...] = (simplify, cse, simplify, dce, shapes, dce, fuse, signs)


def run(func: Func, passes: Sequence[Pass], check: bool = False) -> Func:
    """Apply passes to a function and all that it calls; ``check`` verifies the IR after each."""
    for each in passes:
        name = getattr(each, "__name__", "pass")
        with within(name, lambda: dump(func)):
            for callee in callees(func):
                callee.block = each(callee.block)
            if check:
                verify(func)
    return func


def primal(unrolled: bool | int = False) -> tuple[Pass, ...]:
    """The passes for a user's function; ``unrolled``: loops of at most so many known trips are written out (True: all)."""
    if unrolled is False:
        return PRIMAL

    def unroll_loops(block: Block) -> Block:
        return unroll(block, None if unrolled is True else unrolled)

    return (simplify, unroll_loops, *PRIMAL)

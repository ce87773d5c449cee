"""What forward mode runs a second time: control flow in the body of a `try`, whose dots are computed behind it."""

from __future__ import annotations

from collections.abc import Iterator

from ast_ad.ad.guards import passes_on
from ast_ad.errors import Refused
from ast_ad.ir import UNDEF, Apply, Block, Call, Const, If, Op, Try, Value, callees, values, walk
from ast_ad.optimise.rewrite import substitute


def without_context(op: Op) -> Op:
    """What has run in a context is run again without it: a manager is entered once, a finally clause runs once."""
    blocks = tuple(Block(b.params, tuple(map(without_context, b.ops)), b.results) for b in op.blocks)
    if not passes_on(op):
        return Op(op.prim, op.args, op.results, blocks, op.place) if blocks else op
    body, orelse, _ = blocks
    rest = substitute(Block((), orelse.ops, orelse.results), dict(zip(orelse.params, body.results)))
    then = Block((), (*body.ops, *rest.ops), rest.results)
    otherwise = Block((), (), (UNDEF,) * len(rest.results))
    return Op(If(), (Const(True),), op.results[1:], (then, otherwise), op.place)


def require_silent(op: Op) -> None:
    """Refuse control flow that cannot be run twice."""
    for inner in (op, *_inside(op)):
        entered = inner.blocks[0].params if isinstance(inner.prim, Try) else ()
        if (isinstance(inner.prim, Apply) and inner.prim.effect) or set(entered) & set(_read(inner)):
            raise Refused(
                "AD602",
                "forward mode runs this again, and inside it something is printed, drawn or entered",
                inner.place,
                "take it out of the try block, or out of its branches and loops",
            )


def _read(op: Op) -> Iterator[Value]:
    return (value for block in op.blocks for inner in walk(block) for value in values(inner.args))


def _inside(op: Op) -> Iterator[Op]:
    """The ops inside an op, those of the functions that it calls included."""
    own = [inner for block in op.blocks for inner in walk(block)]
    called = [inner.prim.func for inner in (op, *own) if isinstance(inner.prim, Call)]
    yield from own
    for callee in dict.fromkeys(each for func in called for each in callees(func)):
        yield from walk(callee.block)

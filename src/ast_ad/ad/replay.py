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


def silenced(op: Op) -> Op:
    """What has run is run again without what it has done for its own sake: what was printed is not printed twice."""
    quiet = _without_effects(op, set(_read(op)))
    # A logger was made for what is not logged again.
    return quiet if _size(quiet) == _size(op) else silenced(quiet)


def _size(op: Op) -> int:
    return sum(1 for block in op.blocks for _ in walk(block))


def _without_effects(op: Op, read: set[Value]) -> Op:
    def stays(inner: Op) -> bool:
        effect = isinstance(inner.prim, Apply) and inner.prim.effect
        return not effect or not read.isdisjoint(inner.results)

    blocks = tuple(
        Block(b.params, tuple(_without_effects(inner, read) for inner in b.ops if stays(inner)), b.results)
        for b in op.blocks
    )
    return Op(op.prim, op.args, op.results, blocks, op.place) if blocks else op


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
    blocks = [*op.blocks, *(block for outer in op.blocks for inner in walk(outer) for block in inner.blocks)]
    for block in blocks:
        yield from values((*block.results, *(atom for inner in block.ops for atom in inner.args)))


def _inside(op: Op) -> Iterator[Op]:
    """The ops inside an op, those of the functions that it calls included."""
    own = [inner for block in op.blocks for inner in walk(block)]
    called = [inner.prim.func for inner in (op, *own) if isinstance(inner.prim, Call)]
    yield from own
    for callee in dict.fromkeys(each for func in called for each in callees(func)):
        yield from walk(callee.block)

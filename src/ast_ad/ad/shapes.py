"""Arrays of which a reversal reads nothing but the shape: it is that of another array, or it is saved in its place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from ast_ad.analysis.bound import Binding
from ast_ad.ir import Apply, Atom, Block, Const, Op, Value, values, walk
from ast_ad.kinds import Array
from ast_ad.optimise.rewrite import substitute, written_out
from ast_ad.optimise.shapes import asked
from ast_ad.rules.broadcasting import same_dims


def by_shape(
    forward: list[Op], mirror: Block, owned: Sequence[Value], outer: Sequence[Value], binding: Binding
) -> tuple[list[Op], Block, list[Value]]:
    """The ops of a block and its mirror, which reads no array that the block owns for its shape alone.

    Shapes are asked of what the mirror reads anyway, of its own arrays or of those around; else they become values of the
    block, which come last.
    """
    questions, read = _questions(mirror)
    source = {result: op for op in forward for result in op.results}
    mapping: dict[Value, Atom] = {}
    measured: dict[Value, Value] = {}
    # What one way of control leaves unbound has no shape there.
    own = [value for value in owned if value in read and not binding.may_lack(value, {})]
    at_hand = [*own, *mirror.params, *(value for value in outer if not binding.may_lack(value, {}))]
    for value in owned:
        if value in read or value not in questions:
            continue
        items = written_out(source.get(value))
        if items is not None and all(op.prim == Apply(len) for op in questions[value]):
            mapping |= {op.result: Const(len(items)) for op in questions[value]}
            continue
        like = any(asked(op) for op in questions[value])
        found = next((other for other in at_hand if _alike(value, other, like)), None)
        if found is not None:
            mapping[value] = found
        elif all(op.prim == questions[value][0].prim for op in questions[value]) and not like:
            measured[value] = questions[value][0].result
    if not mapping and not measured:
        return forward, mirror, []
    mapping |= {op.result: shape for value, shape in measured.items() for op in questions[value]}
    dropped = {op for value in measured for op in questions[value]}
    rest = substitute(_without(mirror, dropped), mapping)
    return _with_shapes(forward, {v: questions[v][0] for v in measured}), rest, list(measured.values())


def _questions(mirror: Block) -> tuple[dict[Value, list[Op]], set[Value]]:
    """The ops that ask a value for its shape, for each value, and the values that are read for more."""
    questions: dict[Value, list[Op]] = defaultdict(list)
    read = set(values(mirror.results))
    for op in walk(mirror):
        if asked(op) is not None and isinstance(op.args[0], Value):
            questions[op.args[0]].append(op)
            read.update(values(op.args[1:]))
        else:
            read.update(values(op.args))
        read.update(value for block in op.blocks for value in values(block.results))
    return questions, read


def _alike(value: Value, other: Value, like: bool) -> bool:
    """Whether two arrays surely have the same shape, and the same dtype if that matters."""
    a, b = value.kind, other.kind
    return isinstance(a, Array) and isinstance(b, Array) and same_dims(a, b) and (a.dtype == b.dtype or not like)


def _without(block: Block, dropped: set[Op]) -> Block:
    ops = []
    for op in block.ops:
        if op not in dropped:
            blocks = tuple(_without(inner, dropped) for inner in op.blocks)
            ops.append(Op(op.prim, op.args, op.results, blocks, op.place) if blocks else op)
    return Block(block.params, tuple(ops), block.results)


def _with_shapes(forward: Iterable[Op], questions: dict[Value, Op]) -> list[Op]:
    """The ops of a block, each followed by the questions that its results are asked."""
    bound = {result for op in forward for result in op.results}
    out = [op for value, op in questions.items() if value not in bound]
    for op in forward:
        out.append(op)
        out += [questions[result] for result in op.results if result in questions]
    return out

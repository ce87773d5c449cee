"""The mechanisms that passes share: putting atoms in the place of values, and copying blocks with fresh values."""

from __future__ import annotations

from collections.abc import Mapping

from ast_ad.ir import Apply, Atom, Block, Op, Value
from ast_ad.tree import LEAF, Node


def substitute(block: Block, mapping: Mapping[Value, Atom]) -> Block:
    """The block with every use of a mapped value replaced, in the blocks inside it too."""
    if not mapping:
        return block
    ops = tuple(substitute_op(op, mapping) for op in block.ops)
    return Block(block.params, ops, atoms(block.results, mapping))


def substitute_op(op: Op, mapping: Mapping[Value, Atom]) -> Op:
    """The op with every use of a mapped value replaced; the op itself where it uses none."""
    args = atoms(op.args, mapping)
    blocks = tuple(substitute(block, mapping) for block in op.blocks)
    if args == op.args and not blocks:
        return op
    return Op(op.prim, args, op.results, blocks, op.place)


def atoms(old: tuple[Atom, ...], mapping: Mapping[Value, Atom]) -> tuple[Atom, ...]:
    return tuple(mapping.get(atom, atom) if isinstance(atom, Value) else atom for atom in old)


def written_out(op: Op | None) -> tuple[Atom, ...] | None:
    """The items of a list, if the op that gives it has them one by one."""
    if op is None or not isinstance(op.prim, Apply) or op.prim.function is not list or op.prim.form is None:
        return None
    (tree,) = op.prim.form.trees
    return op.args if isinstance(tree, Node) and all(item is LEAF for item in tree.items) else None


def fresh(value: Value) -> Value:
    """A value like another one."""
    return Value(value.kind, value.hint, value.place)


def clone(block: Block, mapping: Mapping[Value, Atom] | None = None) -> Block:
    """A copy of a block that binds fresh values, so that both can stand in one function."""
    known = dict(mapping or {})
    params = tuple(map(fresh, block.params))
    known.update(zip(block.params, params))
    ops = []
    for op in block.ops:
        blocks = tuple(clone(inner, known) for inner in op.blocks)
        results = tuple(map(fresh, op.results))
        ops.append(Op(op.prim, atoms(op.args, known), results, blocks, op.place))
        known.update(zip(op.results, results))
    return Block(params, tuple(ops), atoms(block.results, known))

"""The kinds of results, from the kinds of arguments. Nothing here raises: what cannot be known is opaque."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ast_ad.ir import Apply, Atom, Index, Path, Value, View, kind_of
from ast_ad.kinds import FLOAT, INT, NONE, Kind, List, Number, Opaque
from ast_ad.rules.indexing import indexed
from ast_ad.rules.probe import result_kinds
from ast_ad.tree import leaves, plain


def apply(prim: Apply, atoms: Sequence[Atom]) -> tuple[Kind, ...]:
    """The kinds of the results of a call, several where the function returns a tuple."""
    function = prim.function
    if isinstance(function, type) and issubclass(function, BaseException):
        return (Opaque(function),)
    form = prim.form or plain(len(atoms))
    optional = [kind for kind in map(kind_of, atoms) if isinstance(kind, List) and kind.optional]
    if not optional:
        return result_kinds(function, form, atoms)
    # What is made of a list that may hold None may hold it too.
    empty = any(kind.item == NONE for kind in optional)
    stand_ins = [Value(List(FLOAT)) if kind_of(atom) == List(NONE, True) else atom for atom in atoms]
    found = result_kinds(function, form, stand_ins)
    return tuple(
        replace(kind, item=NONE if empty else kind.item, optional=True) if isinstance(kind, List) else kind
        for kind in found
    )


def load(kind: Kind, path: Path, index: Sequence[Atom] = ()) -> Kind:
    """The kind of ``u[path]``."""
    rest = list(index)
    for step in path:
        count = _atoms(step)
        kind = _step(kind, step, rest[:count])
        rest = rest[count:]
    return kind


def _atoms(step: Index | View) -> int:
    trees = step.items if isinstance(step, Index) else step.form.trees
    return sum(map(leaves, trees)) - isinstance(step, View)


def _step(kind: Kind, step: Index | View, atoms: Sequence[Atom]) -> Kind:
    if isinstance(step, Index):
        return indexed(kind, step, atoms)
    found = apply(Apply(step.function, step.form), (Value(kind), *atoms))
    return found[0] if len(found) == 1 else Opaque()


def is_element(kind: Kind, path: Path, index: Sequence[Atom] | None = None) -> bool:
    """Whether a path surely names one element of an array or item of a list. Without atoms, indices are integers."""
    if not path:
        return False
    atoms = [Value(INT) for _ in range(sum(map(_atoms, path)))] if index is None else list(index)
    last = _atoms(path[-1])
    base = load(kind, path[:-1], atoms[: len(atoms) - last])
    found = _step(base, path[-1], atoms[len(atoms) - last :])
    if isinstance(base, List):
        return not isinstance(found, List) or found == base.item
    return isinstance(found, Number)

"""Reads of storages through paths."""

from __future__ import annotations

from collections.abc import Sequence

from ast_ad.build import Builder
from ast_ad.frontend.machine.objects import Ref, Step
from ast_ad.ir import Apply, Atom, Path, Value, View, kind_of
from ast_ad.kinds import Array, Kind
from ast_ad.rules import infer
from ast_ad.tree import plain


def path_of(steps: Sequence[Step]) -> tuple[Path, tuple[Atom, ...]]:
    """The path of an op and its index atoms."""
    return tuple(step.kind for step in steps), tuple(atom for step in steps for atom in step.atoms)


def read(builder: Builder, base: Atom, steps: Sequence[Step], hint: str = "") -> Atom:
    """What a path leads to: one load for a run of index steps, a call for a view."""
    run: list[Step] = []
    for k, step in enumerate(steps):
        if isinstance(step.kind, View):
            base = apply_view(builder, step, base)
            continue
        run.append(step)
        if k + 1 == len(steps) or isinstance(steps[k + 1].kind, View) or picks(step):
            base = builder.load(base, *path_of(run), hint=hint)
            run = []
    return base


def picks(step: Step) -> bool:
    """Whether a step is an index by an array, which makes a copy: no further step leads on into what it was taken from."""
    return any(isinstance(kind_of(atom), Array) for atom in step.atoms)


def apply_view(builder: Builder, step: Step, base: Atom) -> Value:
    assert isinstance(step.kind, View)
    atoms = (base, *step.atoms)
    form = step.kind.form
    prim = Apply(step.kind.function, None if form == plain(len(atoms)) else form)
    (result,) = builder.emit(prim, atoms, infer.apply(prim, atoms))
    return result


def kind_along(kind: Kind, steps: Sequence[Step]) -> Kind:
    """The kind of what a path leads to."""
    return infer.load(kind, *path_of(steps)) if steps else kind


def kind_of_ref(content: Atom, ref: Ref) -> Kind:
    return kind_along(kind_of(content), ref.path)

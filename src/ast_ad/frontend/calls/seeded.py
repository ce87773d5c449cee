"""Adjoints and tangents inside a function: ``adjoint(f)(x, y_bar)`` and ``tangent(f)(x, x_dot)``.

The seed and the dots come after the arguments, or by name where Python could not tell them apart.
"""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from dataclasses import dataclass
from types import FunctionType

from ast_ad.ad.adjoint import adjoint, seed_name
from ast_ad.ad.names import dot, unique
from ast_ad.ad.tangent import tangent
from ast_ad.frontend.calls import cut, nested
from ast_ad.frontend.calls.inline import default_nodes
from ast_ad.frontend.machine.machine import Machine
from ast_ad.frontend.machine.objects import Abstract, Bound, Closure, Derived, Tuple
from ast_ad.frontend.reading import scopes
from ast_ad.ir import Atom, Const, kind_of
from ast_ad.kinds import Number, differentiable


@dataclass(frozen=True, slots=True)
class _Shape:
    """What a function is called, its parameters, and whether what follows them has to be named."""

    name: str
    words: tuple[str, ...]
    late: bool


def call(m: Machine, derived: Derived, positional: list[Abstract], keywords: dict[str, Abstract]) -> Abstract:
    """The call of an adjoint or a tangent."""
    shape = _shape(m, derived.function)
    named = dict(keywords)
    own = {word: named.pop(word) for word in shape.words if word in named}
    count = len(positional) if shape.late else len(shape.words) - len(own)
    given, extra = positional[:count], positional[count:]
    if len(given) + len(own) < len(shape.words) and derived.argnums is None:
        m.refuse("AD402", f"a call of the {derived.mode} of {shape.name} leaves arguments out", "pass all of them")
    places = nested.places_of(m, derived.function, derived.argnums, given, own)
    opened, made = nested.cut_out(m, derived.function, places, given, own)
    taken = set(shape.words)
    if derived.mode == "adjoint":
        (seed,) = _extras(m, [seed_name(shape.name, taken)], extra, named, _default(made.func.results))
        seeds = _leaves(m, seed)
        nested.require_like(m, seeds, [kind_of(result) for result in made.func.results], "the seed")
        bars = iter(cut.emit(m, adjoint(made.func, made.mask), (*made.atoms, *seeds)))
        return nested.bars_of(derived, tuple(each.rebuilt(m, bars) for each in opened))
    words = [shape.words[place] if isinstance(place, int) else place for place in places]
    dots = _extras(m, [unique(dot(word), taken) for word in words], extra, named, None)
    flat = [atom for each in dots for atom in _leaves(m, each)]
    nested.require_like(m, flat, [param.kind for param in made.func.params[: sum(made.mask)]], "the tangent")
    atoms = cut.emit(m, tangent(made.func, made.mask), (*made.atoms, *flat))
    return Tuple((made.given(atoms), made.given(atoms[len(made.func.results) :])))


def _extras(
    m: Machine,
    names: Sequence[str],
    positional: Sequence[Abstract],
    keywords: dict[str, Abstract],
    default: Abstract | None,
) -> list[Abstract]:
    """The seed or the dots, from what is left of the arguments."""
    left = list(positional)
    found: list[Abstract] = []
    for name in names:
        if name not in keywords and not left and default is None:
            m.refuse("AD308", f"the argument {name} is missing", f"pass it: {name}=...")
        found.append(keywords.pop(name) if name in keywords else left.pop(0) if left else default)  # type: ignore[arg-type]
    if left or keywords:
        m.refuse("AD308", "there are too many arguments", f"after the function's: {', '.join(names)}")
    return found


def _default(results: Sequence[Atom]) -> Abstract | None:
    """The seed of one real number is 1."""
    kind = kind_of(results[0]) if len(results) == 1 else None
    return Const(1.0) if isinstance(kind, Number) and differentiable(kind) and kind.type is float else None


def _leaves(m: Machine, value: Abstract) -> list[Atom]:
    """The numbers and arrays in a seed or a dot; 1 is taken for 1.0."""
    found = cut.leaves(m, value)
    return [Const(float(a.value)) if isinstance(a, Const) and type(a.value) is int else a for a in found]


def _shape(m: Machine, function: Abstract) -> _Shape:
    match function:
        case Closure(code=code):
            args = code.node.args
            words = tuple(name.id for name in scopes.parameters(args))
            late = bool(default_nodes(args) or args.kwonlyargs or args.vararg or args.kwarg)
            name = code.name
        case Const(value=value) if callable(value):
            try:
                found = dict(inspect.signature(value).parameters)
            except (TypeError, ValueError):
                m.refuse("AD310", f"{value!r} does not say which parameters it has", "write a function around it")
            if not isinstance(value, FunctionType) and not hasattr(value, "__ast_ad__"):
                found = {word: p for word, p in found.items() if p.default is p.empty}
            words = tuple(found)
            plain = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
            late = any(p.kind not in plain or p.default is not p.empty for p in found.values())
            name = str(getattr(value, "__name__", "f"))
        case Bound(function=inner):
            whole = _shape(m, inner)
            words, late, name = whole.words[1:], whole.late, whole.name
        case Derived(function=inner, mode=mode) if mode in ("grad", "value_and_grad"):
            return _shape(m, inner)
        case _:
            m.refuse("AD402", "an adjoint or a tangent of this inside a function", "call jvp or vjp here")
    return _Shape("f" if name == "<lambda>" else name, words, late)

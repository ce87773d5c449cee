"""Calls of library functions: they become primitives, views, or are refused."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

import numpy as np

from ast_ad.frontend.calls import views
from ast_ad.frontend.expressions import comprehensions, operators
from ast_ad.frontend.expressions.whole import require_whole_arguments
from ast_ad.frontend.machine import live, memory
from ast_ad.frontend.machine.machine import Machine
from ast_ad.frontend.machine.objects import (
    Abstract,
    Box,
    Closure,
    Contents,
    Lazy,
    Maybe,
    Range,
    Ref,
    Shape,
    Slice,
    Tuple,
)
from ast_ad.ir import Apply, Atom, Const, kind_of
from ast_ad.kinds import Array, Kind, Opaque, differentiable
from ast_ad.rules import infer, table
from ast_ad.rules.invocation import misfit, name_of, parameter_names
from ast_ad.rules.named import named_type
from ast_ad.tree import LEAF, Form, Node, Tree, plain

Function = Callable[..., object]
_COMPUTING = frozenset({"math", "cmath", "operator", "_operator"})
_COMPUTED = {
    "builtins": frozenset(
        "abs all any ascii bin bool bytes callable chr complex divmod float format frozenset hash hex int isinstance "
        "issubclass len max min oct ord pow range repr reversed round slice sorted str sum tuple type".split()
    ),
    "numpy": frozenset(
        "broadcast_shapes can_cast common_type dtype finfo iinfo isdtype isscalar issubdtype iterable min_scalar_type "
        "mintypecode normalize_axis_index normalize_axis_tuple promote_types result_type typename".split()
    ),
}
_HIDDEN = "what np.frompyfunc made does not show its function: make it where it is called, or take np.vectorize"
_HINT = "state its derivative with ast_ad.diagonal, linear, bilinear, zero or custom"


def call(
    m: Machine,
    function: Function,
    positional: Sequence[Abstract],
    keywords: dict[str, Abstract],
    effect: bool = False,
) -> Abstract:
    """The call of a function with a rule; one of constants is made now if what it gives is plain."""
    from ast_ad.frontend.calls import optional, outputs, sequences

    chosen = optional.call(m, function, positional, keywords, effect)
    if chosen is not None:
        return chosen
    if not keywords:
        folded = operators.fold(function, tuple(positional)) if _only_computes(function) else None
        if folded is not None:
            return folded
    if not effect:
        require_rule(m, function)
        if wrong := misfit(function, len(positional), tuple(keywords)):
            name = getattr(function, "__name__", "the function")
            m.fail(TypeError(wrong), "AD107", f"the arguments do not fit {name}: {wrong}")
    if live.is_library(function) and not is_random(function):  # the shape of a distribution is a float
        require_whole_arguments(m, function, list(positional), keywords)
    positional, keywords = _without_overwriting(function, positional, keywords)
    positional, keywords = _with_axes(function, positional, keywords)
    out = outputs.taken(function, positional, keywords)
    positional = sequences.as_arrays(m, function, sequences.without_rows(m, function, positional))
    keywords = sequences.keywords_as_arrays(m, function, keywords)
    run = functools.partial(apply, m, function, effect=effect)
    return outputs.call(m, function, out, positional, keywords, run)


def positions(m: Machine, value: Abstract) -> Abstract:
    """``np.nonzero(x)``, which ``np.where(x)`` is too: a tuple of one for an array of one axis."""
    kind = m.kind(value)
    if isinstance(kind, Array) and kind.ndim == 1:
        return Tuple((call(m, np.flatnonzero, [value], {}),))
    return call(m, np.nonzero, [value], {})


def _without_overwriting(
    function: Function, positional: Sequence[Abstract], keywords: dict[str, Abstract]
) -> tuple[list[Abstract], dict[str, Abstract]]:
    """The arguments less SciPy's leave to destroy one of them: the reverse sweep reads them again."""
    names = parameter_names(function) if live.is_library(function) else ()
    kept = {name: value for name, value in keywords.items() if not name.startswith("overwrite_")}
    flags = {k for k, name in enumerate(names) if name.startswith("overwrite_")}
    return [Const(False) if k in flags else value for k, value in enumerate(positional)], kept


def _with_axes(
    function: Function, positional: list[Abstract], keywords: dict[str, Abstract]
) -> tuple[list[Abstract], dict[str, Abstract]]:
    """The arguments with axes one by one where they are given as a range."""
    names = parameter_names(function)
    for k, value in enumerate(positional):
        if isinstance(value, Range) and names[k : k + 1] == ("axes",):
            positional[k] = _numbers(value)
    return positional, {n: _numbers(v) if n == "axes" and isinstance(v, Range) else v for n, v in keywords.items()}


def _numbers(value: Range) -> Abstract:
    parts = (value.start, value.stop, value.step)
    bounds = [each.value for each in parts if isinstance(each, Const) and isinstance(each.value, int)]
    return value if value.backward or len(bounds) < 3 else Tuple(tuple(map(Const, range(*bounds))))


def _only_computes(function: Function) -> bool:
    """Whether a function may be called while compiling: it does nothing but give a value that its arguments determine."""
    if isinstance(function, functools._lru_cache_wrapper):
        # Its library keeps what it gave, and so may we.
        return live.is_library(function)
    name, module = getattr(function, "__name__", ""), getattr(function, "__module__", None)
    return module in _COMPUTING or name in _COMPUTED.get(str(module or "").partition(".")[0], ())


def require_rule(m: Machine, function: Function) -> None:
    if table.find(function) is None and not table.computes(function):
        hidden = isinstance(function, np.ufunc) and function.__name__.endswith(" (vectorized)")
        refuse(m, function, _HIDDEN if hidden else table.reason(function))


def cannot_vary(m: Machine, arguments: Sequence[Abstract]) -> bool:
    """Whether arguments surely carry no derivative."""
    return all(_is_constant(m, value) for value in arguments)


def _is_constant(m: Machine, value: Abstract) -> bool:
    match value:
        case Const(value=constant):
            return not callable(constant)
        case Tuple(items=items):
            return cannot_vary(m, items)
        case Box(storage=storage) if isinstance(contents := m.content(storage), Contents):
            return contents.type is list and cannot_vary(m, contents.items)
    kind = m.kind(value)
    return kind is not None and not differentiable(kind) and not isinstance(kind, Opaque)


def refuse(m: Machine, function: Function, reason: str = "") -> NoReturn:
    """The error for a function that has no rule."""
    name = name_of(function, "__qualname__")
    module = str(getattr(function, "__module__", None) or "").partition(".")[0]
    where = f"{module}.{name}" if module not in ("", "builtins", "_operator") else name
    m.refuse("AD401", f"the derivative of {where} is not known" + (f": {reason}" if reason else ""), _HINT)


def apply(
    m: Machine, function: Function, positional: Sequence[Abstract], keywords: dict[str, Abstract], effect: bool = False
) -> Abstract:
    """Emit the call, with arguments that may be nested."""
    positional = [comprehensions.collect(m, value) if isinstance(value, Lazy) else value for value in positional]
    arguments = [*positional, *keywords.values()]
    if (same := views.without_work(m, function, positional, keywords)) is not None:
        return same
    base = positional[0] if positional else None
    if isinstance(base, Maybe):
        base = base.value
    shared = isinstance(base, Ref)
    parts = [flatten(m, argument) for argument in (arguments[1:] if shared else arguments)]
    trees = [*([LEAF] if shared else []), *(tree for tree, _ in parts)]
    atoms = [atom for _, flat in parts for atom in flat]
    form = Form(tuple(trees[: len(positional)]), tuple(zip(keywords, trees[len(positional) :])))
    if isinstance(base, Ref):
        found = views.view(m, function, base, form, tuple(atoms))
        if found is not None:
            return found
        atoms = [memory.read(m.builder, m.array(base), base.path), *atoms]
    result = emit(m, function, form, atoms, effect or is_random(function))
    views.may_share(
        m, function, arguments, result, keywords.get("copy", _COPIES) != _COPIES or not live.is_library(function)
    )
    return result


def emit(m: Machine, function: Function, form: Form, atoms: Sequence[Atom], effect: bool = False) -> Abstract:
    prim = Apply(function, None if form == plain(len(atoms)) else form, effect)
    kinds = infer.apply(prim, atoms)
    if any(map(_holds_objects, kinds)) and any(differentiable(kind_of(atom)) for atom in atoms):
        m.refuse(
            "AD203", "an array of Python objects loses the derivative of its numbers", "give the array a float dtype"
        )
    results = m.builder.emit(prim, atoms, kinds)
    values = tuple(m.own(value) for value in results)
    if len(values) == 1:
        return values[0]
    named = named_type(function)
    return Tuple(values, named, getattr(named, "_fields", ()))


_COPIES = Const(True)


def _holds_objects(kind: Kind) -> bool:
    return isinstance(kind, Array) and kind.dtype.kind == "O"


def is_random(function: Function) -> bool:
    """Whether two calls give two results."""
    owner = getattr(function, "__self__", None)
    module = str(getattr(function, "__module__", None) or "")
    return isinstance(owner, np.random.Generator | np.random.RandomState) or module.startswith(
        ("numpy.random", "random")
    )


def flatten(m: Machine, value: Abstract) -> tuple[Tree, list[Atom]]:
    """An argument of a call as a tree of atoms."""
    match value:
        case Tuple(items=items, type=cls, names=names):
            return _node(m, cls, items, names)
        case Slice(parts=parts):
            return Node(slice, (LEAF,) * 3), list(parts)
        case Range(start=start, stop=stop, step=step):
            return LEAF, [m.builder.apply(range, start, stop, step)]
        case Box(storage=storage) if isinstance(contents := m.content(storage), Contents) and contents.type in (
            list,
            dict,
        ):
            if contents.type is list and not contents.items:
                return Node(list, ()), []
            return _node(m, contents.type, contents.items, tuple(contents.keys))
        case Maybe(value=inner):
            return flatten(m, inner)
        case Closure():
            m.refuse(
                "AD402", f"the function {value.code.name} is passed to a library function", "write a loop that calls it"
            )
        case Shape():
            return LEAF, [m.atom(value)]
    return LEAF, [m.atom(value, "the argument")]


def _node(m: Machine, cls: type, items: Sequence[Abstract], names: tuple[Any, ...]) -> tuple[Tree, list[Atom]]:
    parts = [flatten(m, item) for item in items]
    return Node(cls, tuple(tree for tree, _ in parts), names), [atom for _, atoms in parts for atom in atoms]

"""``out=``: the result of a library function goes into arrays that are there already."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from ast_ad.frontend.expressions import subscripts
from ast_ad.frontend.machine.machine import Machine
from ast_ad.frontend.machine.objects import Abstract, Ref, Tuple
from ast_ad.frontend.statements import writes
from ast_ad.ir import Const
from ast_ad.kinds import Array, Number
from ast_ad.rules.broadcasting import same_dims
from ast_ad.rules.invocation import parameter_names

Function = Callable[..., object]
_NONE = Const(None)
Call = Callable[[Sequence[Abstract], dict[str, Abstract]], Abstract]


def call(
    m: Machine,
    function: Function,
    out: Abstract | None,
    positional: list[Abstract],
    keywords: dict[str, Abstract],
    run: Call,
) -> Abstract:
    """``run`` makes the call without ``out``; what it gives is written where ``out`` says, which is the result then."""
    targets: list[Abstract] = list(out.items) if isinstance(out, Tuple) else [] if out is None else [out]
    if all(target == _NONE for target in targets):
        targets = []
    for target in targets:
        if target == _NONE:
            continue
        if not isinstance(target, Ref) or not isinstance(m.kind(target), Array):
            m.refuse("AD201", "what out= names is no array that is known here", "make it before: np.empty(...)")
    where = keywords.pop("where", Const(True)) if isinstance(function, np.ufunc) else Const(True)
    if where != Const(True):
        return _where(m, positional, keywords, run, where, targets)
    result = run(positional, keywords)
    if not targets:
        return result
    found = list(result.items) if isinstance(result, Tuple) else [result]
    if len(targets) != len(found):
        m.refuse("AD107", f"out= names {len(targets)} arrays for {len(found)} results", "name one for each")
    for target, value in zip(targets, found):
        if isinstance(target, Ref):
            writes.replace(m, target, m.atom(value))
    given = tuple(value if target == _NONE else target for target, value in zip(targets, found))
    return given[0] if len(given) == 1 else Tuple(given)


def taken(function: Function, positional: list[Abstract], keywords: dict[str, Abstract]) -> Abstract | None:
    """Take ``out`` from the arguments. What stands behind it by position is named."""
    if isinstance(function, np.ufunc):
        given = positional[function.nin :]
        del positional[function.nin :]
        if given:
            return given[0] if len(given) == 1 else Tuple(tuple(given))
        return keywords.pop("out", None)
    names = parameter_names(function)
    at = names.index("out") if "out" in names else len(positional)
    if at < len(positional):
        out = positional[at]
        keywords.update(zip(names[at + 1 :], positional[at + 1 :]))
        del positional[at:]
        return out
    return keywords.pop("out", None)


def _where(
    m: Machine,
    positional: Sequence[Abstract],
    keywords: dict[str, Abstract],
    run: Call,
    where: Abstract,
    targets: list[Abstract],
) -> Abstract:
    """``np.sqrt(x, out=u, where=mask)`` is ``u[mask] = np.sqrt(x[mask])``: nothing is computed where the mask is False."""
    target = targets[0] if len(targets) == 1 else None
    if not isinstance(target, Ref) or not isinstance(m.kind(where), Array | Number):
        hint = "write out[mask] = f(x[mask]), or choose with np.where(mask, f(np.where(mask, x, 1.0)), 0.0)"
        m.refuse("AD402", "where= leaves elements of the result as they were, which is not followed here", hint)
    mask = _as_large(m, where, target)
    picked = [
        subscripts.item(m, _as_large(m, value, target), mask) if isinstance(m.kind(value), Array) else value
        for value in positional
    ]
    writes.put(m, target, mask, run(picked, keywords))
    return target


def _as_large(m: Machine, value: Abstract, target: Ref) -> Abstract:
    """An argument as large as the result, to which it is broadcast."""
    mine, whole = m.kind(value), m.kind(target)
    assert mine is not None and whole is not None
    if same_dims(mine, whole):
        return value
    return m.own(m.builder.apply(np.broadcast_to, m.atom(value), m.builder.apply(np.shape, m.atom(target))))

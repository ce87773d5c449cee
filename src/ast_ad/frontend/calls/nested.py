"""Derivatives inside a function: ``grad(f)(x)``, where the function around it is differentiated in its turn.

The function is lowered on its own, its derivative is taken there and then, and the ops of that derivative become ops of
the function around it.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from ast_ad.ad.adjoint import adjoint
from ast_ad.ad.tangent import tangent
from ast_ad.frontend.calls import calls, cut
from ast_ad.frontend.calls.cut import Cut, Opened
from ast_ad.frontend.calls.structural import Handler, Keywords, Positional, handles
from ast_ad.frontend.machine import live
from ast_ad.frontend.machine.machine import Machine
from ast_ad.frontend.machine.objects import Abstract, Bound, Closure, Derived, LiveRead, Pullback, Tuple
from ast_ad.frontend.statements import iterate
from ast_ad.ir import Atom, Const, has_effect, kind_of
from ast_ad.kinds import Array, Kind, Number, dims_of

ArgNums = int | str | tuple[int | str, ...] | None


def register(functions: dict[str, Callable[..., object]]) -> None:
    """Say which functions take derivatives, by what they do."""
    for name in ("grad", "value_and_grad", "jacfwd", "jacrev", "hessian", "adjoint", "tangent"):
        handles(functions[name])(_taking(name))
    handles(functions["jvp"])(_jvp)
    handles(functions["vjp"])(_vjp)

    @handles(functions["hvp"])
    def _hvp(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
        function, primals, tangents = _named(m, "hvp", ("fun", "primals", "tangents"), positional, keywords)
        pair = _jvp(m, [Derived(function, "grad", 0), primals, tangents], {})
        return iterate.items(m, pair, 2)[1]


def _named(
    m: Machine, name: str, names: Sequence[str], positional: Positional, keywords: Keywords
) -> tuple[Abstract, ...]:
    """The arguments of a call that takes each of these and nothing else."""
    given = dict(zip(names, positional)) | keywords
    if given.keys() != set(names) or len(positional) > len(names):
        m.refuse("AD107", f"{name} takes {', '.join(names)}")
    return tuple(given[each] for each in names)


def _taking(name: str) -> Handler:
    def handler(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
        seeded = name in ("adjoint", "tangent")
        known = ("fun", "argnums") if seeded else ("fun", "argnums", "has_aux")
        given = dict(zip(known, positional)) | keywords
        if "fun" not in given:
            m.refuse("AD107", f"{name} needs the function", f"write it as a call: {name}(f)")
        if unknown := given.keys() - {*known, "unroll", "names"}:
            m.refuse("AD402", f"{name} with {min(unknown)} inside a function", "leave it out")
        wanted = given.get("argnums", Const(None if seeded else 0))
        has_aux = given.get("has_aux", Const(False)) != Const(False)
        return Derived(given["fun"], name, argnums(m, wanted), has_aux)

    return handler


def of_object(m: Machine, derivative: Any) -> Derived:
    """A derivative that was made outside the function."""
    plan = derivative.plan
    modes = {"gradient": "value_and_grad" if plan.value else "grad", "adjoint": "adjoint", "tangent": "tangent"}
    if not hasattr(derivative, "func"):
        modes = {"tangent": "jacfwd", "pair": "jacrev"}
    if plan.outputs is not None:
        m.refuse("AD402", f"{derivative.__name__} is called, whose outputs are arguments", "return them instead")
    primal = live.abstract(m, derivative.primal, LiveRead(live.Attributes(derivative), "primal"))
    return Derived(primal, modes[plan.mode], plan.argnums, plan.has_aux)


def call_object(m: Machine, derivative: Any, positional: list[Abstract], keywords: dict[str, Abstract]) -> Abstract:
    """The call of a derivative that was made outside the function; of a method, the instance comes first."""
    derived = of_object(m, derivative)
    if derivative.hidden and positional:
        derived, positional = replace(derived, function=Bound(derived.function, positional[0])), positional[1:]
    return call(m, derived, positional, keywords)


def argnums(m: Machine, value: Abstract) -> ArgNums:
    if isinstance(value, Tuple):
        found = tuple(argnums(m, item) for item in value.items)
        return tuple(item for item in found if item is not None and not isinstance(item, tuple))
    if isinstance(value, Const) and isinstance(value.value, int | str | None):
        return value.value
    m.refuse("AD301", "argnums has to be known while compiling: an int, a name, or a tuple of these")


def call(m: Machine, derived: Derived, positional: list[Abstract], keywords: dict[str, Abstract]) -> Abstract:
    """The call of a derivative."""
    if derived.mode == "hessian":
        inner = Derived(derived.function, "grad", derived.argnums, derived.has_aux)
        return call(m, Derived(inner, "jacfwd", derived.argnums, derived.has_aux), positional, keywords)
    if derived.mode in ("jacfwd", "jacrev"):
        from ast_ad.frontend.calls import jacobian_calls

        return jacobian_calls.call(m, derived, positional, keywords)
    if derived.mode in ("adjoint", "tangent"):
        from ast_ad.frontend.calls import seeded

        return seeded.call(m, derived, positional, keywords)
    return _gradient(m, derived, positional, keywords)


# Where the arguments are with respect to which a derivative is taken


def places_of(
    m: Machine, function: Abstract, wanted: ArgNums, positional: Sequence[Abstract], keywords: dict[str, Abstract]
) -> list[int | str]:
    """Positions and keywords of a call, for argnums; None stands for all arguments that have a derivative."""
    places: list[int | str] = []
    if wanted is None:
        places += [k for k, value in enumerate(positional) if cut.opened(m, value).params]
        places += [name for name, value in keywords.items() if cut.opened(m, value).params]
        return places or m.refuse("AD303", "no argument has a derivative", "pass a float: 3.0 for 3")
    for each in wanted if isinstance(wanted, tuple) else (wanted,):
        names = parameters(m, function)
        place: int | str = each
        if isinstance(each, str) and each not in keywords and each in names:
            place = names.index(each)
        elif isinstance(each, int):
            place = each % (len(names) or len(positional) + len(keywords) or 1) if each < 0 else each
            if place >= len(positional) and place < len(names):
                place = names[place]
        if place not in keywords and not (isinstance(place, int) and place < len(positional)):
            m.refuse("AD301", f"argnums names {each!r}, which is no argument of this call", "count from 0")
        places.append(place)
    return places


def parameters(m: Machine, function: Abstract) -> list[str]:
    """The names of the parameters that can be given by position; none where that is not known."""
    if isinstance(function, Closure):
        args = function.code.node.args
        return [name.id for name in (*args.posonlyargs, *args.args)]
    if isinstance(function, Derived):
        return parameters(m, function.function)
    if isinstance(function, Const) and callable(function.value):
        try:
            found = inspect.signature(function.value).parameters
            return [name for name, p in found.items() if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
        except (TypeError, ValueError):
            return []
    return []


# Reverse mode


def _gradient(m: Machine, derived: Derived, positional: list[Abstract], keywords: dict[str, Abstract]) -> Abstract:
    places = places_of(m, derived.function, derived.argnums, positional, keywords)
    opened, made = cut_out(m, derived.function, places, positional, keywords)
    result = made.value
    if derived.has_aux:
        if not isinstance(result, Tuple) or len(result.items) != 2:
            m.refuse("AD304", "with has_aux=True the function has to return a pair", "return y, aux")
        result = result.items[0]
    y = cut.number_of(m, made, result)
    valued = derived.mode == "value_and_grad" or derived.has_aux
    func = adjoint(made.func, made.mask, value=valued, outputs=tuple(k == y for k in range(len(made.func.results))))
    atoms = cut.emit(m, func, (*made.atoms, Const(1.0)))
    bars = iter(atoms[len(made.func.results) if valued else 0 :])
    gradients = tuple(opened_.rebuilt(m, bars) for opened_ in opened)
    found = bars_of(derived, gradients)
    if derived.mode == "value_and_grad":
        return Tuple((made.given(atoms), found))
    return Tuple((found, iterate.items(m, made.given(atoms), 2)[1])) if derived.has_aux else found


def bars_of(derived: Derived, bars: tuple[Abstract, ...]) -> Abstract:
    """The bars of the arguments: one bare, unless argnums is a sequence."""
    bare = len(bars) == 1 if derived.argnums is None else not isinstance(derived.argnums, tuple)
    return bars[0] if bare else Tuple(bars)


def cut_out(
    m: Machine,
    function: Abstract,
    places: Sequence[int | str],
    positional: list[Abstract],
    keywords: dict[str, Abstract],
    outputs: ArgNums = None,
) -> tuple[list[Opened], Cut]:
    """The function on its own, for the arguments at some places as its parameters."""
    given, named, opened = list(positional), dict(keywords), []
    for place in places:
        each = cut.opened(m, given[place] if isinstance(place, int) else named[place])
        if not each.params:
            m.refuse("AD303", "there is nothing to differentiate in this argument", "pass a float: 3.0 for 3")
        if isinstance(place, int):
            given[place] = each.value
        else:
            named[place] = each.value
        opened.append(each)
    if outputs is None:
        return opened, cut.cut(m, opened, lambda: calls.call(m, function, given, named))
    wanted = outputs if isinstance(outputs, tuple) else (outputs,)
    returned = ["return" if each == "return" else places_of(m, function, each, given, {})[0] for each in wanted]
    for place in returned:
        if isinstance(place, int) and place not in places:
            # It is written, and stays as it is for who passes it.
            given[place] = m.own(m.atom(given[place], "an argument that is written"))

    def run() -> Abstract:
        with m.hold(*given) as held:
            value = calls.call(m, function, given, named)
            found = [value if place == "return" else held()[place] for place in returned]  # type: ignore[index]
        return Tuple(tuple(found)) if isinstance(outputs, tuple) else found[0]

    return opened, cut.cut(m, opened, run)


def _vjp(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    if not positional or keywords.keys() - {"argnums", "outputs"}:
        hint = "vjp(f, x, y, argnums=...), where f and what it is called with are known"
        m.refuse("AD402", "vjp inside a function takes a function, its arguments, argnums and outputs", hint)
    function, *primals = positional
    wanted = argnums(m, keywords["argnums"]) if "argnums" in keywords else tuple(range(len(primals)))
    places = places_of(m, function, wanted, primals, {})
    opened, made = cut_out(m, function, places, primals, {}, argnums(m, keywords.get("outputs", Const(None))))
    if any(map(has_effect, made.func.block.ops)):
        m.refuse("AD402", "vjp of a function with effects inside a function", "use value_and_grad, or drop the effect")
    value = made.given(cut.emit(m, made.func, made.atoms))
    m.shared.pullbacks.append((made, tuple(opened)))
    return Tuple((value, Pullback(len(m.shared.pullbacks) - 1, tuple(made.atoms))))


def pull(m: Machine, pullback: Pullback, positional: list[Abstract]) -> Abstract:
    """The call of a pullback: the function is run again, and reversed."""
    made, opened = m.shared.pullbacks[pullback.number]
    if len(positional) != 1:
        m.refuse("AD107", "a pullback takes one seed")
    seeds = cut.leaves(m, positional[0])
    require_like(m, seeds, list(map(kind_of, made.func.results)), "the seed")
    atoms = cut.emit(m, adjoint(made.func, made.mask), (*pullback.atoms, *seeds))
    bars = iter(atoms)
    return Tuple(tuple(each.rebuilt(m, bars) for each in opened))


def require_like(m: Machine, given: Sequence[Atom], kinds: Sequence[Kind], what: str) -> None:
    """Refuse a seed or tangents that have not the structure and the kinds of what they belong to."""
    if len(given) != len(kinds):
        m.refuse("AD309", f"{what} has not the structure of its value", "pass a value like it")
    for found, kind in zip(map(kind_of, given), kinds):
        fits = isinstance(found, Number) if isinstance(kind, Number) else isinstance(found, Array)
        mine, other = dims_of(found), dims_of(kind)
        if not fits or (mine is not None and other is not None and len(mine) != len(other)):
            message = f"{what} is of the kind {found}, its value of the kind {kind}"
            m.refuse("AD309", message, "give it the shape of its value")


# Forward mode


def _jvp(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    outputs = argnums(m, keywords.pop("outputs", Const(None)))
    function, primals, tangents = _named(m, "jvp", ("fun", "primals", "tangents"), positional, keywords)
    values, dots = iterate.items(m, primals, None), iterate.items(m, tangents, None)
    if len(values) != len(dots):
        m.refuse("AD308", f"there are {len(values)} primals and {len(dots)} tangents", "None holds a primal constant")
    places = [k for k, dot in enumerate(dots) if dot != Const(None)]
    made = cut_out(m, function, places, values, {}, outputs)[1]
    flat = [atom for k in places for atom in cut.leaves(m, dots[k])]
    require_like(m, flat, [param.kind for param in made.func.params[: sum(made.mask)]], "the tangent")
    func = tangent(made.func, made.mask)
    atoms = cut.emit(m, func, (*made.atoms, *flat))
    count = len(made.func.results)
    return Tuple((made.given(atoms), made.given(atoms[count:])))

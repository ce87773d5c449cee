"""A call as a rule sees it: arguments arranged as in the user's text, symbols for values, literals as they are."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import FunctionType
from typing import Any

import numpy as np

from ast_ad import tree
from ast_ad.build import Builder
from ast_ad.errors import FAILURES, NoRule, of_user
from ast_ad.ir import Apply, Atom, Op, kind_of
from ast_ad.kinds import Array, Kind, List, Number
from ast_ad.rules import infer, table
from ast_ad.rules.shape_kind import Shape
from ast_ad.rules.symbolic import Lengths, Symbol, Unsupported, atom_of, wrap
from ast_ad.rules.table import Map, Maps, Rule


@functools.lru_cache(maxsize=1024)
def parameter_names(function: Callable[..., object]) -> tuple[str, ...]:
    """The names of the parameters that may be passed by position; none where neither a rule nor Python tells."""
    if (stated := table.parameters(function)) is not None:
        return stated
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return ()
    return tuple(p.name for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD))


def name_of(function: Callable[..., object], attribute: str = "__name__") -> str:
    """What messages call a function; the method of a ufunc is called after both."""
    owner = getattr(function, "__self__", None)
    if isinstance(owner, np.ufunc):
        return f"{owner.__name__}.{getattr(function, '__name__', '')}"
    return str(getattr(function, attribute, None) or getattr(function, "__name__", type(function).__name__))


@functools.lru_cache(maxsize=4096)
def misfit(function: Callable[..., object], positional: int, names: tuple[str, ...]) -> str:
    """What Python says of a call with so many arguments and these keywords; nothing if they fit, or where it cannot tell."""
    if not isinstance(inspect.unwrap(function), FunctionType):
        # What functions in C say of their parameters is not all that they take.
        return ""
    try:
        inspect.signature(function).bind(*range(positional), **dict.fromkeys(names))
    except TypeError as error:
        return str(error)
    return ""


@functools.lru_cache(maxsize=1024)
def _keyword_names(function: Callable[..., object]) -> tuple[str, ...]:
    """The names of the parameters that are passed by keyword only."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return ()
    return tuple(p.name for p in parameters if p.kind is p.KEYWORD_ONLY)


@functools.lru_cache(maxsize=1024)
def _signature(function: Callable[..., object]) -> inspect.Signature:
    return inspect.signature(function)


# The types of a definition's result, and of the function's own, between which it is converted: real to complex, not back.
_TYPED = ("ff", "cc", "fc", "ii", "uu")


@dataclass(slots=True)
class Invocation:
    """``arguments`` are the positional ones, then those by keyword, each a structure of positions in ``op.args``.

    Behind the ``mark`` are the ops that the rule adds.
    """

    build: Builder
    op: Op
    function: Callable[..., object]
    rule: Rule | None
    arguments: tuple[Any, ...]
    names: tuple[str, ...]
    mark: int = 0

    @staticmethod
    def of(build: Builder, op: Op) -> Invocation:
        assert isinstance(op.prim, Apply)
        function = op.prim.function
        positional, keywords = tree.arrange(op.prim.form or tree.plain(len(op.args)), range(len(op.args)))
        # What has a place among the positional parameters takes it, so that maps need not say NumPy's names.
        known = parameter_names(function) if keywords else ()
        while len(positional) < len(known) and known[len(positional)] in keywords:
            positional.append(keywords.pop(known[len(positional)]))
        if isinstance(function, np.ufunc):
            for word in ("casting", "order", "subok"):
                keywords.pop(word, None)
        lists = any(isinstance(kind_of(arg), List) for arg in op.args) or any(
            isinstance(p, list | tuple) for p in positional
        )
        find = table.find_on_lists if lists else table.stated
        return Invocation(
            build, op, function, find(function), (*positional, *keywords.values()), tuple(keywords), len(build.ops)
        )

    @property
    def positional(self) -> int:
        return len(self.arguments) - len(self.names)

    @property
    def count(self) -> int:
        return len(self.arguments)

    def argument_of(self, k: int) -> int:
        """The number of the parameter to which the atom at position k belongs."""
        return self.places()[next(n for n, argument in enumerate(self.arguments) if k in leaves_of(argument))]

    def place_of(self, argument: int) -> int:
        """Where the argument for a parameter stands among ``arguments``."""
        return self.places().index(argument)

    def under(self, transposes: Maps) -> frozenset[int]:
        """The positions of the values that belong to arguments with a transpose."""
        chosen: list[int] = []
        for parameter, argument in zip(self.places(), self.arguments):
            if parameter < len(transposes) and transposes[parameter] is not None:
                chosen.extend(leaves_of(argument))
        return frozenset(chosen)

    def applied(self, replaced: Mapping[int, Atom]) -> Atom:
        """The result of the function with other values at some positions."""
        atoms = [replaced.get(k, arg) for k, arg in enumerate(self.op.args)]
        return self.build.emit(self.op.prim, atoms, infer.apply(self.op.prim, atoms))[0]  # type: ignore[arg-type]

    def arranged(self, atoms: Mapping[int, Atom]) -> list[Any]:
        """Symbols for some positions in the structure of the arguments; None for an argument that has none of them."""

        def leaf(k: int) -> Any:
            return wrap(self.build, atoms[k]) if k in atoms else None

        return [
            _map(leaf, argument) if any(k in atoms for k in leaves_of(argument)) else None
            for argument in self.arguments
        ]

    def places(self) -> list[int]:
        """For each argument the number of its parameter: first those with a position, then those without."""
        known = parameter_names(self.function)
        behind = max(len(known), self.positional)
        others = [*_keyword_names(self.function), *(name for name in self.names if name not in known)]
        named = (known.index(name) if name in known else behind + others.index(name) for name in self.names)
        return [*range(self.positional), *named]

    def by_parameter(self, items: Sequence[Any]) -> tuple[Any, ...]:
        """What stands for each argument, at the place of its parameter; None for the parameters that are not given."""
        given = dict(zip(self.places(), items))
        return tuple(given.get(place) for place in range(max(given, default=-1) + 1))

    def by_argument(self, found: Sequence[Any]) -> list[Any]:
        """What was found for each parameter, for each argument of the call."""
        return [found[place] if place < len(found) else None for place in self.places()]

    def asked(self, found: Sequence[Any], wanted: Iterable[int]) -> list[Any]:
        """The bars that an adjoint gives; those that it gives as functions are made if they are wanted."""
        numbers = {self.argument_of(k) for k in wanted}
        try:
            return [(bar() if n in numbers else None) if callable(bar) else bar for n, bar in enumerate(found)]
        except Unsupported as error:
            raise self.no_rule(str(error), hint=error.hint) from None

    def run(self, rule_map: Map, *before: Any, all_results: bool = False) -> Any:
        """Run a map on ``before`` and the arguments of the call; the result is passed as ``w``."""
        results = tuple(wrap(self.build, result) for result in self.op.results)
        return self._run(rule_map, before, {"w": results if all_results and len(results) > 1 else results[0]})

    def expanded(self, body: Map) -> tuple[Atom, ...] | None:
        """The results of the call, computed by the definition of its function; None if that declines this call."""
        found = self._run(body, (), {})
        if found is NotImplemented:
            return None
        atoms = tuple(map(atom_of, found)) if isinstance(found, tuple) else (atom_of(found),)
        if len(atoms) != len(self.op.results):
            raise self.no_rule("this call, of which it is not known how many results it gives")
        return tuple(self.settled(atom, result.kind) for atom, result in zip(atoms, self.op.results))

    def settled(self, atom: Atom, kind: Kind) -> Atom:
        """A result of the type of that of the function itself, which may round where its definition does not."""
        mine = kind_of(atom)
        match mine, kind:
            case Array(dtype=found), Array(dtype=wanted) if found != wanted and found.kind + wanted.kind in _TYPED:
                return self.build.apply(np.ndarray.astype, atom, wanted.type)
            case Number(dtype=np.dtype() as found), Array(dtype=wanted, dims=()) if found.kind == wanted.kind:
                return self.settled(self.build.apply(np.asarray, atom), kind)
            case Array(dims=()), Number(dtype=np.dtype()):
                return self.settled(self.build.apply(np.positive, atom), kind)
            case Number(dtype=found), Number(dtype=np.dtype() as wanted) if found is None or found != wanted:
                return self.build.apply(wanted.type, atom)
        return atom

    def _run(self, rule_map: Map, before: tuple[Any, ...], result: dict[str, Any]) -> Any:
        self.check(rule_map, len(before), *result)
        symbols = [_map(self._symbol, argument) for argument in self.arguments]
        keywords = dict(zip(self.names, symbols[self.positional :])) | result
        try:
            return rule_map(*before, *symbols[: self.positional], **keywords)
        except Unsupported as error:
            raise self.no_rule(str(error), hint=error.hint) from None
        except FAILURES as error:
            if getattr(rule_map, "__module__", "").partition(".")[0] == "ast_ad":
                raise
            where = "" if self.op.place is None else f", at line {self.op.place.line}: {self.op.place.statement}"
            raise of_user(error, f"in the rule of {self.function.__name__}, asked for its derivative{where}") from None

    def _symbol(self, k: int) -> Any:
        """The argument at a position as maps see it."""
        symbol = wrap(self.build, self.op.args[k])
        kind = kind_of(self.op.args[k])
        return Lengths.of(symbol, len(kind.dims)) if isinstance(kind, Shape) and isinstance(symbol, Symbol) else symbol

    def check(self, rule_map: Map, before: int = 1, *results: str) -> None:
        """Refuse a call with arguments of which the rule knows nothing."""
        words = dict.fromkeys((*self.names, *results))
        try:
            _signature(rule_map).bind(*range(before + self.positional), **words)
        except TypeError as error:
            raise self.no_rule("these arguments", str(error)) from None

    def require(self, served: frozenset[int], varied: Iterable[int]) -> None:
        """Refuse a call in which something varies of which the rule says nothing."""
        if missing := sorted(set(varied) - served):
            argument = self.argument_of(missing[0])
            names = dict(zip(self.places()[self.positional :], self.names)) | dict(
                enumerate(parameter_names(self.function))
            )
            raise self.no_rule(f"the argument {names.get(argument, argument + 1)}")

    def may_pass_scalar_bar(self) -> bool:
        """Whether all of an argument goes into the result: no mask, no lists, whose bars are lists."""
        return "where" not in self.names and not any(isinstance(kind_of(arg), List) for arg in self.op.args)

    def flat(self, found: Any) -> dict[int, Any]:
        """What was found for each argument, by position; None has no entry."""
        result: dict[int, Any] = {}

        def visit(argument: Any, value: Any) -> None:
            if value is None:
                return
            if isinstance(argument, int):
                result[argument] = value
            elif isinstance(argument, tuple | list):
                # One bar for a written list is taken apart.
                parts = [value[k] for k in range(len(argument))] if isinstance(value, Symbol) else value
                for item, part in zip(argument, parts):
                    visit(item, part)

        for argument, value in zip(self.arguments, found):
            visit(argument, value)
        return result

    def no_rule(self, what: str, detail: str = "", hint: str = Unsupported.hint) -> NoRule:
        message = f"no derivative of {name_of(self.function)} is known for {what}" + (f" ({detail})" if detail else "")
        return NoRule("AD401", message, self.op.place, hint)


def leaves_of(argument: Any) -> list[int]:
    """The positions in the structure of an argument."""
    if isinstance(argument, int):
        return [argument]
    if isinstance(argument, slice):
        argument = (argument.start, argument.stop, argument.step)
    if isinstance(argument, dict):
        argument = tuple(argument.values())
    return [k for item in argument for k in leaves_of(item)]


def _map(leaf: Callable[[int], Any], argument: Any) -> Any:
    if isinstance(argument, int):
        return leaf(argument)
    if isinstance(argument, slice):
        return slice(*(leaf(k) for k in (argument.start, argument.stop, argument.step)))
    if isinstance(argument, dict):
        return {name: _map(leaf, item) for name, item in argument.items()}
    return type(argument)(_map(leaf, item) for item in argument)

"""Derivatives: the callable objects that grad and its relatives return."""

from __future__ import annotations

import importlib
import inspect
import threading
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from types import FunctionType, MethodType
from typing import Any, Self

import numpy as np

from ast_ad import pipeline
from ast_ad.dispatch import convert
from ast_ad.dispatch.core import KEPT, Core
from ast_ad.dispatch.keys import key_of
from ast_ad.dispatch.parameters import Bound, take_apart
from ast_ad.dispatch.plan import Plan
from ast_ad.dispatch.pullback import Pair, PairCore, Pullback, kept
from ast_ad.dispatch.specialisation import Specialisation
from ast_ad.emit import trace
from ast_ad.errors import KindError
from ast_ad.frontend.arguments import Argument, describe, every_leaf, unflatten
from ast_ad.ir import Func

_NOUN = {"tangent": "The tangent", "adjoint": "The adjoint", "gradient": "The gradient", "pair": "The adjoint"}
_NUMBERS = frozenset((float, int, bool, complex))


class Surface:
    """What everything that stands for a derivative shows of itself: a function's name, signature and documentation.

    There is no ``__wrapped__``: tools would show the primal.
    """

    primal: Any
    __ast_ad__ = True

    def _present(self, name: str, noun: str, signature: inspect.Signature | None) -> None:
        primal = self.primal
        self.__name__ = name
        self.__qualname__ = getattr(primal, "__qualname__", name)
        self.__module__ = getattr(primal, "__module__", None) or __name__
        own = primal.__doc__ if isinstance(primal, FunctionType | MethodType | Surface) else None
        about = f"{noun} of {getattr(primal, '__name__', 'a function')}."
        self.__doc__ = f"{about}\n\n{inspect.cleandoc(own)}" if own else about
        if signature is not None:
            self.__signature__ = signature

    def __repr__(self) -> str:
        return f"<{self.__name__}: {(self.__doc__ or '').partition('.')[0].lower()}>"

    # Subclasses are made from the primal, the plan, and the number of parameters that a method binds.

    plan: Plan
    _attribute: str | None = None

    def __init__(self, primal: Any, plan: Plan, hidden: int = 0) -> None:
        raise NotImplementedError

    @property
    def hidden(self) -> int:
        raise NotImplementedError

    @property
    def static(self) -> frozenset[str]:
        """The parameters that are bound by value."""
        raise NotImplementedError

    def __set_name__(self, owner: type, name: str) -> None:
        self._attribute = name

    @cached_property
    def _method(self) -> Self:
        """The derivative of a method: ``self`` is bound, so argnums begin after it."""
        # What is differentiated again is one as well.
        primal = self.primal._method if isinstance(self.primal, Surface) else self.primal
        view = type(self)(primal, self.plan, 1)
        # Bound methods pickle by this name.
        view.__name__ = self._attribute or view.__name__
        return view

    def __get__(self, instance: object, owner: type | None = None) -> Any:
        return self._method if instance is None else MethodType(self._method, instance)

    def __reduce__(self) -> str | tuple[Any, ...]:
        # One that decorates its primal is found under the primal's name; the primal itself no longer is.
        found: Any = importlib.import_module(self.__module__) if self.__module__ else None
        for part in self.__qualname__.split("."):
            found = getattr(found, part, None)
        return self.__qualname__ if found is self else (type(self), (self.primal, self.plan, self.hidden))


class Derivative(Surface):
    """A derivative of ``primal``, compiled when it is called, for the kinds of the arguments that it is called with."""

    def __init__(self, primal: Callable[..., Any], plan: Plan, hidden: int = 0) -> None:
        self.primal = primal
        self.plan = plan
        bound = _bound(primal)
        if isinstance(primal, Surface):
            plan = replace(plan, static=tuple(dict.fromkeys((*plan.static, *primal.static))))
        self._bound = bound
        self.core = (PairCore if plan.mode == "pair" else Core)(bound.function, plan, bound.hidden + hidden)
        self._short: dict[Hashable, Specialisation] = {}
        self._along = plan.mode == "tangent"
        self._last = threading.local()
        self._present(self.core.name, _NOUN[plan.mode], self._shown())

    @property
    def primal_signature(self) -> inspect.Signature | None:
        """The signature of the primal without what is bound to it."""
        try:
            return self.core.parameters.shown(self._bound)
        except (KindError, ValueError):
            return None

    def _shown(self) -> inspect.Signature | None:
        try:
            return self.core.extended.shown(self._bound)
        except (KindError, ValueError):
            # A callable without a signature is refused when it is called.
            return None

    # Calls

    def __call__(self, /, *args: Any, **keywords: Any) -> Any:
        if not keywords:
            # The short way. The types of plain numbers say all; arrays are told apart by a little more.
            short = self._short
            found = short.get((*map(type, args),))
            numbers = found is not None
            if found is None:
                found = short.get((*map(key_of, args),))
            if found is not None and found.unchanged():
                self._last.found = found
                if self._along and not numbers:
                    own = len(found.primal.inputs)
                    self._check(found, args[:own], args[own:])
                try:
                    result = found.function(*args)
                except Exception as error:
                    found.annotate(error)
                    raise
                return result if found.finish is None else found.finish(result)
        return self._call(args, keywords)

    def _call(self, args: tuple[Any, ...], keywords: Mapping[str, Any]) -> Any:
        values, extra, named = self._bind(args, keywords)
        found = self.specialisation(values)
        companions = self._companions(found, extra, named)
        if not keywords and self._is_short(found, args, [*values, *companions]):
            self._remember((*map(key_of, args),), found)
        return self._run(found, values, companions)

    def _run(self, found: Specialisation, values: Sequence[Any], companions: Sequence[Any]) -> Any:
        """Call the function with a value for each parameter of the primal, and with the seed or the dots."""
        inputs = found.given(values)
        self._check(found, inputs, companions)
        result = found.run([*inputs, *companions])
        return result if found.finish is None else found.finish(result)

    def along(self, values: Sequence[Any], tangents: Sequence[Any]) -> Any:
        """Call with one tangent for each slot; where a slot is an item of ``*args`` the other items are held constant."""
        found = self.specialisation(values)
        given: dict[str, Any] = {}
        for slot, tangent in zip(found.slots, tangents, strict=True):
            if slot.item is None:
                given[slot.name] = tangent
            else:
                still = zeros(values[self.core.parameters.index[slot.name]])
                given.setdefault(slot.name, still)
                given[slot.name] = _replaced(given[slot.name], slot.item, tangent)
        return self._run(found, values, [c.conform(given[name]) for name, c in zip(found.dotted, found.companions)])

    def slot_values(self, values: Sequence[Any]) -> list[Any]:
        """The arguments that the derivative is taken with respect to."""
        index = self.core.parameters.index
        whole = [(slot, values[index[slot.name]]) for slot in self.specialisation(values).slots]
        return [value if slot.item is None else _item(value, slot.item) for slot, value in whole]

    def pull(self, values: Sequence[Any]) -> tuple[Any, Pullback]:
        """The value, and the pullback at it, which is the same whatever is written into the arguments later."""
        found = self.specialisation(values)
        assert isinstance(found, Pair)
        # Arguments that share memory do so before they are copied.
        self._check(found, found.given(values), ())
        y, saved = self._run(found, list(map(kept, values)), ())
        return y, Pullback(found, y, saved)

    def bind(self, args: Sequence[Any], keywords: Mapping[str, Any]) -> list[Any]:
        """The value of each parameter of the primal."""
        bound = self._bound
        return self.core.parameters.bind(
            self.core.primal_name, (*bound.leading, *args), {**(bound.keywords or {}), **keywords}
        )

    @cached_property
    def by_name(self) -> bool:
        """Whether the seed and the dots can only be passed by name."""
        found = self.core.extended.signature.parameters
        return any(found[name].kind is inspect.Parameter.KEYWORD_ONLY for name in self.core.extra_names)

    def _bind(
        self, args: tuple[Any, ...], keywords: Mapping[str, Any]
    ) -> tuple[list[Any], tuple[Any, ...], dict[str, Any]]:
        """The values of the primal's parameters, and what is left for the seed and the dots."""
        core = self.core
        if not core.extra_names:
            return self.bind(args, keywords), (), {}
        names = core.extra_names
        named = {name: value for name, value in keywords.items() if name in names}
        own = {name: value for name, value in keywords.items() if name not in names}
        if self.by_name:
            return self.bind(args, own), (), named
        count = len(core.parameters.names) - len(self._bound.leading) - len({*own} & {*core.parameters.names})
        return self.bind(args[:count], own), args[count:], named

    def _companions(self, found: Specialisation, extra: Sequence[Any], named: Mapping[str, Any]) -> list[Any]:
        """The seed or the dots, from what is left of the arguments."""
        left, rest = list(extra), dict(named)
        values = []
        for companion in found.companions:
            name = companion.parameter.name
            if name in rest:
                value = rest.pop(name)
            else:
                value = left.pop(0) if left else companion.default(self.plan.mode == "gradient")
            values.append(companion.conform(value))
        if left or rest:
            taken = ", ".join(c.parameter.name for c in found.companions) or "no others"
            message = f"{self.__name__} was given too many arguments"
            raise KindError("AD308", message, hint=f"besides those of {self.core.primal_name} it takes {taken}")
        return values

    def _check(self, found: Specialisation, inputs: Sequence[Any], companions: Sequence[Any]) -> None:
        """Require what only the values tell: shapes of tangents, and memory that is not shared."""
        parameters = found.primal.inputs
        if self._along:
            of = {p.name: value for p, value in zip(parameters, inputs)}
            for name, companion, value in zip(found.dotted, found.companions, companions, strict=True):
                tree = companion.parameter.tree
                for p, q in zip(every_leaf(tree, value), every_leaf(tree, of[name])):
                    convert.same_shape(p, q, companion.parameter.name)
        if found.writes:
            found.writes.require_passed(parameters, inputs)
            found.writes.require_separate(parameters, inputs, self.core.primal_name)

    def _is_short(self, found: Specialisation, args: Sequence[Any], values: Sequence[Any]) -> bool:
        """Whether later calls with arguments of these kinds can go straight to the function."""
        bound = self._bound
        left_out = found.func.inputs[len(args) :]
        return (
            not (self.core.static or bound.leading or bound.keywords or found.writes)
            and found.inputs is None
            and not any((found.keywords or ())[: len(args)])
            # What is passed is what was bound, with nothing to convert, and the text has the other defaults.
            and all(arg is value for arg, value in zip(args, values))
            and all(type(p.default) in _NUMBERS for p in left_out)
            and not (self._along and left_out)
        )

    def _remember(self, key: Hashable, found: Specialisation) -> None:
        with self.core.lock:
            if len(self._short) >= KEPT:
                self._short.clear()
            self._short[key] = found

    # Looking at it

    def specialisation(self, values: Sequence[Any]) -> Specialisation:
        found = self.core.specialise(values)
        self._last.found = found
        return found

    def specialise(self, *args: Any, **keywords: Any) -> FunctionType:
        """The generated function for arguments of these kinds. Seeds and tangents may be left out."""
        return self.specialisation(self._bind(args, keywords)[0]).function

    @property
    def source(self) -> str:
        """The text of the derivative last used in this thread; before any call, for kinds that are guessed."""
        return self._shown_specialisation().text.text

    @property
    def ssa(self) -> str:
        """The primal as primitive assignments w0, w1, ..., for the same kinds as ``source``."""
        primal = self._shown_specialisation().primal
        numbered = primal if self.plan.names == "trace" else trace.number(primal)
        return pipeline.text(numbered, "trace").text

    def _shown_specialisation(self) -> Specialisation:
        found: Specialisation | None = getattr(self._last, "found", None)
        return self.core.guessed(self._bound.leading, self._bound.keywords or {}) if found is None else found

    def func(self, arguments: Mapping[str, Argument]) -> Func:
        """The derivative as a Func for described arguments of the primal: what transforms take."""
        return self.core.closed(arguments).func

    @property
    def hidden(self) -> int:
        """The number of parameters that a method binds."""
        return self.core.hidden - self._bound.hidden

    @property
    def static(self) -> frozenset[str]:
        return self.core.static


def zeros(value: Any) -> Any:
    """Zeros in the structure of an argument; None where there is no number."""
    tree = describe(value).tree
    return unflatten(tree, [_zero(leaf) for leaf in every_leaf(tree, value)])


def _zero(leaf: Any) -> Any:
    if isinstance(leaf, list):
        return list(map(_zero, leaf))
    if isinstance(leaf, np.ndarray):
        return np.zeros_like(leaf)
    return leaf * 0 if isinstance(leaf, float | complex | np.inexact) else None


def _replaced(items: Any, position: int, value: Any) -> Any:
    if isinstance(items, dict):
        return {**items, list(items)[position]: value}
    return (*items[:position], value, *items[position + 1 :])


def _item(items: Any, position: int) -> Any:
    return list(items.values())[position] if isinstance(items, dict) else items[position]


def _bound(primal: Any) -> Bound:
    """The function to differentiate, with what is bound to it; of a derivative, the core."""
    bound = take_apart(primal)
    inner = bound.function
    if isinstance(inner, Derivative):
        under = inner._bound
        return Bound(inner.core, (*under.leading, *bound.leading), {**(under.keywords or {}), **(bound.keywords or {})})
    return bound

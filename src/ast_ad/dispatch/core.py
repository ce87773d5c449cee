"""The core of a derivative: it compiles specialisations, each once, and keeps a bounded number of them."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from types import FunctionType
from typing import Any

from ast_ad import pipeline
from ast_ad.ad.adjoint import seed_name
from ast_ad.ad.names import dot, unique
from ast_ad.dispatch import convert, names, plan, slots
from ast_ad.dispatch.guards import Guards, compile_test
from ast_ad.dispatch.keys import key_of
from ast_ad.dispatch.memory import Writes
from ast_ad.dispatch.parameters import ABSENT, Parameters, signature
from ast_ad.dispatch.plan import Plan
from ast_ad.dispatch.slots import ArgNum, Slot
from ast_ad.dispatch.specialisation import Companion, Specialisation, calling_convention, companions, set_defaults
from ast_ad.errors import DiffError, KindError, Refused
from ast_ad.frontend.arguments import Argument, Fixed, describe
from ast_ad.frontend.lower import Outputs
from ast_ad.frontend.machine import live
from ast_ad.frontend.reading import guess
from ast_ad.frontend.reading.find import find, unwrap
from ast_ad.ir import Const, Func, Place
from ast_ad.kinds import Number
from ast_ad.tree import leaves

KEPT = 128


@dataclass(frozen=True, slots=True)
class Lowered:
    """A primal as a Func, and what was found in globals and closures while it was lowered.

    ``writes`` tells into what the user's function writes; derivatives of it write into nothing. ``targets`` are the kinds
    that its results have to have; None for what is as it comes.
    """

    func: Func
    guards: Guards
    functions: tuple[FunctionType, ...]
    writes: Writes | None
    targets: tuple[convert.Target, ...]


def passed(own: Mapping[str, Argument], given: Mapping[str, Argument]) -> dict[str, Argument]:
    """The arguments as the primal takes them, with the numbers among their kinds as they were given."""

    def merged(name: str) -> Argument:
        mine, theirs = own[name], given[name]
        if mine.tree != theirs.tree:
            return mine
        pairs = zip(mine.kinds, theirs.kinds)
        return replace(mine, kinds=tuple(q if _is_real(p) and _is_real(q) else p for p, q in pairs))

    return {name: merged(name) for name in own}


def _is_real(kind: object) -> bool:
    return isinstance(kind, Number) and kind.type is float


class Core:
    """A function and a plan. ``hidden`` leading parameters are bound by a method or a partial: argnums do not count them."""

    def __init__(self, function: Any, wanted: Plan, hidden: int = 0) -> None:
        self.function = function
        self.plan = wanted
        self.hidden = hidden
        self.lock = threading.RLock()
        self._table: OrderedDict[Hashable, Specialisation] = OrderedDict()
        # Kept as long as the function has the defaults that it had.
        self._parameters: tuple[object, Parameters] | None = None
        self._extended: tuple[Parameters, Parameters] | None = None

    @property
    def parameters(self) -> Parameters:
        """The parameters of the function, all of them."""
        if isinstance(self.function, Core):
            return self.function.extended
        defaults = getattr(self.function, "__defaults__", None)
        if self._parameters is None or self._parameters[0] is not defaults:
            self._parameters = defaults, Parameters(signature(self.function))
        return self._parameters[1]

    @property
    def extended(self) -> Parameters:
        """The parameters of the derivative."""
        own = self.parameters
        if self._extended is None or self._extended[0] is not own:
            self._extended = own, self._extend()
        return self._extended[1]

    def _extend(self) -> Parameters:
        if self.plan.mode in ("gradient", "pair"):
            return self.parameters
        if self.plan.mode == "adjoint":
            return self.parameters.extended(self.extra_names, 1.0)
        return self.parameters.extended(self.extra_names, ABSENT)

    @cached_property
    def extra_names(self) -> tuple[str, ...]:
        """The names that seeds and dots may have; all dots if the arguments alone decide which of them there are."""
        taken = set(self.parameters.names)
        if self.plan.mode == "adjoint":
            return (seed_name(self.primal_name, taken),)
        if self.plan.mode != "tangent":
            return ()
        words = self.parameters.names[self.hidden :]
        wanted = slots.several(self.plan.argnums)
        if wanted is not None:
            words = tuple(w for k, w in enumerate(words) if k in wanted or w in wanted or k - len(words) in wanted)
        return tuple(unique(dot(word), taken) for word in words)

    @property
    def primal_name(self) -> str:
        if isinstance(self.function, Core):
            return self.function.name
        name = getattr(self.function, "__name__", "f")
        return "f" if name == "<lambda>" else str(name)

    @property
    def name(self) -> str:
        return f"{self.primal_name}_{'dot' if self.plan.mode == 'tangent' else 'bar'}"

    @cached_property
    def static(self) -> frozenset[str]:
        """The names of the parameters that are bound by value."""
        inner = self.function.static if isinstance(self.function, Core) else frozenset()
        return inner | {self._parameter(word, "static") for word in self.plan.static}

    @cached_property
    def outputs(self) -> Outputs:
        """What the function is taken to return: "return", or parameters that it writes into."""
        wanted = self.plan.outputs
        if wanted is None:
            return "return"
        if isinstance(self.function, Core):
            hint = "name the outputs where the function itself is differentiated"
            raise KindError("AD301", f"{self.primal_name} is a derivative, which writes into no argument", hint=hint)
        if isinstance(wanted, int | str):
            return self._output(wanted)
        if len(set(map(self._output, wanted))) < len(wanted):
            raise KindError("AD301", f"outputs={wanted!r} names something twice", hint="name each once")
        return tuple(map(self._output, wanted))

    def _output(self, word: ArgNum) -> str:
        return word if word == "return" else self._parameter(word, "outputs")

    def _parameter(self, word: ArgNum, what: str) -> str:
        """The parameter that is meant by a name or a position; what a method binds is not counted."""
        known = self.parameters.names
        visible = known[self.hidden :]
        inside = not isinstance(word, str) and -len(visible) <= word < len(visible)
        name = word if isinstance(word, str) else visible[word] if inside else ""
        if name not in known:
            raise KindError(
                "AD301",
                f"{what} names {word!r}, which is no parameter of {self.primal_name}",
                hint=f"the signature is {self.primal_name}{self.parameters.signature}",
            )
        return name

    # Funcs

    def arguments(self, values: Sequence[object]) -> dict[str, Argument]:
        """The values of the parameters, described."""
        static = self.static
        return {name: describe(value, name in static, name) for name, value in zip(self.parameters.names, values)}

    def lowered(self, arguments: Mapping[str, Argument]) -> Lowered:
        """The function itself as a Func."""
        outputs = self.outputs
        if isinstance(self.function, Core):
            return self.function.closed(arguments)
        made = pipeline.primal(find(self.function), arguments, self.plan.unroll, self.plan.names, outputs)
        positions = frozenset(position for position in made.writes if position is not None)
        writes = Writes(positions, None in made.writes, len(made.func.params), made.written) if made.writes else None
        if made.func.results == (Const(None),):
            self._require_output(made.func, positions)
        return Lowered(made.func, made.guards, (unwrap(self.function),), writes, (None,) * len(made.func.results))

    def _require_output(self, func: Func, writes: frozenset[int]) -> None:
        """Refuse a function that returns None, with the parameters in the hint that it writes into."""
        owners = [parameter.name for parameter in func.inputs for _ in range(leaves(parameter.tree))]
        written = list(dict.fromkeys(owner for k, owner in enumerate(owners) if k in writes))
        named = repr(written[0]) if len(written) == 1 else repr(tuple(written))
        hint = f"take what it writes into: vjp(..., outputs={named})" if written else "return a float or an array"
        raise KindError("AD305", f"{self.primal_name} returns None, which has no derivative", hint=hint)

    def func(self, primal: Func, arguments: Mapping[str, Argument]) -> Func:
        """The derivative as a Func, with its seed if it has one."""
        wanted = self.slots(arguments)
        if self.plan.mode == "tangent":
            return plan.tangent(primal, wanted, arguments)
        return plan.adjoint(self.plan, primal, wanted, arguments)

    def closed(self, arguments: Mapping[str, Argument]) -> Lowered:
        """The derivative as a function of its own arguments, to be differentiated again."""
        lowered = self.lowered({name: arguments[name] for name in self.parameters.names})
        own = self.conforming(arguments, lowered.func)
        func = self.func(lowered.func, own)
        if self.plan.mode == "gradient":
            func = plan.closed(func, lowered.func)
        return replace(lowered, func=func, targets=self.targets(lowered, func, passed(own, arguments)))

    def conforming(self, arguments: Mapping[str, Argument], primal: Func) -> dict[str, Argument]:
        """The arguments as the primal takes them: its own seeds and dots have the structure of what they belong to."""
        own = {name: arguments[name] for name in self.parameters.names}
        if isinstance(self.function, Core):
            for c in companions(primal, len(self.function.parameters.names)):
                own[c.parameter.name] = Argument(c.parameter.tree, c.kinds)
        return own

    def inputs(self, primal: Func) -> tuple[tuple[int, Companion | None], ...] | None:
        """For each input of the primal the position of its value, and what a seed or a dot among them must conform to.

        None if the inputs are the parameters as they are.
        """
        if not isinstance(self.function, Core) or not self.function.extra_names:
            return None
        extra = {c.parameter.name: c for c in companions(primal, len(self.function.parameters.names))}
        return tuple((self.parameters.index[p.name], extra.get(p.name)) for p in primal.inputs)

    def slots(self, arguments: Mapping[str, Argument]) -> tuple[Slot, ...]:
        name = self.primal_name
        found = slots.resolve(self.plan.argnums, name, self.parameters, self.hidden, arguments)
        for slot in found:
            slots.require_derivative(slot, name, arguments[slot.name])
            if self.plan.holomorphic:
                slots.require_complex(slot, name, arguments[slot.name])
        if not found and self.plan.argnums is None:
            raise KindError("AD303", f"{name}: no argument has a derivative", hint="pass a float or an array of floats")
        return found

    # Specialisations

    def specialise(self, values: Sequence[object]) -> Specialisation:
        """The specialisation for these values of the parameters, compiled unless it is there."""
        static = self.static
        key = tuple(
            Fixed(value) if static and name in static else key_of(value, name)
            for name, value in zip(self.parameters.names, values)
        )
        return self.find(key, lambda: self.arguments(values))

    def guessed(self, leading: Sequence[object], keywords: Mapping[str, object]) -> Specialisation:
        """The specialisation for the kinds that parameters seem to have, where there is no call to tell."""
        known = dict(zip(self.parameters.positional, leading)) | dict(keywords)
        given = {name: describe(value, name in self.static, name) for name, value in known.items()}
        return self.find("guessed", lambda: self.guess(given))

    def guess(self, given: Mapping[str, Argument]) -> dict[str, Argument]:
        if isinstance(self.function, Core):
            known = self.function.parameters.names
            inner = self.function.guess({name: argument for name, argument in given.items() if name in known})
            extra = {name: describe(1.0) for name in self.parameters.names if name not in known}
            return inner | extra | dict(given)
        rest = {self.parameters.rest: describe(()), self.parameters.others: describe({})}
        found = guess.guess(find(self.function), {}, given)
        return {name: found[name] if name in found else rest[name] for name in self.parameters.names}

    def find(self, key: Hashable, arguments: Callable[[], Mapping[str, Argument]]) -> Specialisation:
        found = self._table.get(key)
        if found is not None and found.unchanged():
            with suppress(KeyError):
                self._table.move_to_end(key)
            return found
        with self.lock:
            # Another thread may have been faster.
            found = self._table.pop(key, None)
            if found is None or not found.unchanged():
                try:
                    with pipeline.limited(self.primal_name, self.place()):
                        found = self.compiled(arguments())
                except DiffError as error:
                    # The traceback is about the user's program, not about the way through the compiler.
                    raise self.placed(error).with_traceback(None) from error.__cause__
            self._table[key] = found
            while len(self._table) > KEPT:
                self._table.popitem(last=False)
        return found

    def placed(self, error: DiffError) -> DiffError:
        """An error about the arguments, with the place where the function is defined."""
        place = self.definition() if isinstance(error, KindError) and error.place is None else None
        return error if place is None else KindError(error.code, error.message, place, error.hint)

    def definition(self) -> Place | None:
        """The line with the function's def; None if it has no text, or one that is ours."""
        if isinstance(self.function, Core):
            return self.function.definition()
        try:
            source = find(self.function)
        except Refused:
            return None
        return None if source.file.startswith("<ast_ad ") else source.place(source.node)

    def place(self) -> Place:
        """Where the function begins."""
        if isinstance(self.function, Core):
            return self.function.place()
        code = self.function.__code__
        return Place(code.co_filename, code.co_firstlineno, 0, code.co_firstlineno, 1 << 20)

    def compiled(self, arguments: Mapping[str, Argument]) -> Specialisation:
        """The specialisation; if need be one that is valid only while the integers and flags around the function stay."""
        try:
            return self.compile(arguments)
        except Refused as error:
            with suppress(DiffError), live.settled():
                return self.compile(arguments)
            raise error from None

    def compile(self, arguments: Mapping[str, Argument]) -> Specialisation:
        if not isinstance(self.function, Core):
            # What is wrong with an argument is said before it is said what follows from it.
            self.slots(arguments)
        lowered = self.lowered(arguments)
        own = self.conforming(arguments, lowered.func)
        func = self.func(lowered.func, own)
        if self.plan.mode == "tangent":
            finish = convert.dots(func, lowered.targets)
        else:
            finish = convert.results(func, self.targets(lowered, func, passed(own, arguments)))
        return self.loaded(func, lowered, slots=self.slots(own), finish=finish, writes=lowered.writes)

    def loaded(self, func: Func, lowered: Lowered, **more: Any) -> Specialisation:
        """The function of a Func, ready to be called."""
        given = names.localise(func, lowered.functions[0])
        text = pipeline.text(given.func, self.plan.names)
        function = pipeline.function(text, lowered.functions[0], given.values)
        found = companions(func, len(lowered.func.inputs))
        set_defaults(function, found)
        return Specialisation(
            function=function,
            func=func,
            primal=lowered.func,
            text=text,
            unchanged=compile_test({**lowered.guards, **given.reads}, lowered.functions),
            companions=found,
            inputs=self.inputs(lowered.func),
            keywords=calling_convention(func),
            **more,
        )

    def targets(self, lowered: Lowered, func: Func, arguments: Mapping[str, Argument]) -> tuple[convert.Target, ...]:
        """The kinds that the derivative's results have to have: bars those of their arguments, values those they have."""
        if self.plan.mode == "tangent":
            return lowered.targets * 2
        bars = tuple(kind for slot in self.slots(arguments) for kind in slots.part(slot, arguments[slot.name])[1])
        # The results of the primal come before the bars, aux after them.
        aux = lowered.targets[len(lowered.targets) + len(bars) - len(func.results) :]
        return (*lowered.targets, *bars) if self.plan.value else (*bars, *aux)

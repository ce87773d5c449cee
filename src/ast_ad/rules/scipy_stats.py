"""scipy.stats: densities by definition; what is integrated or inverted has the density for its derivative."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np
import scipy.special as sp
from scipy import stats

from ast_ad.ir import Atom, kind_of
from ast_ad.kinds import Array, Dim, Kind, Number, broadcast_dims, dims_of, may_be_one, same
from ast_ad.rules import distributions, known_kinds
from ast_ad.rules.axes import known_rank, rank
from ast_ad.rules.cumulative_masses import CUMULATIVE, METHODS, Cumulative
from ast_ad.rules.densities import Standard, log, wide
from ast_ad.rules.entropies import COUNTED, ENTROPIES
from ast_ad.rules.quantiles import QUANTILES
from ast_ad.rules.scipy_normal import without_axes_of_one
from ast_ad.rules.scipy_special import NoClosedForm
from ast_ad.rules.speeds import Quantiles
from ast_ad.rules.symbolic import Symbol, Unsupported, symbol_in
from ast_ad.rules.table import find, leave_out, name_parameters, reason
from ast_ad.rules.verbs import define, diagonal, zero
from ast_ad.tree import Form, arrange, plain

_LEAST = -sys.float_info.max
_BY_SHAPE = NoClosedForm("a parameter of the shape")


def _elementwise_kind(form: Form, atoms: Sequence[Atom]) -> Kind | None:
    """The kind of what a method gives; a probe would integrate where SciPy does."""
    given, words = arrange(form, [kind_of(atom) for atom in atoms])
    kinds = [kind for kind in (*given, *words.values()) if isinstance(kind, Number | Array)]
    if len(kinds) < len(given) + len(words):
        return None
    all_dims = [dims_of(kind) for kind in kinds]
    known = [dims for dims in all_dims if dims is not None]
    if len(known) < len(all_dims):
        return Array(np.dtype(float))
    dims: tuple[Dim, ...] = ()
    for each in known:
        dims = broadcast_dims(dims, each)
    return Array(np.dtype(float), dims) if dims else Number(float, np.dtype(float))


class _Distribution:
    """One distribution with a density: the parameters are x, those of the shape, loc and scale."""

    def __init__(self, name: str) -> None:
        self.family: Any = getattr(stats, name)
        self.standard = distributions.STANDARD[name]
        self.shapes: tuple[str, ...] = tuple((self.family.shapes or "").replace(" ", "").split(",")) * bool(
            self.family.shapes
        )

    def split(self, parameters: tuple[Any, ...], words: dict[str, Any]) -> tuple[tuple[Any, ...], Any, Any]:
        """The parameters of the shape, loc and scale, of which some are given by keyword."""
        names = (*self.shapes, "loc", "scale")
        given = {"loc": 0, "scale": 1} | words | dict(zip(names, parameters))
        if missing := set(self.shapes) - given.keys():
            raise Unsupported(f"a call without {min(missing)}")
        return tuple(given[name] for name in self.shapes), given["loc"], given["scale"]

    def log_density(self, x: Any, *parameters: Any, **words: Any) -> Any:
        shapes, loc, scale = self.split(
            tuple(map(wide, parameters)), {name: wide(each) for name, each in words.items()}
        )
        x = wide(x)
        z = _less(x, loc) if _is(scale, 1) else _less(x, loc) / scale
        found = self.standard(_symbolic(z, shapes), *shapes)
        return found if _is(scale, 1) else found - log(scale)

    def density(self, x: Any, *parameters: Any, **words: Any) -> Any:
        return np.exp(self.log_density(x, *parameters, **words))

    def entropy(self, *parameters: Any, **words: Any) -> Any:
        shapes, loc, scale = self.split(parameters, words)
        found = ENTROPIES[self.family.name](*shapes) + log(scale)
        return found if _is(loc, 0) else found + 0 * loc

    def state(self) -> None:
        names = ("x", *self.shapes, "loc", "scale")
        if self.family.name in ENTROPIES:
            _define(self.family.entropy, names[1:], self.entropy)
            known_kinds.KINDS[self.family.entropy] = _elementwise_kind
        _define(self.family.logpdf, names, self.log_density)
        _define(self.family.pdf, names, self.density)
        pdf = self.family.pdf

        def density(d: Any, w: Any, *p: Any) -> Any:
            return d * d.apply(pdf, *p)

        def ratio(d: Any, w: Any, *p: Any) -> Any:
            return d * self.ratio(d, w, *p)

        self.by_density("cdf", names, density)
        self.by_density("sf", names, lambda d, *p: density(-d, *p))
        self.by_density("logcdf", names, ratio, self.steep("logcdf"))
        self.by_density("logsf", names, lambda d, *p: ratio(-d, *p), self.steep("logsf"))
        self.inverse("ppf", ("q", *names[1:]))
        self.inverse("isf", ("q", *names[1:]))

    def ratio(self, d: Any, w: Any, *parameters: Any) -> Any:
        """The density over the mass that has the logarithm w; 0 outside of the support, where both are 0.

        Where SciPy takes the logarithm of a density that it has computed, this is -inf long before the mass is: so it is
        written out.
        """
        computed = type(self.family)._logpdf is stats.rv_continuous._logpdf
        density = self.log_density(*parameters) if computed else d.apply(self.family.logpdf, *parameters)
        return np.exp(density - np.maximum(w, _LEAST))

    def steep(self, name: str) -> Any:
        """The derivative of a logarithm that is stated as a function of z; None if there is none."""
        by_z = distributions.STEEP.get((self.family.name, name))
        if by_z is None:
            return None

        def by_x(d: Any, w: Any, x: Any, *parameters: Any) -> Any:
            shapes, loc, scale = self.split(parameters, {})
            z = _less(x, loc)
            return d * by_z(z, *shapes) if _is(scale, 1) else d * by_z(z / scale, *shapes) / scale

        return by_x

    def plain(self, parameters: tuple[Any, ...], words: dict[str, Any]) -> tuple[Any, ...]:
        """The parameters by position, without loc and scale where they say nothing."""
        shapes, loc, scale = self.split(parameters, words)
        if not _is(scale, 1):
            return (*shapes, loc, scale)
        return shapes if _is(loc, 0) else (*shapes, loc)

    def by_density(self, name: str, names: tuple[str, ...], along: Any, steep: Any = None) -> None:
        """A function of z alone: its derivatives by loc and scale follow from that by x, those by the shape from quantiles."""
        function, by_x = getattr(self.family, name), steep or along
        name_parameters(function, names)
        known_kinds.KINDS[function] = _elementwise_kind

        def by_scale(d: Any, x: Any, *parameters: Any, w: Any, **words: Any) -> Any:
            _, loc, scale = self.split(parameters, words)
            return by_x(-d, w, x, *self.plain(parameters, words)) * (_less(x, loc) / scale)

        diagonal(
            function,
            lambda d, x, *p, w, **words: by_x(d, w, x, *self.plain(p, words)),
            *self.by_shapes(along),
            lambda d, x, *p, w, **words: by_x(-d, w, x, *self.plain(p, words)),
            by_scale,
        )

    def inverse(self, name: str, names: tuple[str, ...]) -> None:
        function = getattr(self.family, name)
        name_parameters(function, names)
        known_kinds.KINDS[function] = _elementwise_kind
        sign = 1 if name == "ppf" else -1

        def by_q(d: Any, q: Any, *parameters: Any, w: Any, **words: Any) -> Any:
            return (d if sign > 0 else -d) / d.apply(self.family.pdf, w, *self.plain(parameters, words))

        def by_scale(d: Any, q: Any, *parameters: Any, w: Any, **words: Any) -> Any:
            _, loc, scale = self.split(parameters, words)
            return d * (_less(w, loc) / scale)

        diagonal(function, by_q, *self.by_shapes(None), lambda d, q, *p, w, **words: d, by_scale)

    def by_shapes(self, along: Any) -> Iterator[Any]:
        """The maps of the parameters of the shape; ``along`` is None for the inverse of a distribution function."""
        quantiles = QUANTILES.get(self.family.name)
        for speed in quantiles.speeds if quantiles else (None for _ in self.shapes):
            if quantiles is None or speed is None:
                yield _BY_SHAPE
            else:
                yield partial(self.moved, speed) if along is None else partial(self.passed, quantiles, speed, along)

    def moved(self, speed: Standard, d: Any, q: Any, *parameters: Any, w: Any, **words: Any) -> Any:
        """How a quantile moves."""
        shapes, loc, scale = self.split(
            tuple(map(wide, parameters)), {name: wide(each) for name, each in words.items()}
        )
        if _is(scale, 1):
            return d * speed(_less(w, loc), *shapes)
        return d * scale * speed(_less(w, loc) / scale, *shapes)

    def passed(
        self, quantiles: Quantiles, speed: Standard, along: Any, d: Any, x: Any, *parameters: Any, w: Any, **words: Any
    ) -> Any:
        """How mass passes x: with the density, and against the quantile that moves there."""
        shapes, loc, scale = self.split(
            tuple(map(wide, parameters)), {name: wide(each) for name, each in words.items()}
        )
        z: Any = _less(wide(x), loc) if _is(scale, 1) else _less(wide(x), loc) / scale
        inside: Any = quantiles.inside(z, *shapes)
        z = z if isinstance(z, Symbol) else d.apply(np.float64, z)
        if not isinstance(inside, Symbol):
            # x is a number that stands in the program.
            return along(-d, w, z, *shapes) * speed(z, *shapes) if inside else 0.0 * d
        z, w = d.apply(np.where, inside, z, quantiles.place(*shapes)), d.apply(np.where, inside, w, 0.0)
        return d.apply(np.where, inside, along(-d, w, z, *shapes) * speed(z, *shapes), 0.0)


def _define(function: Any, names: tuple[str, ...], body: Any) -> None:
    name_parameters(function, names)
    define(function, body)


def _is(value: Any, number: int) -> bool:
    return not isinstance(value, Symbol | np.ndarray) and bool(value == number)


def _less(x: Any, loc: Any) -> Any:
    return x if _is(loc, 0) else x - loc


def _symbolic(z: Any, shapes: tuple[Any, ...]) -> Any:
    """z as a symbol where it is a number and a parameter of the shape is none."""
    symbol = symbol_in(shapes)
    return z if isinstance(z, Symbol) or symbol is None else symbol.apply(np.float64, float(z))


class _Counts:
    """One distribution on whole numbers."""

    def __init__(self, name: str) -> None:
        self.family: Any = getattr(stats, name)
        self.mass = distributions.MASS[name]
        self.shapes: tuple[str, ...] = tuple((self.family.shapes or "").replace(" ", "").split(","))

    def log_mass(self, k: Any, *parameters: Any) -> Any:
        count = len(self.shapes)
        shapes, loc = tuple(map(wide, parameters[:count])), (*parameters[count:], 0)[0]
        symbol = symbol_in((k, shapes, loc))
        k, *given = (symbol.apply(np.array, x) if isinstance(x, list | tuple) else x for x in (k, *shapes))
        return self.mass(_less(k, loc), *given)

    def entropy(self, *parameters: Any) -> Any:
        shapes, loc = parameters[: len(self.shapes)], parameters[len(self.shapes) :]
        found = COUNTED[self.family.name](*shapes)
        return found + 0 * loc[0] if loc else found

    def state(self) -> None:
        names = ("k", *self.shapes, "loc")
        for function, body in (
            (self.family.logpmf, self.log_mass),
            (self.family.pmf, lambda k, *p: np.exp(self.log_mass(k, *p))),
        ):
            _define(function, names, body)
        if self.family.name in COUNTED:
            _define(self.family.entropy, names[1:], self.entropy)
            known_kinds.KINDS[self.family.entropy] = _elementwise_kind
        for method in ("ppf", "isf"):
            # Whole numbers jump.
            zero(getattr(self.family, method))
        cumulative = CUMULATIVE.get(self.family.name)
        for method, (upper, of_mass) in METHODS.items():
            if cumulative is not None:
                _define(getattr(self.family, method), names, self.up_to(cumulative, upper, of_mass))

    def up_to(self, cumulative: Cumulative, upper: bool, of_mass: Callable[..., Any]) -> Callable[..., Any]:
        """The definition of a distribution function."""
        count = len(self.shapes)

        def body(k: Any, *parameters: Any) -> Any:
            symbol = symbol_in((k, parameters))
            shapes, loc = tuple(map(wide, parameters[:count])), (*parameters[count:], 0)[0]
            k, *given = (symbol.apply(np.array, x) if isinstance(x, list | tuple) else x for x in (k, *shapes))
            return of_mass(cumulative.mass(upper, _less(k, loc), *given))

        return body


for name in distributions.STANDARD:
    _Distribution(name).state()
for name in distributions.MASS:
    _Counts(name).state()


def _dirichlet(x: Any, alpha: Any) -> Any:
    symbol = symbol_in((x, alpha))
    x = _with_last(symbol, x, alpha)
    terms = sp.xlogy(alpha - 1 if rank(x) == 1 else symbol.apply(np.expand_dims, alpha - 1, 1), x)
    constant = sp.gammaln(symbol.apply(np.sum, alpha)) - symbol.apply(np.sum, sp.gammaln(alpha))
    found = np.sum(terms, axis=0) + constant
    return np.squeeze(found) if rank(x) == 2 and may_be_one(_dims(x)[1]) else found


def _with_last(symbol: Any, x: Any, alpha: Any) -> Any:
    """Parts that sum to 1: the last one may have been left out."""
    (have, *others), (need,) = _dims(x), _dims(alpha)
    if same(have, need):
        return x
    rest = 1 - symbol.apply(np.sum, x, axis=0)
    missing = symbol.apply(np.size, alpha) - symbol.apply(np.size, x, 0)
    added = symbol.apply(np.broadcast_to, rest, (missing, *(symbol.apply(np.size, x, 1) for _ in others)))
    return symbol.apply(np.concatenate, [x, added])


def _dims(x: Any) -> tuple[Dim, ...]:
    if not known_rank(x):
        raise Unsupported("a number in the place of several parts")
    return (dims_of(x.kind) or ()) if isinstance(x, Symbol) else np.shape(x)


def _parts_kind(form: Form, atoms: Sequence[Atom]) -> Kind | None:
    """The kind of a density of points, one in each column, of which axes of length 1 are dropped."""
    kinds = [kind_of(atom) for atom in atoms]
    x = kinds[0] if kinds and form == plain(len(atoms)) else None
    if not isinstance(x, Array) or not x.dims:
        return None
    return without_axes_of_one(x.dims[1:])


known_kinds.KINDS |= {stats.dirichlet.logpdf: _parts_kind, stats.dirichlet.pdf: _parts_kind}
define(stats.dirichlet.logpdf, _dirichlet)
define(stats.dirichlet.pdf, lambda x, alpha: np.exp(_dirichlet(x, alpha)))


def _leave_out() -> None:
    """Say of the other distributions why they have no rules."""
    for name, family in vars(stats).items():
        if isinstance(family, stats.rv_continuous | stats.rv_discrete) or name in distributions.OF_SEVERAL:
            counted = isinstance(family, stats.rv_discrete) or hasattr(family, "pmf")
            for each in distributions.METHODS:
                method = getattr(family, each, None)
                if method is not None and find(method) is None and not reason(method):
                    leave_out(method, distributions.why_not(name, each, counted), computes=True)


_leave_out()

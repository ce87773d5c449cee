"""Distributions of SciPy with their parameters: ``norm(mean, scale).logpdf(x)``."""

from __future__ import annotations

from ast_ad.frontend.machine.machine import Machine
from ast_ad.frontend.machine.objects import Abstract, Partial, Tuple
from ast_ad.ir import Const
from ast_ad.rules import table
from ast_ad.rules.invocation import parameter_names

_METHODS = "pdf logpdf cdf logcdf sf logsf ppf isf pmf logpmf entropy".split()


def frozen(
    m: Machine, distribution: object, positional: list[Abstract], keywords: dict[str, Abstract]
) -> Abstract | None:
    """What calling a distribution gives: its methods, each with the parameters; None for what is no distribution."""
    module = str(getattr(type(distribution), "__module__", ""))
    if not module.startswith("scipy.stats."):
        return None
    methods: dict[str, Abstract] = {}
    for name in _METHODS:
        method = getattr(distribution, name, None)
        if method is not None and table.find(method) is not None:
            names = parameter_names(method)
            given = dict(zip(names[1:] if name != "entropy" else names, positional)) | keywords
            methods[name] = Partial(Const(method), (), tuple(given.items()))
    if not methods:
        return None
    return Tuple(tuple(methods.values()), type(distribution), tuple(methods))

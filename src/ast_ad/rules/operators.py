"""The operators, and the functions that are operators by another name."""

from __future__ import annotations

import math as real_math
import operator
from typing import Any

import numpy as np

from ast_ad.kinds import Array, Number, is_complex
from ast_ad.rules.symbolic import Symbol, math
from ast_ad.rules.verbs import diagonal, zero

for add in (operator.add, np.add):
    diagonal(add, lambda d, x, y, w: d, lambda d, x, y, w: d)
for sub in (operator.sub, np.subtract):
    diagonal(sub, lambda d, x, y, w: d, lambda d, x, y, w: -d)
for mul in (operator.mul, np.multiply):
    diagonal(mul, lambda d, x, y, w: d * y, lambda d, x, y, w: d * x)
for truediv in (operator.truediv, np.true_divide):
    diagonal(truediv, lambda d, x, y, w: d / y, lambda d, x, y, w: -d * w / y)
for mod in (operator.mod, np.remainder):
    diagonal(mod, lambda d, x, y, w: d, lambda d, x, y, w: -d * (x // y))
for neg in (operator.neg, np.negative):
    diagonal(neg, lambda d, x, w: -d)
for pos in (operator.pos, np.positive):
    diagonal(pos, lambda d, x, w: d)


def _is_symbol(x: Any) -> bool:
    return isinstance(x, Symbol)


def _base(d: Any, x: Any, n: Any, w: Any) -> Any:
    if _is_symbol(n):
        # 0 ** (0 - 1) has no value, but the derivative of x ** 0 is 0 everywhere: the exponent is kept from -1 there.
        return d * n * x ** (n - (n != 0))
    if isinstance(n, float) and n < -1.0:
        # A quotient is cheaper than a second power, and has the same pole.
        return d * n * w / x
    if np.ndim(n) or n not in (0, 1, 2):
        return d * n * x ** (n - 1)
    return d * 0.0 if n == 0 else d if n == 1 else d * 2 * x


def _exponent(d: Any, x: Any, n: Any, w: Any) -> Any:
    if not _is_symbol(x):
        return (
            d * w * d.apply(real_math.log, x) if np.ndim(x) == 0 and _is_positive(x) else d * w * np.log(x + (x == 0))
        )
    # By convention 0 ** n does not change with n: the logarithm is taken of 1 there.
    return d * w * log_of(x)(x + (x == 0))


def _is_positive(x: Any) -> bool:
    return not isinstance(x, complex | np.complexfloating) and bool(x > 0)


def log_of(x: Symbol) -> Any:
    """math.log for a Python float, np.log for all else."""
    plain = isinstance(x.kind, Number) and x.kind.dtype is None and not is_complex(x.kind)
    return math.log if plain else np.log


for power in (operator.pow, pow, np.power, np.float_power, real_math.pow):
    diagonal(power, _base, _exponent)


def _absolute(d: Any, x: Any, w: Any) -> Any:
    return np.real(d * np.conj(x)) / (w + (w == 0)) if is_complex(x.kind) else d * sign(x)


def _absolute_transposed(d: Any, x: Any, w: Any) -> Any:
    return d * np.conj(x) / (w + (w == 0)) if is_complex(x.kind) else d * sign(x)


def sign(x: Any) -> Any:
    """The sign of a real value, 0 at 0; for Python numbers without NumPy."""
    if isinstance(x.kind, Array) or (isinstance(x.kind, Number) and x.kind.dtype is not None):
        return np.sign(x)
    return (x > 0) - (x < 0)


for absolute in (abs, operator.abs, np.absolute, np.fabs, real_math.fabs):
    diagonal(absolute, _absolute, transposes=(_absolute_transposed,))

_WITHOUT = "floordiv invert and_ or_ xor lshift rshift lt le eq ne gt ge not_ truth is_ is_not contains index"
_WITHOUT += " is_none is_not_none"  # From Python 3.14 on.
for name in _WITHOUT.split():
    if hasattr(operator, name):
        zero(getattr(operator, name))

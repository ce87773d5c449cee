"""scipy.signal: one form of a linear system from another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy import signal

from ast_ad import runtime
from ast_ad.ir import Atom, kind_of
from ast_ad.kinds import ANY, Array, dims_of, is_complex
from ast_ad.rules import by_value, known_kinds
from ast_ad.rules.axes import known_rank
from ast_ad.rules.known_kinds import Kinds
from ast_ad.rules.symbolic import Symbol, Unsupported, symbol_in
from ast_ad.rules.verbs import define, zero
from ast_ad.tree import Form, plain


def _polynomials(*values: Any) -> tuple[Any, ...]:
    symbol = symbol_in(values)
    found = tuple(each if isinstance(each, Symbol) else symbol.apply(np.asarray, each, float) for each in values)
    if any(known_rank(each) != 1 for each in found):
        raise Unsupported("polynomials that are no vectors")
    return found


def _from_first(p: Any, large: Any) -> Any:
    """The coefficients from the first one on that is large."""
    kept = np.concatenate([large(p[:-1]), p.apply(np.ones, 1, dtype=bool)])
    return p[np.argmax(kept) :]


def _normalized(b: Any, a: Any) -> tuple[Any, Any]:
    """As scipy.signal.normalize has them: the first coefficient of the denominator is 1, and none before are zero."""
    a = _from_first(a, lambda p: p != 0)
    return _from_first(b / a[0], lambda p: np.abs(p) > 1e-14), a / a[0]


def _lp2lp(b: Any, a: Any, wo: Any = 1.0) -> tuple[Any, Any]:
    b, a = _polynomials(b, a)
    more = np.size(b) - np.size(a)
    wo = wo[0] if isinstance(wo, Symbol) and known_rank(wo) else wo
    b, a = (p * wo ** (1.0 * p.apply(np.arange, np.size(p))) for p in (b, a))
    return _normalized(b * wo ** (-1.0 * more), a)


def _lp2hp(b: Any, a: Any, wo: Any = 1.0) -> tuple[Any, Any]:
    """``wo / s`` in the place of ``s``, both sides times the highest power."""
    b, a = _polynomials(b, a)
    wo = wo[0] if isinstance(wo, Symbol) and known_rank(wo) else wo
    count = b.apply(max, np.size(b), np.size(a))
    turned = (np.flip(p) * wo ** (1.0 * p.apply(np.arange, np.size(p))) for p in (b, a))
    return _normalized(*(p.apply(runtime.fitted, p, count, -1) for p in turned))


def _bilinear(b: Any, a: Any, fs: Any = 1.0) -> tuple[Any, Any]:
    """``2 fs (z - 1) / (z + 1)`` in the place of ``s``, both sides times the highest power of ``z + 1``."""
    b, a = (_from_first(p, lambda q: q != 0) for p in _polynomials(b, a))
    order = b.apply(max, np.size(b), np.size(a)) - 1
    products = b.apply(runtime.bilinear_products, order)

    def turned(p: Any) -> Any:
        powers = p.apply(np.arange, np.size(p))
        return (np.flip(p) * (2.0 * fs) ** (powers - order / 2)) @ products[: np.size(p)]

    return _normalized(turned(b), turned(a))


define(signal.lp2lp, _lp2lp)
define(signal.lp2hp, _lp2hp)
define(signal.bilinear, _bilinear)
zero(runtime.bilinear_products)


def _tf2zpk(b: Any, a: Any) -> tuple[Any, Any, Any]:
    b, a = _normalized(*_polynomials(b, a))
    return b.apply(np.roots, b), b.apply(np.roots, a), b[0]


define(signal.tf2zpk, _tf2zpk)


def _product(zeros: Any) -> Any:
    """The coefficients of the polynomial with these zeros."""
    if known_rank(zeros) != 1:
        raise Unsupported("zeros of several outputs")
    if dims_of(zeros.kind) == (0,):
        return zeros.apply(np.ones, 1)
    return zeros.apply(runtime.complex_poly if is_complex(zeros.kind) else np.poly, zeros)


def _zpk2tf(z: Any, p: Any, k: Any) -> tuple[Any, Any]:
    symbol = symbol_in((z, p, k))
    z, p = (each if isinstance(each, Symbol) else symbol.apply(np.asarray, each) for each in (z, p))
    return k * _product(z), _product(p)


def _zpk2tf_kinds(form: Form, atoms: Sequence[Atom]) -> Kinds | None:
    """Of complex zeros they may be real or complex: complex to the compiler."""
    kinds = [kind for atom in atoms[:2] if isinstance(kind := kind_of(atom), Array) and kind.dtype.kind in "fc"]
    if form != plain(3) or len(kinds) < 2:
        return None
    gain = getattr(kind_of(atoms[2]), "dtype", None)
    types = kinds[0].dtype if gain is None else np.result_type(kinds[0].dtype, gain), kinds[1].dtype
    return tuple(Array(dtype, (ANY,)) for dtype in types)


known_kinds.KINDS[signal.zpk2tf] = _zpk2tf_kinds
define(signal.zpk2tf, _zpk2tf)


def _ss2tf(A: Any, B: Any, C: Any, D: Any, input: int = 0) -> tuple[Any, Any]:
    """The characteristic polynomial of A, and for each output that of A with this output fed back."""
    symbol = symbol_in((A, B, C, D))
    A, B, C, D = (each if isinstance(each, Symbol) else symbol.apply(np.asarray, each, float) for each in (A, B, C, D))
    if any(known_rank(each) != 2 for each in (A, B, C, D)):
        raise Unsupported("matrices that are vectors or numbers")
    dims = dims_of(C.kind)
    if dims is None or not isinstance(dims[0], int):
        raise Unsupported("outputs of which only the run tells how many there are")
    by_input = B[:, input : input + 1]
    below: Any = symbol.apply(np.poly, A)
    above = [symbol.apply(np.poly, A - by_input @ C[k : k + 1]) + (D[k, input] - 1) * below for k in range(dims[0])]
    return np.stack(above), below


define(signal.ss2tf, _ss2tf)
by_value.LENGTHS |= {signal.lp2lp, signal.lp2hp, signal.bilinear, signal.tf2zpk}


def _lfiltic(b: Any, a: Any, y: Any, x: Any = None) -> Any:
    """The state of a filter that has given y for x, the latest first."""
    symbol = symbol_in((b, a, y, x))
    values = [b, a, y] if x is None else [b, a, y, x]
    b, a, y, *before = _polynomials(*(v if isinstance(v, Symbol) else symbol.apply(np.atleast_1d, v) for v in values))
    count = symbol.apply(max, np.size(a), np.size(b)) - 1

    def left(c: Any, past: Any) -> Any:
        """``sum(c[m + 1 :] * past)`` for each m."""
        n = symbol.apply(max, np.size(c) - 1, 1)
        c, past = (symbol.apply(runtime.fitted, each, n, -1) for each in (c[1:], past))
        return symbol.apply(runtime.fitted, np.convolve(c, np.flip(past))[n - 1 :], count, -1)

    found = -left(a, y)
    return (found + left(b, before[0]) if before else found) / a[0]


define(signal.lfiltic, _lfiltic)
by_value.LENGTHS |= {signal.lfiltic}

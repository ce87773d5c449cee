"""Random expressions: floats and arrays.

An expression carries a bound for its size and for the sum of its partial derivatives, those of the variables being one.
``settle`` damps what exceeds one before it is assigned. Whatever has a kink, a pole or an edge gets an argument that stays
away from it whatever the variables are.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from fuzz.scope import (
    Array,
    Arrays,
    Items,
    Local,
    Record,
    Scalar,
    Shape,
    Table,
    Undecided,
    Whole,
    arrays,
    of_type,
    undecided,
)
from fuzz.tests import condition, truth, whole
from fuzz.writer import Writer

CONSTANTS = ("0.5", "1.0", "-0.7", "0.9", "0.3", "-1.0")


@dataclass(frozen=True)
class Expression:
    text: str
    size: float = 1.0
    gain: float = 1.0
    plain: bool = True

    def __str__(self) -> str:
        return self.text

    @property
    def inner(self) -> str:
        return self.text if self.plain else f"({self.text})"


E = Expression


def settle(e: Expression, math_call: Callable[[str], str]) -> str:
    """An expression of about the same value whose size and gain are at most about one."""
    if e.gain > 1.6:
        e = E(f"{round(1.5 / e.gain, 2)} * {e.inner}", e.size * 1.5 / e.gain, 1.5, False)
    return math_call(e.text) if e.size > 1.6 else e.text


# Floats


def scalar(w: Writer, depth: int = 2) -> Expression:
    if depth <= 0 or w.chance(25):
        return leaf(w)
    return w.pick(_FLOATS)(w, depth - 1)


def leaf(w: Writer) -> Expression:
    forms: list[Callable[[], Expression]] = []
    scope = w.scope
    for v in scope.values():
        match v:
            case Scalar():
                forms += [lambda v=v: E(v.name)] * 2
            case Array(shape=(n,)):
                forms.append(lambda v=v, n=n: E(f"{v.name}[{whole(w, n)}]"))
            case Array(shape=(m, n)):
                forms.append(lambda v=v, m=m, n=n: E(f"{v.name}[{whole(w, m)}{w.pick((', ', ']['))}{whole(w, n)}]"))
            case Items(size=size) if size:
                forms.append(lambda v=v, size=size: E(f"{v.name}[{whole(w, size)}]"))
            case Table():
                forms.append(lambda v=v: E(w.pick((f'{v.name}["{w.pick(v.keys)}"]',))))
            case Arrays(shape=(n,)):
                forms.append(lambda v=v, n=n: E(f"{v.name}[{whole_fixed(w, v.size)}][{whole(w, n)}]"))
            case Record():
                forms += [lambda v=v: E(w.pick(v.reads))] * 2
            case Undecided(shape=shape):
                n = math.prod(shape)
                forms += [
                    lambda v=v: E(f"np.mean({v.name})"),
                    lambda v=v, n=n: E(f"np.sum({v.name}) / {n}", 1.0, 1.0, False),
                ]
            case Whole():
                forms.append(lambda v=v: E(f"0.1 * {v.name}", 0.4, 0.0, False))
    forms.append(lambda: _constant(w))
    return w.pick(forms)()


def whole_fixed(w: Writer, size: int) -> str:
    return w.pick([str(k) for k in range(size)])


def _constant(w: Writer) -> Expression:
    text = w.pick(CONSTANTS)
    return E(text, abs(float(text)), 0.0)


def _sum(w: Writer, depth: int) -> Expression:
    a, b = scalar(w, depth), scalar(w, depth)
    sign = w.pick(("+", "-"))
    return E(f"{a.text} {sign} {b.inner}", a.size + b.size, a.gain + b.gain, False)


def product(a: Expression, b: Expression) -> Expression:
    return E(f"{a.inner} * {b.inner}", a.size * b.size, a.gain * b.size + b.gain * a.size, False)


def _product(w: Writer, depth: int) -> Expression:
    return product(scalar(w, depth), scalar(w, depth))


def _elementary(w: Writer, depth: int, part: Callable[..., Expression] | None = None, module: str = "") -> Expression:
    a = scalar(w, depth) if part is None else part(w, depth)
    np = module or w.pick(("np", "math"))
    forms = [
        E(f"{np}.sin({a})", 1.0, a.gain),
        E(f"{np}.cos({a})", 1.0, a.gain),
        E(f"{np}.tanh({a})", 1.0, a.gain),
        E(f"{np}.exp({np}.sin({a}))", math.e, math.e * a.gain),
        E(f"{np}.sqrt(2.0 + {np}.cos({a}))", 1.8, 0.5 * a.gain),
        E(f"{np}.log(3.0 + {np}.sin({a}))", 1.4, 0.5 * a.gain),
    ]
    return w.pick(forms)


def _power(w: Writer, depth: int) -> Expression:
    a = scalar(w, depth)
    return E(f"{a.inner} ** {w.pick((2, 3))}", a.size**3, 3 * a.size**2 * a.gain, False)


def _quotient(w: Writer, depth: int) -> Expression:
    a, b = scalar(w, depth), scalar(w, depth)
    text = f"{a.inner} / (2.0 + {b.inner} ** 2)"
    return E(text, a.size / 2, a.gain / 2 + a.size * b.gain * b.size / 2, False)


def _ternary(w: Writer, depth: int) -> Expression:
    a, b = scalar(w, depth), scalar(w, depth)
    return E(f"({a} if {condition(w)} else {b})", max(a.size, b.size), max(a.gain, b.gain))


def _decided(w: Writer, depth: int) -> Expression:
    """Tests among floats: what stands for a number, and what chooses one."""
    a, b = scalar(w, depth), scalar(w, depth)
    size, gain = max(a.size, b.size), max(a.gain, b.gain)
    forms = [
        E(f"{truth(w)} * {a.inner}", a.size, a.gain, False),
        E(f"{a.inner} + {truth(w)}", a.size + 1.0, a.gain, False),
        E(f"({truth(w)} and {a.inner})", max(a.size, 1.0), a.gain),
        E(
            f"({condition(w)} and 2.0 + {a.inner} ** 2 or {b.inner})",
            2.0 + a.size**2 + b.size,
            2 * a.size * a.gain + b.gain,
        ),
        E(f"({a}, {b})[{truth(w)}]", size, gain),
        E(f"[{a}, {b}][{truth(w)}]", size, gain),
        E(f"{{False: {a}, True: {b}}}[{truth(w)}]", size, gain),
        E(f"({a} if {truth(w)} else {b})", size, gain),
        E(f"np.where({truth(w)}, {a}, {b})", size, gain),
    ]
    return w.pick(forms)


def _builtin(w: Writer, depth: int) -> Expression:
    a, b = scalar(w, depth), scalar(w, depth)
    forms = [
        E(f"abs(2.0 + math.sin({a}))", 3.0, a.gain),
        E(f"max(math.sin({a}), 2.0 + math.cos({b}))", 3.0, b.gain),
        E(f"min({a} - 9.0, 9.0)", a.size + 9.0, a.gain),
        E(f"float({a})", a.size, a.gain),
        E(f"-{a.inner}", a.size, a.gain, False),
    ]
    return w.pick(forms)


def _reduction(w: Writer, depth: int) -> Expression:
    found = arrays(w.scope)
    if not found:
        return _sum(w, depth)
    v = w.pick(found)
    n = math.prod(v.shape)
    a = array(w, v.shape, depth)
    forms = [
        E(f"np.mean({a})", a.size, a.gain),
        E(f"np.sum({a}) / {n}", a.size, a.gain, False),
        E(f"{a.inner}.sum() / {n}", a.size, a.gain, False),
    ]
    if len(v.shape) == 1:
        b = array(w, v.shape, depth)
        both = product(a, b)
        forms += [E(f"({a.inner} @ {b.inner}) / {n}", both.size, both.gain, False)]
        forms += [E(f"np.dot({a}, {b}) / {n}", both.size, both.gain, False)]
        forms += [E(f"sum(0.2 * t for t in {a.inner})", a.size, a.gain), E(f"sum({a}) / {n}", a.size, a.gain, False)]
    else:
        forms += [E(f"np.trace({a}) / {n}", a.size, a.gain, False)]
    return w.pick(forms)


def _over_items(w: Writer, depth: int) -> Expression:
    found = of_type(w.scope, Items) + of_type(w.scope, Table)
    if not found:
        return _reduction(w, depth)
    v = w.pick(found)
    if isinstance(v, Table):
        return E(f"0.3 * sum({v.name}.values())", 1.0, 1.0, False)
    return E(f"0.2 * sum({v.name})", 1.0, 1.0, False)


def _call(w: Writer, depth: int) -> Expression:
    local = of_type(w.scope, Local)
    found = [h for h in w.helpers if h.result == () and not h.writes]
    if local and (not found or w.chance(40)):
        return E(f"{w.pick(local).name}({scalar(w, depth)})")
    return call(w, w.pick(found), depth) if found else _elementary(w, depth)


def call(w: Writer, helper: object, depth: int = 1) -> Expression:
    """A call of a helper. Arrays that it wants are bound where there is none that fits."""
    arguments = []
    for kind in helper.kinds:
        if kind == "int":
            arguments.append(w.pick([str(k) for k in range(4)] + [f"{v.name} % 4" for v in of_type(w.scope, Whole)]))
        elif kind == ():
            arguments.append(settle(scalar(w, depth), lambda t: f"math.sin({t})"))
        else:
            arguments.append(settle(array(w, kind, depth - 1), lambda t: f"np.sin({t})"))
    return E(f"{helper.name}({', '.join(arguments)})")


# Arrays


def views(v: Array) -> list[tuple[str, Shape]]:
    """Expressions of a variable that are views of it, and their shapes."""
    name = v.name
    if len(v.shape) == 1:
        (n,) = v.shape
        found = [(f"{name}[:]", (n,)), (f"{name}[::-1]", (n,)), (f"{name}[:1]", (1,)), (f"{name}[:, None]", (n, 1))]
        if n > 1:
            found += [(f"{name}[1:]", (n - 1,)), (f"{name}[:-1]", (n - 1,)), (f"{name}[::2]", ((n + 1) // 2,))]
        if n == 4:
            found += [(f"{name}.reshape(2, 2)", (2, 2)), (f"{name}[1:3]", (2,)), (f"{name}[-1:-3:-1]", (2,))]
        return found
    m, n = v.shape
    return [
        (f"{name}.T", (n, m)),
        (f"{name}[-1]", (n,)),
        (f"{name}[0]", (n,)),
        (f"{name}[:, 0]", (m,)),
        (f"{name}[:, -1]", (m,)),
        (f"{name}[1:]", (m - 1, n)),
        (f"{name}[:, ::-1]", (m, n)),
        (f"{name}.ravel()", (m * n,)),
        (f"{name}.reshape(-1)", (m * n,)),
        (f"np.transpose({name})", (n, m)),
    ]


def array(w: Writer, shape: Shape, depth: int = 2) -> Expression:
    if depth <= 0 or w.chance(25):
        return array_leaf(w, shape)
    return w.pick(_ARRAYS)(w, shape, depth - 1)


def array_leaf(w: Writer, shape: Shape) -> Expression:
    forms: list[Callable[[], Expression]] = [lambda v=v: E(v.name) for v in arrays(w.scope, shape)] * 2
    forms += [lambda t=t: E(t) for v in arrays(w.scope) for t, s in views(v) if s == shape]
    for v in of_type(w.scope, Arrays):
        if v.shape == shape:
            forms.append(lambda v=v: E(f"{v.name}[{whole_fixed(w, v.size)}]"))
    if len(shape) == 1:
        for v in arrays(w.scope, rank=2):
            if v.shape[1:] == shape:
                forms.append(lambda v=v: E(f"{v.name}[{whole(w, v.shape[0])}]"))
            if v.shape[:1] == shape:
                forms.append(lambda v=v: E(f"{v.name}[:, {whole(w, v.shape[1])}]"))
    forms.append(lambda: _filled(w, shape))
    return w.pick(forms)()


def _filled(w: Writer, shape: Shape) -> Expression:
    size = str(shape[0]) if len(shape) == 1 else str(shape)
    if len(shape) == 1 and w.chance(50):
        parts = [scalar(w, 1) for _ in range(shape[0])]
        gain = max(p.gain for p in parts)
        return E(f"np.array([{', '.join(map(str, parts))}])", max(p.size for p in parts), gain)
    return w.pick((E(f"np.ones({size})", 1.0, 0.0), E(f"np.full({size}, {leaf(w)})"), E(f"np.zeros({size})", 0.0, 0.0)))


def _array_sum(w: Writer, shape: Shape, depth: int) -> Expression:
    a, b = array(w, shape, depth), mixed(w, shape, depth)
    return E(f"{a.text} {w.pick(('+', '-'))} {b.inner}", a.size + b.size, a.gain + b.gain, False)


def _array_product(w: Writer, shape: Shape, depth: int) -> Expression:
    a, b = array(w, shape, depth), mixed(w, shape, depth)
    return product(b, a) if w.chance(40) else product(a, b)


def mixed(w: Writer, shape: Shape, depth: int) -> Expression:
    """What broadcasts to a shape."""
    if w.chance(30):
        return scalar(w, depth)
    if (found := undecided(w.scope, shape)) and w.chance(60):
        return E(w.pick(found).name)
    if len(shape) == 2 and w.chance(30):
        return array(w, w.pick((shape[1:], (shape[0], 1))), 0)
    return array(w, shape, depth)


def _array_elementary(w: Writer, shape: Shape, depth: int) -> Expression:
    return _elementary(w, depth, lambda w, d: array(w, shape, d), "np")


def _array_quotient(w: Writer, shape: Shape, depth: int) -> Expression:
    a, b = array(w, shape, depth), mixed(w, shape, depth)
    text = f"{a.inner} / (2.0 + {b.inner} ** 2)"
    return E(text, a.size / 2, a.gain / 2 + a.size * b.gain * b.size / 2, False)


def _where(w: Writer, shape: Shape, depth: int) -> Expression:
    a, b = array(w, shape, depth), array(w, shape, depth)
    return E(f"np.where({mask(w, shape[-1])}, {a}, {b})", max(a.size, b.size), max(a.gain, b.gain))


def mask(w: Writer, size: int) -> str:
    return f"np.array([{', '.join(w.pick(('True', 'False')) for _ in range(size))}])"


def _product_of_matrices(w: Writer, shape: Shape, depth: int) -> Expression:
    found = [v for v in arrays(w.scope, rank=2) if v.shape[0] == shape[0]]
    if not found:
        return _array_sum(w, shape, depth)
    v = w.pick(found)
    k = v.shape[1]
    b = array(w, (k, *shape[1:]), depth)
    both = product(E(v.name), b)
    return E(f"({v.name} @ {b.inner}) / {k}", both.size, both.gain, False)


def _shaped(w: Writer, shape: Shape, depth: int) -> Expression:
    if len(shape) == 1:
        n = shape[0]
        a = array(w, shape, depth)
        forms = [E(f"{a.inner}[::-1]", a.size, a.gain), E(f"{a.inner}.copy()", a.size, a.gain)]
        if n > 1:
            p, q = array(w, (1,), depth), array(w, (n - 1,), depth)
            gain = max(p.gain, q.gain)
            forms += [E(f"np.concatenate(({p}, {q}))", max(p.size, q.size), gain)]
            forms += [E(f"np.cumsum({a}) / {n}", a.size, a.gain, False)]
        forms += [E(f"{a.inner}[[{', '.join(whole_fixed(w, n) for _ in range(n))}]]", a.size, a.gain)]
        forms += [E(f"np.array([{leaf(w)} * t for t in {a.inner}])", a.size, 2 * a.gain)]
        return w.pick(forms)
    m, n = shape
    a, b = array(w, (n, m), depth), array(w, (n,), depth)
    p, q = array(w, (m,), depth), array(w, (n,), depth)
    outer = product(p, q)
    return w.pick(
        (
            E(f"{a.inner}.T", a.size, a.gain),
            E(f"np.outer({p}, {q})", outer.size, outer.gain),
            E(f"np.stack([{', '.join([b.text] * m)}])", b.size, b.gain),
        )
    )


_FLOATS: tuple[Callable[[Writer, int], Expression], ...] = (
    _sum,
    _product,
    _elementary,
    _elementary,
    _power,
    _quotient,
    _ternary,
    _decided,
    _builtin,
    _reduction,
    _over_items,
    _call,
    _call,
)
_ARRAYS: tuple[Callable[[Writer, Shape, int], Expression], ...] = (
    _array_sum,
    _array_product,
    _array_product,
    _array_elementary,
    _array_quotient,
    _where,
    _product_of_matrices,
    _shaped,
)

"""Programs that nobody writes: each is refused with a code, raises what it raises, or has the right derivative."""

# ruff: noqa
from __future__ import annotations

import collections
import contextlib
import copy
import functools
import itertools
import math
import operator
import typing
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from ast_ad import grad
from ast_ad.errors import DiffError

G = [1.0, 2.0]
D = {"a": 1.0}
PROGRAMS: list[tuple[Callable[..., Any], Any]] = []


def strange(x: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        PROGRAMS.append((function, x))
        return function

    return register


@strange(0.7)
def s1(x):
    return [*(), x][0] * {**{}}.get("a", x)


@strange(0.7)
def s2(x):
    a, *b, c = x, 1, 2, x
    (d, [e, *f]), g = (x, [x, 2, 3]), 4
    return a * c + len(b) + d * e + sum(f)


@strange(0.7)
def s3(x):
    for i in range(3):
        del i
    return x


@strange(0.7)
def s4(x):
    def f():
        return x

    del x
    return f()


@strange(0.7)
def s5(x):
    y = 1

    def f():
        nonlocal y
        y = x

        def g():
            nonlocal y
            y *= 2

        g()

    f()
    f()
    return y


@strange(0.7)
def s6(x):
    return (lambda *a, **k: sum(a) + sum(k.values()))(*[x, x], **{"z": x})


@strange(0.7)
def s7(x):
    return (lambda: (yield))()


@strange(0.7)
def s8(x):
    class A:
        pass

    a = A()
    a.x = x
    return a.x


@strange(0.7)
def s9(x):
    try:
        return x
    finally:
        return x * 2


@strange(0.7)
def s10(x):
    while True:
        try:
            continue
        finally:
            break
    return x


@strange(0.7)
def s11(x):
    for i in range(2):
        for j in range(2):
            if j:
                break
        else:
            continue
        break
    else:
        return 0.0
    return x * i


@strange(0.7)
def s12(x):
    return x if x else x


@strange(0.7)
def s13(x):
    return x.real + x.imag + x.conjugate() + x.is_integer()


@strange(0.7)
def s14(x):
    return float(str(x))


@strange(0.7)
def s15(x):
    return getattr(x, "real") * hasattr(x, "foo")


@strange(0.7)
def s16(x):
    return sorted([x, 2.0, x * x])[1]


@strange(0.7)
def s17(x):
    return max([x, 2.0], key=lambda v: -v)


@strange(0.7)
def s18(x):
    return sum(v for v in (x, x * x) if v > 0.6)


@strange(0.7)
def s19(x):
    return {k: v for k, v in zip("ab", (x, x * x))}["b"]


@strange(0.7)
def s20(x):
    return functools.reduce(operator.mul, [x] * 5, 1.0)


@strange(0.7)
def s21(x):
    return [y for y in (lambda: [x, x])()][0]


@strange(0.7)
def s22(x):
    global Q
    Q = x
    return Q


@strange(0.7)
def s23(x):
    return __name__ and x


@strange(0.7)
def s24(x):
    return x[0]


@strange(0.7)
def s25(x):
    return x()


@strange(0.7)
def s26(x):
    return x.foo


@strange(0.7)
def s27(x):
    return undefined_name


@strange(0.7)
def s28(x):
    x = x
    return x


@strange(0.7)
def s29(x):
    return "abc"


@strange(0.7)
def s30(x):
    return None


@strange(0.7)
def s31(x):
    return x, "a", None


@strange(0.7)
def s32(x):
    return np


@strange(0.7)
def s33(x):
    raise ValueError


@strange(0.7)
def s34(x):
    assert False


@strange(0.7)
def s35(x):
    return x @ x


@strange(0.7)
def s36(x):
    return ~x


@strange(0.7)
def s37(x):
    return x << 2


@strange(0.7)
def s38(x):
    return x in [1.0, x]


@strange(0.7)
def s39(x):
    return x is x


@strange(0.7)
def s40(x):
    return [][0]


@strange(0.7)
def s41(x):
    return {}["a"]


@strange(0.7)
def s42(x):
    a, b = x
    return a


@strange(0.7)
def s43(x):
    return x + "a"


@strange(0.7)
def s44(x):
    return x + None


@strange(0.7)
def s45(x):
    return [x] * x


@strange(0.7)
def s46(x):
    return print


@strange(0.7)
def s47(x):
    return lambda: x


@strange(0.7)
def s48(x):
    return iter([x])


@strange(0.7)
def s49(x):
    return (y for y in [x])


@strange(0.7)
def s50(x):
    return super()


@strange(0.7)
def s51(x):
    return type("A", (), {})()


@strange(0.7)
def s52(x):
    return object()


@strange(0.7)
def s53(x):
    return x if isinstance(x, float | int) else 0.0


@strange(0.7)
def s54(x):
    return collections.deque([x])[0]


@strange(0.7)
def s55(x):
    return collections.Counter("aab")["a"] * x


@strange(0.7)
def s56(x):
    return collections.OrderedDict(a=x)["a"]


@strange(0.7)
def s57(x):
    d = collections.defaultdict(float)
    d["a"] += x
    return d["a"]


@strange(0.7)
def s58(x):
    return typing.cast(float, x)


@strange(0.7)
def s59(x):
    return x.__add__(x)


@strange(0.7)
def s60(x):
    return float.__mul__(x, x)


@strange(0.7)
def s61(x):
    return math.fsum([x, x])


@strange(0.7)
def s62(x):
    return sum([[x]], [])[0]


@strange(0.7)
def s63(x):
    return [[x] * 2 for _ in range(3)][1][0]


@strange(0.7)
def s64(x):
    a = [x]
    a.append(a)
    return a[0]


@strange(0.7)
def s65(x):
    a = b = []
    a.append(x)
    return b[0]


@strange(0.7)
def s66(x):
    a = {}
    a["self"] = a
    return x


@strange(0.7)
def s67(x):
    match x:
        case [a, b]:
            return a
        case {"k": v}:
            return v
        case float(y):
            return y * y


@strange(0.7)
def s68(x):
    match x:
        case (1 | 2) as q:
            return q * x
        case y if (z := y) > 0:
            return z * y


@strange(0.7)
def s69(x):
    with x:
        return x


@strange(0.7)
def s70(x):
    with (a := contextlib.nullcontext(x)) as y:
        return y


@strange(0.7)
def s71(x):
    try:
        pass
    except:
        return x
    else:
        return x * x


@strange(0.7)
def s72(x):
    try:
        raise x
    except TypeError:
        return x


@strange(0.7)
def s73(x):
    try:
        raise ValueError(x)
    except ValueError as e:
        y = str(e)
    return float(y)


@strange(0.7)
def s74(x):
    def f(n):
        return g(n - 1) * x if n else x

    def g(n):
        return f(n - 1) + x if n else x

    return f(5)


@strange(0.7)
def s75(x):
    f = lambda f, n: x if n == 0 else f(f, n - 1) * x
    return f(f, 4)


@strange(0.7)
def s76(x):
    return (lambda f: f(f))(lambda f: x)


@strange(0.7)
def s77(x):
    a = [lambda: x * i for i in range(3)]
    return a[0]() + a[2]()


@strange(0.7)
def s78(x):
    a = []
    for i in range(3):
        a.append(lambda: x * i)
    return a[0]() + a[2]()


@strange(0.7)
def s79(x):
    return round(x, 2) + round(x)


@strange(0.7)
def s80(x):
    return pow(x, 2, None)


@strange(0.7)
def s81(x):
    return int(x) + bool(x) * x


@strange(0.7)
def s82(x):
    return abs(-x) ** 0.5**2


@strange(0.7)
def s83(x):
    return x if not () else ()


@strange(0.7)
def s84(x):
    y = (x,)
    return y[0]


@strange(0.7)
def s85(x):
    return [x][-1] + (x,)[0:1][0] + "ab".count("a") * x


@strange(0.7)
def s86(x):
    return np.float64(x) * np.array([1.0])[0]


@strange(0.7)
def s87(x):
    return np.vectorize(lambda t: t * t)(x)


@strange(0.7)
def s88(x):
    return np.array([lambda: x])


@strange(0.7)
def s89(x):
    return np.array("a")


@strange(0.7)
def s90(x):
    return np.array([x, None])


@strange(np.array([0.5, 1.5, 2.5]))
def v1(v):
    return v[1:][::-1][0] * v[...][None][0, 1]


@strange(np.array([0.5, 1.5, 2.5]))
def v2(v):
    v[5] = 1.0
    return v[0]


@strange(np.array([0.5, 1.5, 2.5]))
def v3(v):
    return v["a"]


@strange(np.array([0.5, 1.5, 2.5]))
def v4(v):
    return v[1.5]


@strange(np.array([0.5, 1.5, 2.5]))
def v5(v):
    return v[v]


@strange(np.array([0.5, 1.5, 2.5]))
def v6(v):
    return v[None, None, :, None].sum()


@strange(np.array([0.5, 1.5, 2.5]))
def v7(v):
    return v.foo()


@strange(np.array([0.5, 1.5, 2.5]))
def v8(v):
    return v.tolist()[0]


@strange(np.array([0.5, 1.5, 2.5]))
def v9(v):
    return v.astype(int).sum()


@strange(np.array([0.5, 1.5, 2.5]))
def v10(v):
    return v.astype("float32").sum()


@strange(np.array([0.5, 1.5, 2.5]))
def v11(v):
    return (v > 1).any() * v.sum()


@strange(np.array([0.5, 1.5, 2.5]))
def v12(v):
    return v and 1.0


@strange(np.array([0.5, 1.5, 2.5]))
def v13(v):
    return v if v.all() else -v


@strange(np.array([0.5, 1.5, 2.5]))
def v14(v):
    return sum(v) if v is not None else 0


@strange(np.array([0.5, 1.5, 2.5]))
def v15(v):
    for v[0] in [1.0, 2.0]:
        pass
    return v.sum()


@strange(np.array([0.5, 1.5, 2.5]))
def v16(v):
    v[0], v[1] = v[1], v[0]
    return v[0] * v[1] * v[1]


@strange(np.array([0.5, 1.5, 2.5]))
def v17(v):
    w = v
    w += 1
    return v.sum()


@strange(np.array([0.5, 1.5, 2.5]))
def v18(v):
    (v[0]) = 2.0
    v[1] **= 2
    v[2] //= 1
    return v.sum()


@strange(np.array([0.5, 1.5, 2.5]))
def v19(v):
    return v.reshape(3, 1) @ v.reshape(1, 3)


@strange(np.array([0.5, 1.5, 2.5]))
def v20(v):
    return np.sum(v.reshape(3, 1) @ v.reshape(1, 3) ** [1, 2, 3])


@strange(np.array([0.5, 1.5, 2.5]))
def v21(v):
    return min(v) + max(v, key=abs)


@strange(np.array([0.5, 1.5, 2.5]))
def v22(v):
    return sorted(v)[0]


@strange(np.array([0.5, 1.5, 2.5]))
def v23(v):
    return list(v)[1] * tuple(v)[0] * set(v).pop()


@strange(np.array([0.5, 1.5, 2.5]))
def v24(v):
    return v.dtype.type(3) * v.sum()


@strange(np.array([0.5, 1.5, 2.5]))
def v25(v):
    return len(v) * v.size * v.ndim * v.shape[0] * v.nbytes * v.sum()


@strange(np.array([0.5, 1.5, 2.5]))
def v26(v):
    return np.sum(v, axis=1)


@strange(np.array([0.5, 1.5, 2.5]))
def v27(v):
    return np.sum(v + np.ones(4))


@strange(np.array([0.5, 1.5, 2.5]))
def v28(v):
    return np.matrix(v).sum()


@strange(np.array([0.5, 1.5, 2.5]))
def v29(v):
    return np.ma.array(v).sum()


@strange(np.array([0.5, 1.5, 2.5]))
def v30(v):
    x: float = v[0]
    y: "undefined"
    return x


@strange(np.array([0.5, 1.5, 2.5]))
def u1(v):
    w = v * 1.0
    a = w[1:]
    try:
        a[0] = 5.0 * v[2]
        z = math.log(v[0] - 1.0)
    except ValueError:
        z = 1.0
    return z * w[1]


@strange(0.7)
def u2(x):
    l = [x]
    try:
        l.append(x * x)
        math.log(-x)
    except ValueError:
        pass
    return l[-1]


class B:
    def __init__(s, x):
        s.x = x


@strange(0.7)
def u3(x):
    b = B(x)
    try:
        b.x = x * x
        math.log(-x)
    except ValueError:
        pass
    return b.x


@strange(0.7)
def u4(x):
    y = x

    def bump():
        nonlocal y
        y = y * x
        if y < 1:
            raise ValueError

    try:
        bump()
    except ValueError:
        pass
    return y


def wr(a, k):
    a[0] = a[0] * 2
    if k:
        raise ValueError
    a[1] = 7.0


@strange(np.array([0.5, 1.5, 2.5]))
def u5(v):
    w = v * 1.0
    try:
        wr(w, True)
    except ValueError:
        pass
    return np.sum(w * v)


@strange(0.7)
def u6(x):
    y = x
    for k in range(4):
        try:
            y = math.sqrt(y - 0.3 * k)
        except ValueError:
            y = y * x + 1.0
    return y


@strange(0.7)
def u7(x):
    try:
        y = math.log(-x)
    except ValueError:
        y = x
        for k in range(3):
            try:
                y = y * math.sqrt(k - 1.5)
            except ValueError:
                y = y * x
    finally:
        try:
            z = math.log(-x)
        except ValueError:
            z = x * x
    return y * z


@strange(0.7)
def u8(x):
    for k in range(5):
        try:
            y = math.sqrt(1.0 - k * x)
        except ValueError:
            return x * x * k
        if k == 4:
            break
    return y


@strange(0.7)
def u9(x):
    try:
        try:
            y = x * x
        except ValueError:
            y = 1.0
        else:
            z = math.log(-x)
    except ValueError:
        z = x
    return z * x


@strange(0.7)
def u10(x):
    k = 0
    while True:
        try:
            if k > 3:
                raise StopIteration
            x = x * x + 0.1
        except StopIteration:
            break
        else:
            k += 1
    return x


def safe(y):
    try:
        return math.log(y)
    except ValueError:
        return y * y


@strange(0.7)
def u11(x):
    return sum(safe(x - k * 0.4) for k in range(4)) + sum([safe(a * x) for a in (1.0, -1.0)])


def rec(x, n):
    if n == 0:
        return x
    try:
        y = rec(x * 1.1, n - 1)
        if y > 0.85:
            raise ValueError
        return y * y
    except ValueError:
        return x * x * x


@strange(0.7)
def u12(x):
    return rec(x, 3)


@strange(0.7)
def u13(x):
    y = x
    try:
        for k in range(3):
            y = y * x
            if k == 1:
                raise ValueError
    except ValueError:
        y = y * 2.0
    return y


@strange(0.7)
def u14(x):
    total = 0.0
    for k in range(3):
        try:
            total += math.sqrt(x - k * 0.5)
        except ValueError:
            total += x * k
    return total


@strange(np.array([0.5, 1.5, 2.5]))
def u15(v):
    w = v * 1.0
    try:
        w[7] = v[0]
    except IndexError:
        w[0] = v[1] * v[1]
    return np.sum(w * w)


@strange(np.array([0.5, 1.5, 2.5]))
def u16(v):
    try:
        y = np.sum(v.reshape(2, 2))
    except ValueError:
        y = np.sum(v * v)
    return y


@strange(np.array([0.5, 1.5, 2.5]))
def u17(v):
    try:
        y = np.sum(v + np.ones(4))
    except ValueError:
        y = np.sum(v * v)
    return y


@strange(np.array([0.5, 1.5, 2.5]))
def u18(v):
    with np.errstate(all="raise"):
        try:
            y = np.sum(v / (v - 1.5))
        except FloatingPointError:
            y = np.sum(v * v)
    return y


@strange(np.array([0.5, 1.5, 2.5]))
def u19(v):
    with np.errstate(all="raise"):
        try:
            z = v[0] * 1e308 * v[2] * 1e10
            y = v[1]
        except FloatingPointError:
            y = np.sum(v * v)
    return y


@strange(0.7)
def u20(x):
    try:
        y = x
        1 / 0
    except ZeroDivisionError:
        return x * x
    return y


@strange(0.7)
def u21(x):
    try:
        int("abc")
        y = x
    except ValueError:
        y = x * x
    return y


@strange(0.7)
def u22(x):
    try:
        assert x > 1, "no"
    except AssertionError as e:
        x = x * x
    return x


@strange(0.7)
def u23(x):
    try:
        y = {"a": x}["b"]
    except KeyError as e:
        y = x * x if str(e) == "'b'" else x
    return y


@strange(0.7)
def u24(x):
    a = None
    try:
        y = a.foo
    except AttributeError:
        y = x * x
    return y


@strange(0.7)
def u25(x):
    a = None
    try:
        y = a + x
    except TypeError:
        y = x * x
    return y


@strange(0.7)
def u26(x):
    a = None
    if x > 1:
        a = x
    try:
        y = a * x
    except TypeError:
        y = x * x * x
    return y


@strange(0.7)
def u27(x):
    try:
        y = nope
    except NameError:
        y = x * x
    return y


@strange(0.7)
def u28(x):
    try:
        if x > 1:
            q = 2.0
        y = q * x
    except UnboundLocalError:
        y = x * x
    return y


@strange(0.7)
def u29(x):
    try:
        raise KeyboardInterrupt
    except BaseException as e:
        if isinstance(e, Exception):
            return x
        return x * x


@strange(0.7)
def u30(x):
    try:
        a, b = [x]
    except ValueError:
        return x * x
    return a


@strange(0.7)
def u31(x):
    def f(a, b):
        return a * b

    try:
        return f(x)
    except TypeError:
        return x * x


@strange(0.7)
def u32(x):
    try:
        return x.nope
    except AttributeError:
        return x * x


@strange(0.7)
def u33(x):
    try:
        return x[0]
    except TypeError:
        return x * x


@strange(0.7)
def u34(x):
    try:
        return len(x)
    except TypeError:
        return x * x


@strange(0.7)
def u35(x):
    try:
        return [x, x * x][5]
    except LookupError:
        return x * x


@strange(0.7)
def u36(x):
    try:
        return x.upper()
    except AttributeError:
        return x * x


@strange(0.7)
def u37(x):
    best = None
    try:
        best = max([])
    except ValueError:
        best = x * x
    return best


@strange(0.7)
def u38(x):
    for k in range(3):
        try:
            if k == 1:
                continue
            if k == 2:
                break
            y = x * x
        finally:
            x = x * 2
    return x * y


@strange(0.7)
def u39(x):
    try:
        try:
            raise ValueError("a")
        finally:
            x = x * x
    except ValueError:
        pass
    return x


def _written(lines: list[str]) -> str:
    return "def f(x):\n" + "".join(f"    {line}\n" for line in lines)


LONG = {
    "statements": _written([f"y{k} = x * {k}.0 + {f'y{k - 1}' if k else 'x'}" for k in range(500)] + ["return y499"]),
    "terms": _written(["return " + " + ".join(f"x * {k}.0" for k in range(1500))]),
    "branches": _written(
        ["    " * k + f"if x > {k}.0 - 100.0:" for k in range(18)] + ["    " * 18 + "return x", "return x * 2"]
    ),
    "parentheses": _written(["return " + "(" * 80 + "x" + ") * x" * 80]),
    "calls": _written(["return " + "abs(" * 85 + "x" + ")" * 85]),
    "loops": _written(
        ["    " * k + f"for i{k} in range(1):" for k in range(19)] + ["    " * 19 + "x = x * 1.5", "return x"]
    ),
}


@pytest.mark.parametrize("kind", LONG)
def test_long_texts(kind: str, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / f"long_{kind}.py").write_text(LONG[kind])
    monkeypatch.syspath_prepend(str(tmp_path))
    check(__import__(f"long_{kind}").f, 0.7)


@pytest.mark.parametrize(("function", "x"), PROGRAMS, ids=lambda p: getattr(p, "__name__", ""))
@pytest.mark.filterwarnings("ignore")
def test_strange(function: Callable[..., Any], x: Any) -> None:
    check(function, x)


def check(function: Callable[..., Any], x: Any) -> None:
    try:
        expected = function(copy.deepcopy(x))
    except Exception as error:
        expected = error
    try:
        found = grad(function)(x)
    except DiffError as error:
        assert error.code != "AD901"
        return
    except Exception as error:
        # A name that is bound on one way only is not asked for as Python does.
        assert type(error) is type(expected) or isinstance(error, UnboundLocalError | TypeError), error
        return
    if isinstance(expected, float) and isinstance(x, float):
        h = 1e-5
        slope = (function(x + h) - function(x - h)) / (2 * h)
        assert found == pytest.approx(slope, rel=1e-6, abs=1e-8)

"""try, except, else, finally, raise: the path taken is the path differentiated."""

from __future__ import annotations

import math

import numpy as np

from corpus import program


@program(-0.4, features="branch scalar")
def domain_error(x):
    try:
        y = math.log(x)
    except ValueError:
        y = x * x
    return y * x


@program(0.7, features="branch scalar")
def no_error(x):
    try:
        y = math.log(x)
    except ValueError:
        y = x * x
    return y * x


@program(1.7, 4, features="loop branch exit scalar")
def error_in_loop(x, n):
    s = 0.0
    for k in range(n):
        try:
            t = math.sqrt(x - k)
            u = t * t * t
        except ValueError:
            s += x * k
            continue
        else:
            s += u * math.sin(x)
    return s


@program(1.5, features="branch scalar")
def raised_here_and_cleaned_up(x):
    try:
        if x > 1.0:
            raise ValueError("big")
        y = math.sin(x)
    except ValueError:
        y = math.cos(x) * x
    finally:
        z = x * x
    return y * z


@program(-0.3, features="exit scalar")
def returns_from_both(x):
    try:
        return math.log(x)
    except ValueError:
        return math.exp(x)


@program(1.4, 3, features="loop loop branch")
def loop_that_fails_halfway(x, n):
    # What the inner loop saves before it fails belongs to no trip of the reversal.
    s = x
    for k in range(n):
        try:
            p = x
            for _ in range(3):
                if p > 8.0:
                    raise OverflowError
                p = p * p * 0.9 + k
            s = s + p
        except OverflowError:
            s = s * 1.5 + x * x
    return s


@program(-3.0, features="branch branch scalar")
def raised_from(x):
    try:
        try:
            y = math.log(x)
        except ValueError as error:
            if x < -2.0:
                raise RuntimeError("no") from error
            y = math.sin(x)
    except RuntimeError:
        y = x**3
    return y


@program(0.4, features="structure loop branch scalar")
def missing_key(x):
    d = {"a": x, "b": x * x}
    s = 0.0
    for key in ("a", "c", "b"):
        try:
            s += d[key] * 2.0
        except KeyError:
            s += math.sin(x)
    return s


@program(0.7, 5, features="loop in_place branch")
def index_error(x, n):
    v = np.zeros(3)
    for k in range(n):
        try:
            v[k] = x * k * x
        except IndexError:
            v[0] = v[0] + x
    return np.sum(v * v)


@program(1.5, features="branch branch scalar")
def several_clauses(x):
    try:
        y = x * x
        if y > 4.0:
            raise ValueError
        elif y > 2.0:
            raise KeyError("k")
        z = y * 3.0
    except KeyError:
        z = math.sin(x)
    except (ValueError, TypeError):
        z = math.cos(x)
    else:
        z = z * x
    return z


def _root(x):
    if x < 0:
        raise ValueError(f"negative: {x:.3f}")
    return math.sqrt(x) * x


@program(-0.7, features="call branch scalar")
def raised_by_a_helper(x):
    try:
        y = _root(x)
    except ValueError:
        y = -_root(-x)
    return y


@program(-0.9, features="while exit branch")
def leaves_through_finally(x):
    s = 0.0
    while True:
        try:
            s += x
            if s > 5.0:
                break
            if s < -5.0:
                return x * 7.0 * x
        finally:
            s = s * 1.1
    return s * s


class Diverged(Exception):
    def __init__(self, step):
        super().__init__(f"diverged at step {step}")


@program(1.3, features="while branch exit scalar")
def damped_newton(x):
    # Steps that fail are halved and tried again.
    y, step = 2.0, 4.0
    for k in range(30):
        try:
            new = y - step * (y * y - x) / (2.0 * y)
            if new <= 0.0:
                raise Diverged(k)
            y = new * math.sqrt(new) / math.sqrt(new)
        except Diverged:
            step = step * 0.5
        if abs(y * y - x) < 1e-3:
            break
    return y * step


@program(0.8, features="loop branch scalar")
def keeps_what_it_had(x):
    # The name is bound last: where its value cannot be computed it keeps the one from before.
    y = 3.0 * x
    for k in range(3):
        try:
            y = y + 1.0 / (k - 1)
        except ZeroDivisionError:
            pass
        y = y * x
    return y

"""scipy.linalg: the algebraic equations of Riccati.

The solution moves so that the equation stays true: its dot solves the linear equation of Lyapunov for the closed loop
``a - b @ k``, the right side of which is how far the other matrices break the equation. All that the equation says is its
own adjoint, and so are q and r.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.linalg as sl

from ast_ad.rules import known_kinds
from ast_ad.rules.matrices import H, conj, identity, symmetric
from ast_ad.rules.verbs import custom


class _Loop:
    """What both equations have: the gain k, the closed loop, and what stands before the dots of the matrices."""

    def __init__(self, x: Any, a: Any, b: Any, r: Any, e: Any, s: Any, discrete: bool) -> None:
        self.e = identity(x) if e is None else e
        mixed = H(b) @ x @ (a if discrete else self.e)
        mixed = mixed if s is None else mixed + H(s)
        self.discrete = discrete
        self.k = np.linalg.solve(r + H(b) @ x @ b if discrete else r, mixed)
        self.closed = a - b @ self.k
        self.before_a = x @ self.closed if discrete else x @ self.e
        self.before_e = -x @ self.e if discrete else x @ self.closed
        self.through = self.closed if e is None else H(np.linalg.solve(H(e), H(self.closed)))
        self.is_plain = e is None

    def solved(self, right: Any) -> Any:
        """The dot of the solution, by how far the equation is broken."""
        if not self.is_plain:
            right = np.linalg.solve(H(self.e), H(np.linalg.solve(H(self.e), right)))
        if self.discrete:
            return right.apply(sl.solve_discrete_lyapunov, H(self.through), right)
        return -right.apply(sl.solve_continuous_lyapunov, H(self.through), right)

    def back(self, z: Any) -> Any:
        """The adjoint of that."""
        if self.discrete:
            found = z.apply(sl.solve_discrete_lyapunov, self.through, z)
        else:
            found = -z.apply(sl.solve_continuous_lyapunov, self.through, z)
        return found if self.is_plain else np.linalg.solve(self.e, H(np.linalg.solve(self.e, found)))


def _state(function: Any, discrete: bool) -> None:
    def tangent(
        dots: Any, a: Any, b: Any, q: Any, r: Any, e: Any = None, s: Any = None, balanced: Any = True, *, w: Any
    ) -> Any:
        loop = _Loop(w, a, b, r, e, s, discrete)
        of_a, of_b, of_q, of_r, of_e, of_s = (*dots, None, None)[:6]
        half = [] if of_a is None else [H(loop.before_a) @ of_a]
        half += [] if of_b is None else [-H(loop.before_a) @ of_b @ loop.k]
        half += [] if of_e is None else [H(loop.before_e) @ of_e]
        half += [] if of_s is None else [-of_s @ loop.k]
        terms = [] if of_q is None else [symmetric(of_q)]
        terms += [] if of_r is None else [H(loop.k) @ symmetric(of_r) @ loop.k]
        if half:
            total = sum(half[1:], start=half[0])
            terms += [total, H(total)]
        return loop.solved(sum(terms[1:], start=terms[0]))

    def adjoint(
        d: Any, a: Any, b: Any, q: Any, r: Any, e: Any = None, s: Any = None, balanced: Any = True, *, w: Any
    ) -> Any:
        loop = _Loop(w, a, b, r, e, s, discrete)
        y = loop.back(symmetric(conj(d)))
        of_a = 2 * loop.before_a @ y
        return (
            conj(of_a),
            conj(-of_a @ H(loop.k)),
            conj(y),
            conj(loop.k @ y @ H(loop.k)),
            lambda: conj(2 * loop.before_e @ y),
            lambda: conj(-2 * y @ H(loop.k)),
        )

    known_kinds.KINDS[function] = known_kinds.like(2, np.float64)
    custom(function, tangent=tangent, adjoint=adjoint)


_state(sl.solve_continuous_are, False)
_state(sl.solve_discrete_are, True)

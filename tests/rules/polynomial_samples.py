"""Arguments for polynomials."""

from __future__ import annotations

import numpy as np
from arrays import A, P, S, V, W, Z, rng
from rule_check import Fixed

from ast_ad import runtime

LINE = rng.normal(size=5)
GRID = np.linspace(-1.0, 1.0, 7)

SAMPLES = {
    np.polyadd: [S(V, LINE), S(LINE, V), S(V, W)],
    np.polysub: [S(V, LINE), S(LINE, V), S(V, W)],
    np.polymul: [S(V, LINE)],
    np.polydiv: [S(LINE, P), S(LINE, P[:2])],
    np.polyder: [S(LINE), S(LINE, 2), S(V, m=1)],
    np.polyint: [S(LINE), S(LINE, 2), S(V, 1, 0.4), S(V, 2, Fixed([0.4, 0.5]))],
    np.polyval: [S(LINE, 0.4), S(LINE, V), S(V, A), S(LINE, Z), S(V, Fixed(2))],
    np.polyfit: [
        S(GRID, rng.normal(size=7), 2),
        S(GRID, rng.normal(size=7), 1, w=np.abs(GRID) + 0.3),
        S(GRID, rng.normal(size=(7, 2)), 2),
    ],
    np.poly: [S(V), S(LINE), S(np.array([0.0, 0.0, 0.4])), S(np.array([[0.3, 0.7], [-0.4, 0.9]]))],
    runtime.complex_poly: [S(V + 1j * W)],
    np.roots: [S(np.array([1.0, 0.3, 0.7])), S(np.array([0.5, 0.1, 1.3, 0.4]))],
    np.vander: [S(V), S(V, 2), S(V, 4, increasing=True)],
}
NEEDS_RANK = {*SAMPLES}

"""A rule for what is defined by an equation: y with f(y, a) = 0, found by Newton's method.

To differentiate the iteration would mean to differentiate every step of it. The equation tells the derivative of its
solution at once: ``f_y dy + f_a da = 0``.
"""

from __future__ import annotations

import math

import numpy as np

import ast_ad


def residual(y: float, a: float) -> float:
    """Kepler's equation, for the eccentricity a and the mean anomaly 1: zero where y is the eccentric anomaly."""
    return y - a * math.sin(y) - 1.0


def anomaly(a: float) -> float:
    """The eccentric anomaly for the mean anomaly 1, to the last digit."""
    y = 1.0
    for _ in range(50):
        step = residual(y, a) / (1.0 - a * math.cos(y))
        y = y - step
        if abs(step) < 1e-15:
            break
    return y


ast_ad.custom(
    anomaly,
    tangent=lambda dots, a, w: dots[0] * np.sin(w) / (1.0 - a * np.cos(w)),
    adjoint=lambda d, a, w: (d * np.sin(w) / (1.0 - a * np.cos(w)),),
)


def radius(a: float) -> float:
    """The distance from the focus, for an ellipse of half axis 1."""
    return 1.0 - a * math.cos(anomaly(a))


def main() -> tuple[float, float, float]:
    """The radius, its derivative by the rule, and the second derivative, for which the rule is differentiated."""
    slope = ast_ad.grad(radius)
    found = radius(0.3), slope(0.3), ast_ad.grad(slope)(0.3)
    print(slope.source)
    print(*found)
    return found


if __name__ == "__main__":
    main()

"""Loops that stop by a tolerance: the Babylonian square root, and Newton's method on Kepler's equation."""

import math

from ast_ad import grad


def babylonian(x):
    y = x
    while abs(y * y - x) > 1e-12 * x:
        y = 0.5 * (y + x / y)
    return y


def kepler(mean_anomaly, eccentricity):
    """The eccentric anomaly E, with E - e sin E = M."""
    E = mean_anomaly
    for _ in range(50):
        step = (E - eccentricity * math.sin(E) - mean_anomaly) / (1.0 - eccentricity * math.cos(E))
        if abs(step) < 1e-13:
            break
        E = E - step
    return E


def main():
    root_bar = grad(babylonian)
    print(f"d sqrt(2) = {root_bar(2.0):.15f}, exactly {0.5 / math.sqrt(2.0):.15f}")
    print(root_bar.source)

    kepler_bar = grad(kepler, argnums=(0, 1))
    M, e = 0.8, 0.3
    E = kepler(M, e)
    exact = 1.0 / (1.0 - e * math.cos(E)), math.sin(E) / (1.0 - e * math.cos(E))
    print(f"dE/d(M, e) = {kepler_bar(M, e)}, by the implicit function theorem {exact}")
    print(kepler_bar.source)
    return root_bar(2.0), kepler_bar(M, e), exact


if __name__ == "__main__":
    main()

"""The heat equation, stepped in place: how well does the material conduct? Gradient descent on one measured profile."""

import numpy as np

from ast_ad import value_and_grad


def heat(u, a, steps):
    """The temperature after some explicit steps. a is the diffusivity in units of dx**2 / dt; u is overwritten."""
    n = len(u)
    for _ in range(steps):
        left = u[0]
        for i in range(1, n - 1):
            here = u[i]
            u[i] = here + a * (left - 2.0 * here + u[i + 1])
            left = here
    return u


def misfit(a, start, measured, steps):
    u = heat(start.copy(), a, steps)
    return np.sum((u - measured) ** 2)


def main():
    x = np.linspace(0.0, 1.0, 21)
    start = np.exp(-100.0 * (x - 0.5) ** 2)
    measured = heat(start.copy(), 0.23, 40)

    derivative = value_and_grad(misfit)
    a, rate = 0.1, 0.02
    for k in range(200):
        value, a_bar = derivative(a, start, measured, 40)
        a -= rate * a_bar
        if k % 40 == 0:
            print(f"{k:4}  misfit {value:.3e}  diffusivity {a:.6f}")
    print(f"recovered {a:.6f}, true 0.230000")
    print(derivative.source)
    return a


if __name__ == "__main__":
    main()

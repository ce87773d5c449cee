"""Partial differential equations: stencils in place, upwinding, multigrid, finite elements."""

from __future__ import annotations

import numpy as np

from corpus import program

GRID = np.array([0.3, 0.9, 1.4, 1.1, 0.7, 0.2, -0.4, -0.9])


@program(GRID, 0.3, features="loop in_place view swap call")
def heat_explicit(u, diffusivity, steps=5, dx=1.0, dt=0.4):
    """Two buffers, exchanged after each step; insulated ends."""
    current = u.copy()
    following = np.empty_like(u)
    for _ in range(steps):
        following[1:-1] = current[1:-1] + diffusivity * dt / dx**2 * (current[2:] - 2 * current[1:-1] + current[:-2])
        following[0] = following[1]
        following[-1] = following[-2]
        current, following = following, current
    return current, np.trapezoid(current, dx=dx)


@program(GRID, 0.05, features="loop branch in_place index")
def burgers_upwind(u, viscosity):
    """Upwind differences chosen cell by cell, periodic."""
    n = len(u)
    dx = 1.0 / n
    time = 0.0
    u = u.copy()
    while time < 0.12:
        speed = 0.0
        for value in u:
            speed = max(speed, abs(value))
        dt = min(0.4 * dx / speed, 0.12 - time)
        if dt < 1e-9:
            break
        new = np.zeros(n)
        for i in range(n):
            left, right = u[i - 1], u[(i + 1) % n]
            if u[i] > 0:
                slope = (u[i] - left) / dx
            else:
                slope = (right - u[i]) / dx
            curvature = (right - 2.0 * u[i] + left) / dx**2
            new[i] = u[i] - dt * u[i] * slope + 0.1 * dt * viscosity * curvature
        u[:] = new
        time += dt
    return u


def minmod(a, b):
    return np.where(a * b > 0.0, np.where(np.abs(a) < np.abs(b), a, b), 0.0)


def shallow_flux(h, hu, g):
    return hu, hu**2 / h + 0.5 * g * h**2


@program(
    np.array([2.0, 1.9, 1.7, 1.2, 1.1, 1.0]),
    np.array([0.1, 0.2, 0.15, 0.05, 0.3, 0.1]),
    9.81,
    features="loop in_place call broadcast",
)
def shallow_water(height, momentum, g):
    """Lax-Friedrichs on a dam break, with ghost cells that reflect."""
    n = len(height)
    h = np.zeros(n + 2)
    hu = np.zeros(n + 2)
    h[1:-1], hu[1:-1] = height, momentum
    dx, t = 0.5, 0.0
    for _ in range(3):
        h[0], h[-1] = h[1], h[-2]
        hu[0], hu[-1] = -hu[1], -hu[-2]
        celerity = np.abs(hu / h) + np.sqrt(g * h)
        dt = 0.45 * dx / celerity.max()
        f_h, f_hu = shallow_flux(h, hu, g)
        flux_h = 0.5 * (f_h[1:] + f_h[:-1]) - 0.5 * dx / dt * (h[1:] - h[:-1])
        flux_hu = 0.5 * (f_hu[1:] + f_hu[:-1]) - 0.5 * dx / dt * (hu[1:] - hu[:-1])
        h[1:-1] -= dt / dx * (flux_h[1:] - flux_h[:-1])
        hu[1:-1] -= dt / dx * (flux_hu[1:] - flux_hu[:-1])
        t += dt
    return h[1:-1], hu[1:-1].copy(), t


def smooth(u, f, h, sweeps):
    for _ in range(sweeps):
        for i in range(1, len(u) - 1):
            u[i] = 0.5 * (u[i - 1] + u[i + 1] + h * h * f[i])


def residual(u, f, h):
    r = np.zeros_like(u)
    r[1:-1] = f[1:-1] + (u[2:] - 2 * u[1:-1] + u[:-2]) / h**2
    return r


def restrict(r):
    coarse = r[::2].copy()
    coarse[1:-1] = 0.25 * (r[1:-2:2] + 2 * r[2:-1:2] + r[3::2])
    return coarse


def prolong(e):
    fine = np.zeros(2 * len(e) - 1)
    fine[::2] = e
    fine[1::2] = 0.5 * (e[:-1] + e[1:])
    return fine


def v_cycle(u, f, h):
    if len(u) <= 3:
        u[1] = 0.5 * (u[0] + u[2] + h * h * f[1])
        return
    smooth(u, f, h, 2)
    r = restrict(residual(u, f, h))
    e = np.zeros(len(r))
    v_cycle(e, r, 2 * h)
    u += prolong(e)
    smooth(u, f, h, 1)


@program(np.append(GRID, 0.5), 0.7, features="recursion in_place call loop view")
def multigrid(source, boundary):
    """Poisson's equation in one dimension by V-cycles."""
    u = np.zeros(len(source))
    u[-1] = boundary
    h = 1.0 / (len(source) - 1)
    for _ in range(2):
        v_cycle(u, source, h)
    return u


@program(
    np.array([[0.0, 0.1, 0.3, 0.2], [0.5, 0.9, 0.4, 0.1], [0.2, 0.8, 1.0, 0.3], [0.1, 0.4, 0.2, 0.6]]),
    0.5,
    features="loop in_place while exit",
)
def wave_2d(u0, speed):
    """Leapfrog in two dimensions on three time levels."""
    nx, ny = u0.shape
    previous, current = u0.copy(), u0.copy()
    for step in range(4):
        nxt = np.zeros_like(current)
        for i in range(1, nx - 1):
            for j in range(1, ny - 1):
                laplacian = (
                    current[i + 1, j] + current[i - 1, j] + current[i, j + 1] + current[i, j - 1] - 4 * current[i, j]
                )
                nxt[i, j] = 2 * current[i, j] - previous[i, j] + speed**2 * laplacian
        nxt[0, :], nxt[-1, :] = nxt[1, :], nxt[-2, :]
        nxt[:, 0] = nxt[:, 1]
        nxt[:, -1] = nxt[:, -2]
        previous, current = current, nxt
    return current


NODES = np.array([[0.0, 0.0], [1.0, 0.1], [2.1, 0.0], [0.1, 1.0], [1.1, 1.2], [2.0, 0.9]])
TRIANGLES = ((0, 1, 4), (0, 4, 3), (1, 2, 5), (1, 5, 4))
FIXED = (0, 2)


def element_stiffness(p, conductivity):
    edges = p[[2, 0, 1]] - p[[1, 2, 0]]
    d = p[1:] - p[0]
    area = 0.5 * (d[0, 0] * d[1, 1] - d[0, 1] * d[1, 0])
    return conductivity * (edges @ edges.T) / (4.0 * area), area


@program(NODES, np.array([1.0, 1.4, 0.8, 1.1]), features="loop in_place index call linear structure")
def heat_fem(nodes, conductivity):
    """Linear triangles: assembly by scattered addition, Dirichlet nodes by penalty."""
    n = len(nodes)
    stiffness = np.zeros((n, n))
    load = np.zeros(n)
    for e, triangle in enumerate(TRIANGLES):
        local, area = element_stiffness(nodes[list(triangle)], conductivity[e])
        for a, row in enumerate(triangle):
            load[row] += area / 3.0
            for b, column in enumerate(triangle):
                stiffness[row, column] += local[a, b]
    for node in FIXED:
        stiffness[node, :] = 0.0
        stiffness[node, node] = 1.0
        load[node] = 0.0
    temperature = np.linalg.solve(stiffness, load)
    return temperature, temperature @ load


@program(GRID[:6], np.array([1.0, 1.3, 0.9, 1.1, 1.2]), features="loop in_place view call")
def crank_nicolson(u, conductance, dt=0.2):
    """Diffusion with varying coefficients; the tridiagonal system is solved in place."""
    n = len(u)
    lower = np.zeros(n)
    upper = np.zeros(n)
    lower[1:] = -0.5 * dt * conductance
    upper[:-1] = -0.5 * dt * conductance
    diag = 1.0 - lower - upper
    for _ in range(2):
        flux = conductance * np.diff(u)
        rhs = u.copy()
        rhs[:-1] += 0.5 * dt * flux
        rhs[1:] -= 0.5 * dt * flux
        d = diag.copy()
        for i in range(1, n):
            m = lower[i] / d[i - 1]
            d[i] -= m * upper[i - 1]
            rhs[i] -= m * rhs[i - 1]
        rhs[n - 1] /= d[n - 1]
        for i in range(n - 2, -1, -1):
            rhs[i] = (rhs[i] - upper[i] * rhs[i + 1]) / d[i]
        u = rhs
    return u

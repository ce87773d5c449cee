"""Partial differential equations: stencils in place, upwinding, multigrid, finite elements."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from corpus import program

GRID = np.array([0.3, 0.9, 1.4, 1.1, 0.7, 0.2, -0.4, -0.9])


@dataclass
class Rod:
    """A rod that conducts better where it is hot, heated at some places and cooled by the air."""

    conductivity: float
    softening: float = 0.1
    cooling: float = 0.05
    heaters: dict = field(default_factory=dict)

    def faces(self, u):
        """The conductivity between neighbours."""
        return self.conductivity * (1.0 + self.softening * 0.5 * (u[1:] + u[:-1]))

    def source(self, n, time):
        given = np.zeros(n)
        for place, (power, switched_off) in self.heaters.items():
            if time < switched_off:
                given[place] += power
        return given


@program(
    GRID,
    Rod(0.3, heaters={2: (0.4, 1.0), 5: (0.2, 0.5)}),
    {1: 1.0, 6: -0.3},
    features="loop in_place view swap call structure branch",
    wrt=["u", "rod"],
)
def heat_explicit(u, rod, sensors, steps=4, dx=1.0, dt=0.4):
    """Two buffers, exchanged after each step; insulated at the left, held at the right; the misfit of two sensors."""
    current = u.copy()
    following = np.empty_like(u)
    if dt * rod.conductivity > 0.5 * dx**2:
        raise ValueError("the steps are too long")
    misfit = 0.0
    for step in range(steps):
        flux = rod.faces(current) * np.diff(current) / dx
        gain = rod.source(len(u), step * dt) - rod.cooling * current
        following[1:-1] = current[1:-1] + dt * (np.diff(flux) / dx + gain[1:-1])
        following[0] = following[1]
        following[-1] = u[-1]
        current, following = following, current
        for place, measured in sensors.items():
            misfit += 0.5 * dt * (current[place] - measured) ** 2
    mean = np.trapezoid(current, dx=dx) / (dx * (len(u) - 1))
    hottest = np.max(current)
    front = np.interp(0.0, current[:3:-1], np.arange(len(u) - 1.0, 3.0, -1.0))
    return misfit, mean, hottest, front


def upwind_slope(u, i, dx):
    """The difference on the side that the wind comes from; the ends of the array meet."""
    left, right = u[i - 1], u[(i + 1) % len(u)]
    if u[i] > 0:
        return (u[i] - left) / dx
    return (right - u[i]) / dx


@program(
    GRID,
    0.05,
    GRID[::-1] * 0.3,
    features="while loop branch in_place index call exit",
    wrt=["u", "viscosity", "observed"],
)
def burgers_upwind(u, viscosity, observed, end=0.12):
    """u_t + u u_x = nu u_xx with steps as long as the wind allows; the misfit to what was observed at the end."""
    n = len(u)
    dx = 1.0 / n
    time, steps = 0.0, 0
    u = u.copy()
    mass, energy = dx * u.sum(), 0.5 * dx * (u @ u)
    while time < end:
        speed = 0.0
        for value in u:
            speed = max(speed, abs(value))
        dt = min(0.4 * dx / speed, end - time)
        if dt < 1e-9:
            break
        new = np.zeros(n)
        for i in range(n):
            curvature = (u[(i + 1) % n] - 2.0 * u[i] + u[i - 1]) / dx**2
            new[i] = u[i] - dt * u[i] * upwind_slope(u, i, dx) + 0.1 * dt * viscosity * curvature
        u[:] = new
        time += dt
        steps += 1
        if steps > 100:
            raise RuntimeError("the steps became too short")
    misfit = u - observed
    lost = energy - 0.5 * dx * (u @ u)
    return 0.5 * dx * (misfit @ misfit), lost, dx * u.sum() - mass


def van_albada(a, b):
    """A mean of two slopes, 0 where their signs differ."""
    product = a * b
    return np.where(product > 0.0, product * (a + b) / (a**2 + b**2 + 1e-12), 0.0)


def shallow_flux(h, hu, g):
    return hu, hu**2 / h + 0.5 * g * h**2


def limited_slopes(q):
    """Slopes of the cells but the first and the last, with a limiter."""
    d = np.diff(q)
    return van_albada(d[1:], d[:-1])


@program(
    np.array([2.0, 1.9, 1.7, 1.2, 1.13, 1.0]),
    np.array([0.1, 0.2, 0.15, 0.05, 0.3, 0.1]),
    9.81,
    features="loop in_place call broadcast list",
)
def shallow_water(height, momentum, g):
    """A dam break by Rusanov's flux with limited slopes; two ghost cells at each wall reflect."""
    n = len(height)
    h = np.zeros(n + 4)
    hu = np.zeros(n + 4)
    h[2:-2], hu[2:-2] = height, momentum
    dx, t = 0.5, 0.0
    for _ in range(2):
        h[:2], h[-2:] = h[3:1:-1], h[-3:-5:-1]
        hu[:2], hu[-2:] = -hu[3:1:-1], -hu[-3:-5:-1]
        speed = np.abs(hu / h) + np.sqrt(g * h)
        fastest = speed[2:-2].max()
        dt = 0.4 * dx / fastest
        sides = []
        for q in (h, hu):
            half = 0.5 * limited_slopes(q)
            sides.append((q[1:-2] + half[:-1], q[2:-1] - half[1:]))
        (h_left, h_right), (hu_left, hu_right) = sides
        f_left, m_left = shallow_flux(h_left, hu_left, g)
        f_right, m_right = shallow_flux(h_right, hu_right, g)
        flux_h = 0.5 * (f_left + f_right) - 0.5 * fastest * (h_right - h_left)
        flux_hu = 0.5 * (m_left + m_right) - 0.5 * fastest * (hu_right - hu_left)
        h[2:-2] -= dt / dx * np.diff(flux_h)
        hu[2:-2] -= dt / dx * np.diff(flux_hu)
        t += dt
    energy = 0.5 * dx * np.sum(hu[2:-2] ** 2 / h[2:-2] + g * h[2:-2] ** 2)
    return h[2:-2], energy, t


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


def laplacian_at(u, i, j):
    return u[i + 1, j] + u[i - 1, j] + u[i, j + 1] + u[i, j - 1] - 4 * u[i, j]


def reflect(u):
    """Edges without a gradient across them, in place."""
    u[0, :], u[-1, :] = u[1, :], u[-2, :]
    u[:, 0] = u[:, 1]
    u[:, -1] = u[:, -2]


@program(
    np.array([[0.0, 0.1, 0.3, 0.2], [0.5, 0.9, 0.4, 0.1], [0.2, 0.8, 1.0, 0.3], [0.1, 0.4, 0.2, 0.6]]),
    np.array([[0.5, 0.6], [0.4, 0.55]]),
    0.1,
    features="loop in_place swap call list",
)
def wave_2d(u0, speeds, damping, steps=4, source=(1, 2), receiver=(2, 1)):
    """Leapfrog on three time levels in a medium of two by two cells: what a receiver hears of a pulse at the source."""
    nx, ny = u0.shape
    heard = []
    previous, current = u0.copy(), u0.copy()
    coefficient = np.zeros((nx, ny))
    for i in range(1, nx - 1):
        for j in range(1, ny - 1):
            coefficient[i, j] = speeds[i - 1, j - 1] ** 2
    for step in range(steps):
        following = np.zeros_like(current)
        for i in range(1, nx - 1):
            for j in range(1, ny - 1):
                push = coefficient[i, j] * laplacian_at(current, i, j)
                drag = damping * (current[i, j] - previous[i, j])
                following[i, j] = 2 * current[i, j] - previous[i, j] + push - drag
        following[source] += np.exp(-((step - 1.5) ** 2))
        reflect(following)
        previous, current = current, following
        heard.append(current[receiver])
    velocity = (current - previous)[1:-1, 1:-1]
    stretch = np.sum(np.diff(current, axis=0) ** 2) + np.sum(np.diff(current, axis=1) ** 2)
    energy = 0.5 * np.sum(velocity**2 / speeds**2) + 0.5 * stretch
    signal = np.array(heard)
    arrival = np.sum(np.arange(steps) * signal**2) / np.sum(signal**2)
    return signal, energy, arrival


NODES = np.array([[0.0, 0.0], [1.0, 0.1], [2.1, 0.0], [0.1, 1.0], [1.1, 1.2], [2.0, 0.9]])
TRIANGLES = ((0, 1, 4), (0, 4, 3), (1, 2, 5), (1, 5, 4))
FIXED = (0, 2)


def element_stiffness(p, conductivity):
    edges = p[[2, 0, 1]] - p[[1, 2, 0]]
    d = p[1:] - p[0]
    area = 0.5 * (d[0, 0] * d[1, 1] - d[0, 1] * d[1, 0])
    return conductivity * (edges @ edges.T) / (4.0 * area), area


@program(
    NODES,
    np.array([1.0, 1.4, 0.8, 1.1]),
    {3: 0.12, 4: 0.2},
    features="loop in_place index call linear structure",
)
def heat_fem(nodes, conductivity, measured):
    """Linear triangles: assembly by scattered addition, two nodes held cold; a misfit and the flux through the elements."""
    n = len(nodes)
    stiffness = np.zeros((n, n))
    load = np.zeros(n)
    volume = 0.0
    for e, triangle in enumerate(TRIANGLES):
        local, area = element_stiffness(nodes[list(triangle)], conductivity[e])
        volume += area
        for a, row in enumerate(triangle):
            load[row] += area / 3.0
            for b, column in enumerate(triangle):
                stiffness[row, column] += local[a, b]
    held = stiffness.copy()
    for node in FIXED:
        held[node, :] = 0.0
        held[node, node] = 1.0
        load[node] = 0.0
    temperature = np.linalg.solve(held, load)
    reaction = stiffness @ temperature
    drained = sum(reaction[node] for node in FIXED)
    misfit = 0.0
    for node, value in measured.items():
        misfit += 0.5 * (temperature[node] - value) ** 2
    compliance = temperature @ load / volume
    return misfit, compliance, drained


def sweep_tridiagonal(lower, diag, upper, rhs):
    """Gaussian elimination of three diagonals; the right side becomes the solution."""
    n = len(rhs)
    d = diag.copy()
    for i in range(1, n):
        m = lower[i] / d[i - 1]
        d[i] -= m * upper[i - 1]
        rhs[i] -= m * rhs[i - 1]
    rhs[n - 1] /= d[n - 1]
    for i in range(n - 2, -1, -1):
        rhs[i] = (rhs[i] - upper[i] * rhs[i + 1]) / d[i]


@program(GRID[:6], np.array([1.0, 1.3, 0.9, 1.1, 1.2]), 0.3, 1.4, features="loop in_place view call list")
def crank_nicolson(u, conductance, exchange, outside, dt=0.2, steps=2):
    """Diffusion in a rod of several materials that gives off heat at its right end, half explicit, half implicit."""
    n = len(u)
    lower = np.zeros(n)
    upper = np.zeros(n)
    lower[1:] = -0.5 * dt * conductance
    upper[:-1] = -0.5 * dt * conductance
    diag = 1.0 - lower - upper
    diag[-1] += 0.5 * dt * exchange
    given = []
    for _ in range(steps):
        flux = conductance * np.diff(u)
        rhs = u.copy()
        rhs[:-1] += 0.5 * dt * flux
        rhs[1:] -= 0.5 * dt * flux
        rhs[-1] += dt * exchange * (outside - 0.5 * u[-1])
        sweep_tridiagonal(lower, diag, upper, rhs)
        given.append(exchange * (0.5 * (u[-1] + rhs[-1]) - outside))
        u = rhs
    lost = dt * sum(given)
    centre = u @ np.arange(n) / u.sum()
    steepest = np.max(np.abs(conductance * np.diff(u)))
    return u, lost, centre, steepest


@program(
    np.array([0.1, 0.6, 1.2, 0.8, 0.3, 0.0, -0.1, 0.05]),
    0.022,
    np.array([0.3, 0.5, 1.0, 1.0, 0.4, 0.1, 0.0, 0.1]),
    features="loop call in_place reshape index",
)
def kdv_spectral(u0, dispersion, observed, length=2.0, dt=0.01, steps=3):
    """Korteweg and de Vries, u_t + u u_x + d u_xxx = 0: an integrating factor in Fourier space, Heun's method in time."""
    n = len(u0)
    wave = 2.0 * np.pi / length * np.fft.rfftfreq(n, d=1.0 / n)
    keep = wave <= 2.0 / 3.0 * wave[-1]
    factor = np.exp(1j * dispersion * dt * wave**3)

    def advection(spectrum):
        u = np.fft.irfft(spectrum, n)
        return -0.5j * wave * np.where(keep, np.fft.rfft(u * u), 0.0)

    def invariants(spectrum):
        u = np.fft.irfft(spectrum, n)
        u_x = np.fft.irfft(1j * wave * spectrum, n)
        mass = length / n * u.sum()
        energy = length / n * np.sum(u**3 / 3.0 - dispersion * u_x**2)
        return np.array([mass, energy])

    spectrum = np.fft.rfft(u0)
    spectrum[-1] = 0.0
    before = invariants(spectrum)
    for _ in range(steps):
        slope = advection(spectrum)
        guess = factor * (spectrum + dt * slope)
        spectrum = factor * (spectrum + 0.5 * dt * slope) + 0.5 * dt * advection(guess)
    drift = invariants(spectrum) - before
    u = np.fft.irfft(spectrum, n)
    misfit = 0.5 * np.mean((u - observed) ** 2)
    power = np.abs(spectrum[1:-1]) ** 2
    lag = np.fft.irfft(spectrum * np.conj(np.fft.rfft(observed)), n)
    peak = int(np.argmax(lag))
    before_peak, at_peak, after_peak = lag[peak - 1], lag[peak], lag[(peak + 1) % n]
    offset = 0.5 * (before_peak - after_peak) / (before_peak - 2.0 * at_peak + after_peak)
    travelled = (peak + offset) * length / n
    return misfit, drift, power / power.sum(), travelled


@dataclass(frozen=True)
class GrayScott:
    """Feed and kill rates of two species that diffuse."""

    feed: float
    kill: float
    diffusion: tuple = (0.16, 0.08)

    def reaction(self, u, v):
        eaten = u * v**2
        return self.feed * (1.0 - u) - eaten, eaten - (self.feed + self.kill) * v


def periodic_laplacian(a):
    """Nine points, written in place into a frame of copies of the other side."""
    padded = np.empty((a.shape[0] + 2, a.shape[1] + 2))
    padded[1:-1, 1:-1] = a
    padded[0, 1:-1], padded[-1, 1:-1] = a[-1], a[0]
    padded[:, 0], padded[:, -1] = padded[:, -2], padded[:, 1]
    result = -a
    result += 0.2 * (padded[:-2, 1:-1] + padded[2:, 1:-1] + padded[1:-1, :-2] + padded[1:-1, 2:])
    result += 0.05 * (padded[:-2, :-2] + padded[:-2, 2:] + padded[2:, :-2] + padded[2:, 2:])
    return result


@program(GrayScott(0.055, 0.062), np.array([[0.25, 0.3], [0.2, 0.35]]), features="structure loop call in_place view")
def gray_scott(model, seed, size=4, steps=3, dt=1.0):
    """Reaction and diffusion of two species on a torus; a loss against the amount that shall be there at the end."""
    u, v = np.ones((size, size)), np.zeros((size, size))
    centre = (slice(1, 3), slice(1, 3))
    patch = u[centre]
    patch -= 2.0 * seed
    v[centre] = seed
    fastest = max(model.diffusion)
    amount = []
    for _ in range(steps):
        react_u, react_v = model.reaction(u, v)
        du, dv = (d * periodic_laplacian(a) for d, a in zip(model.diffusion, (u, v)))
        u += dt * (du + react_u)
        v += dt * (dv + react_v)
        np.clip(v, 0.0, 1.0, out=v)
        amount.append(v.mean())
    contrast = v.std() / v.mean()
    return (amount[-1] - 0.08) ** 2 / fastest, contrast, u

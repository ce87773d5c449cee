"""Ordinary differential equations: explicit, implicit and adaptive steps."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from corpus import program


def lotka_volterra(t, state, alpha, beta, gamma, delta):
    prey, predator = state
    return np.array([alpha * prey - beta * prey * predator, delta * prey * predator - gamma * predator])


def rk4(rhs, y0, t0, t1, steps, *args):
    h = (t1 - t0) / steps
    t, y = t0, y0
    trajectory = [y]
    for _ in range(steps):
        k1 = rhs(t, y, *args)
        k2 = rhs(t + h / 2, y + h / 2 * k1, *args)
        k3 = rhs(t + h / 2, y + h / 2 * k2, *args)
        k4 = rhs(t + h, y + h * k3, *args)
        y = y + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
        t += h
        trajectory.append(y)
    return np.array(trajectory)


@program(
    np.array([1.1, 0.4, 0.4, 0.1]),
    np.array([10.0, 5.0]),
    np.array([[9.0, 6.1], [6.8, 8.5], [4.1, 9.2]]),
    8,
    features="loop call list structure exit",
)
def predator_prey(rates, start, counts, steps):
    """Lotka and Volterra: the misfit of logarithms to counts, the drift of the invariant, and a balance."""
    if np.any(rates <= 0.0):
        return np.inf, 0.0, start
    alpha, beta, gamma, delta = rates
    path = rk4(lotka_volterra, start, 0.0, 1.5, steps, alpha, beta, gamma, delta)
    every = steps // len(counts)
    misfit = 0.0
    for k, observed in enumerate(counts, start=1):
        ratio = np.log(path[k * every] / observed)
        misfit += 0.5 * ratio @ ratio

    def invariant(state):
        prey, predator = state
        return delta * prey - gamma * np.log(prey) + beta * predator - alpha * np.log(predator)

    drift = invariant(path[-1]) - invariant(path[0])
    balance = np.array([gamma / delta, alpha / beta])
    return misfit, drift, path.mean(axis=0) - balance


FEHLBERG = {
    "c": (0.0, 1 / 4, 3 / 8, 12 / 13, 1.0, 1 / 2),
    "a": (
        (),
        (1 / 4,),
        (3 / 32, 9 / 32),
        (1932 / 2197, -7200 / 2197, 7296 / 2197),
        (439 / 216, -8.0, 3680 / 513, -845 / 4104),
        (-8 / 27, 2.0, -3544 / 2565, 1859 / 4104, -11 / 40),
    ),
    "b5": (16 / 135, 0.0, 6656 / 12825, 28561 / 56430, -9 / 50, 2 / 55),
    "b4": (25 / 216, 0.0, 1408 / 2565, 2197 / 4104, -1 / 5, 0.0),
}


class StepResult(NamedTuple):
    y: np.ndarray
    error: float


def fehlberg_step(f, t, y, h):
    stages = []
    for c, row in zip(FEHLBERG["c"], FEHLBERG["a"]):
        increment = y
        for coefficient, k in zip(row, stages):
            increment = increment + h * coefficient * k
        stages.append(f(t + c * h, increment))
    high = y + h * sum(b * k for b, k in zip(FEHLBERG["b5"], stages))
    low = y + h * sum(b * k for b, k in zip(FEHLBERG["b4"], stages))
    return StepResult(high, np.max(np.abs(high - low)))


@program(np.array([2.0, 0.0]), 1.4, features="while branch call structure exit", wrt=["start", "mu"])
def van_der_pol(start, mu, t_end=1.0, tol=1e-4):
    """Adaptive Runge-Kutta-Fehlberg with step control."""

    def f(t, y):
        return np.array([y[1], mu * (1.0 - y[0] ** 2) * y[1] - y[0]])

    t, y, h = 0.0, start, 0.3
    accepted = rejected = 0
    while t < t_end:
        if t + h > t_end:
            h = t_end - t
        result = fehlberg_step(f, t, y, h)
        if result.error <= tol:
            t += h
            y = result.y
            accepted += 1
        else:
            rejected += 1
        factor = 0.9 * (tol / max(result.error, 1e-12)) ** 0.2
        h *= min(2.0, max(0.3, factor))
        if accepted + rejected > 50:
            raise RuntimeError("too many steps")
    return y


@dataclass
class Rates:
    k1: float
    k2: float
    k3: float

    def __call__(self, c):
        a, b, d = c
        slow = self.k1 * a
        fast = self.k2 * b * b
        mixed = self.k3 * b * d
        return np.array([-slow + mixed, slow - mixed - fast, fast])

    def jacobian(self, c):
        _, b, d = c
        j = np.zeros((3, 3))
        j[0, 0] = -self.k1
        j[0, 1] = self.k3 * d
        j[0, 2] = self.k3 * b
        j[1] = -j[0]
        j[1, 1] -= 2.0 * self.k2 * b
        j[2, 1] = 2.0 * self.k2 * b
        return j


def implicit_euler_step(rates, c, h, tol=1e-12):
    new = c.copy()
    for _ in range(20):
        residual = new - c - h * rates(new)
        if np.linalg.norm(residual) < tol:
            break
        new -= np.linalg.solve(np.eye(3) - h * rates.jacobian(new), residual)
    return new


@program(Rates(0.04, 30.0, 10.0), np.array([1.0, 0.02, 0.03]), features="loop exit structure call in_place linear")
def robertson(rates, start):
    """A stiff reaction network by implicit Euler; each step is a Newton solve."""
    concentrations = start
    h = 0.05
    record = {"b_max": start[1], "time": 0.0}
    for _ in range(4):
        concentrations = implicit_euler_step(rates, concentrations, h)
        record["time"] += h
        if concentrations[1] > record["b_max"]:
            record["b_max"] = concentrations[1]
        h *= 1.5
    return concentrations, record["b_max"]


class Pendulum:
    """A damped, driven pendulum that keeps its own state."""

    gravity = 9.81

    def __init__(self, length, damping, drive=0.0, frequency=1.0):
        self.length = length
        self.damping = damping
        self.drive = drive
        self.frequency = frequency
        self.theta = 0.0
        self.omega = 0.0
        self.time = 0.0

    @property
    def energy(self):
        kinetic = 0.5 * (self.length * self.omega) ** 2
        return kinetic + self.gravity * self.length * (1.0 - math.cos(self.theta))

    def torque(self, theta, omega, time):
        return (
            -self.gravity / self.length * math.sin(theta)
            - self.damping * omega
            + self.drive * math.cos(self.frequency * time)
        )

    def kick(self, theta, omega):
        self.theta, self.omega = theta, omega
        return self

    def step(self, h):
        half = self.omega + 0.5 * h * self.torque(self.theta, self.omega, self.time)
        self.theta += h * half
        self.time += h
        self.omega = half + 0.5 * h * self.torque(self.theta, half, self.time)


@program(0.9, 0.1, 0.3, 0.8, features="loop structure call scalar")
def driven_pendulum(length, damping, drive, theta):
    """A swing by velocity Verlet steps: the last angle, the energy lost and the largest one."""
    pendulum = Pendulum(length, damping, drive=drive, frequency=2.0)
    pendulum.kick(theta, omega=0.2)
    energies = [pendulum.energy]
    for _ in range(6):
        pendulum.step(0.05)
        energies.append(pendulum.energy)
    lost = energies[0] - energies[-1]
    return pendulum.theta, lost, max(energies)


@dataclass(frozen=True)
class Epidemic:
    beta: float
    gamma: float
    population: float = 1000.0


def sir_day(state, model, substeps=4):
    s, i, r = state
    dt = 1.0 / substeps
    for _ in range(substeps):
        infections = model.beta * s * i / model.population * dt
        recoveries = model.gamma * i * dt
        s, i, r = s - infections, i + infections - recoveries, r + recoveries
    return s, i, r


@dataclass(frozen=True)
class Prior:
    """A lognormal belief about a rate."""

    median: float
    spread: float = 0.5

    def penalty(self, value):
        return 0.5 * (math.log(value / self.median) / self.spread) ** 2


@program(
    Epidemic(0.42, 0.11),
    8.0,
    np.array([9.0, 13.0, np.nan, 22.0, 27.0]),
    features="loop call structure list scalar exit",
    wrt=["model", "infected"],
)
def sir_fit(model, infected, observed, priors={"beta": Prior(0.4), "gamma": Prior(0.1, spread=0.2)}):
    """The Poisson misfit of daily counts to a compartment model; days without a count are left out."""
    state = (model.population - infected, infected, 0.0)
    misfit, days = 0.0, 0
    peak = infected
    for count in observed:
        state = sir_day(state, model)
        peak = max(peak, state[1])
        if np.isnan(count):
            continue
        misfit += state[1] - count * math.log(state[1])
        days += 1
    misfit /= days
    for name, prior in priors.items():
        misfit += prior.penalty(getattr(model, name))
    r0 = model.beta / model.gamma
    final = 0.5
    while abs(change := 1.0 - math.exp(-r0 * final) - final) > 1e-14:
        final += change
    return misfit, r0, final, peak


@program(np.array([1.0, 1.2, 0.9]), 10.0, 28.0, 8 / 3, features="loop in_place call structure list")
def lorenz_multistep(start, sigma, rho, beta):
    """Adams-Bashforth and Adams-Moulton with a history of slopes, started by Heun; Milne's estimate of the error."""
    h = 0.01

    def slope(v):
        out = np.empty(3)
        out[0] = sigma * (v[1] - v[0])
        out[1] = v[0] * (rho - v[2]) - v[1]
        out[2] = v[0] * v[1] - beta * v[2]
        return out

    def heun(v, f):
        return v + 0.5 * h * (f + slope(v + h * f))

    v = start.copy()
    history = []
    error = 0.0
    for n in range(6):
        f = slope(v)
        history.append(f)
        if n < 2:
            v = heun(v, f)
            continue
        older, old, now = history
        predicted = v + h / 12 * (23 * now - 16 * old + 5 * older)
        corrected = v + h / 24 * (9 * slope(predicted) + 19 * now - 5 * old + older)
        error += np.sum((corrected - predicted) ** 2)
        v = corrected
        history.pop(0)
    jacobian = np.array([[-sigma, sigma, 0.0], [rho - v[2], -1.0, -v[0]], [v[1], v[0], -beta]])
    f = slope(v)
    stretching = f @ jacobian @ f / (f @ f)
    wing = math.sqrt(beta * (rho - 1.0))
    distance = np.linalg.norm(v - np.array([wing, wing, rho - 1.0]))
    return v, stretching, distance, 1e5 * error


@dataclass(frozen=True)
class Channel:
    """Ions flow with a conductance that gates open and close."""

    conductance: float
    reversal: float

    def current(self, voltage, open_=1.0):
        return self.conductance * open_ * (voltage - self.reversal)


def opening(v):
    """The rates of opening and closing of the gates m, h and n of the squid's axon."""
    alpha = {
        "m": 0.1 * (v + 40.0) / (1.0 - math.exp(-(v + 40.0) / 10.0)),
        "h": 0.07 * math.exp(-(v + 65.0) / 20.0),
        "n": 0.01 * (v + 55.0) / (1.0 - math.exp(-(v + 55.0) / 10.0)),
    }
    beta = {
        "m": 4.0 * math.exp(-(v + 65.0) / 18.0),
        "h": 1.0 / (1.0 + math.exp(-(v + 35.0) / 10.0)),
        "n": 0.125 * math.exp(-(v + 65.0) / 80.0),
    }
    return alpha, beta


@program(
    {"sodium": Channel(120.0, 50.0), "potassium": Channel(36.0, -77.0), "leak": Channel(0.3, -54.4)},
    11.0,
    features="loop structure call scalar branch list",
)
def hodgkin_huxley(channels, stimulus, steps=12, dt=0.1, capacity=1.0):
    """A nerve that fires: exponential Euler for the gates, explicit Euler for the voltage."""
    voltage = -63.0
    alpha, beta = opening(voltage)
    gates = {name: alpha[name] / (alpha[name] + beta[name]) for name in alpha}
    trace = [voltage]
    charge = 0.0
    for step in range(steps):
        alpha, beta = opening(voltage)
        for name in gates:
            total = alpha[name] + beta[name]
            steady = alpha[name] / total
            gates[name] = steady + (gates[name] - steady) * math.exp(-total * dt)
        sodium = channels["sodium"].current(voltage, gates["m"] ** 3 * gates["h"])
        potassium = channels["potassium"].current(voltage, gates["n"] ** 4)
        leak = channels["leak"].current(voltage)
        injected = stimulus if 2 <= step < 8 else 0.0
        voltage += dt / capacity * (injected - sodium - potassium - leak)
        charge += dt * abs(sodium)
        trace.append(voltage)
    return voltage, max(trace), charge, gates


def bratu_slope(y, strength):
    """u'' + strength exp(u) = 0 with the derivative of u by the first slope beside it."""
    u, du, w, dw = y
    heat = strength * math.exp(u)
    return np.array([du, -heat, dw, -heat * w])


@program(1.1, 0.2, features="while loop exit call scalar in_place", wrt=["strength", "right"])
def bratu_shooting(strength, right, steps=6, tol=1e-12):
    """A boundary value problem by shooting: Newton on the first slope until the far end is met."""
    h = 1.0 / steps

    def shoot(slope):
        y = np.array([0.0, slope, 0.0, 1.0])
        profile = np.zeros(steps + 1)
        for k in range(steps):
            middle = y + 0.5 * h * bratu_slope(y, strength)
            y = y + h * bratu_slope(middle, strength)
            profile[k + 1] = y[0]
        return profile, y[2]

    slope = 1.0
    for attempt in range(20):
        profile, sensitivity = shoot(slope)
        miss = profile[-1] - right
        if abs(miss) < tol:
            break
        correction = miss / sensitivity
        while abs(correction) > 0.5:
            correction *= 0.5
        slope -= correction
    else:
        raise ArithmeticError("the far end is not met")
    inner = profile[1:-1]
    defect = profile[2:] - 2.0 * inner + profile[:-2] + h**2 * strength * np.exp(inner)
    area = h * (inner.sum() + 0.5 * right)
    ratio = strength * math.exp(inner.max()) / 8.0
    return slope, area, ratio, defect @ defect

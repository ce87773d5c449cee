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


@program(np.array([1.1, 0.4, 0.4, 0.1]), np.array([10.0, 5.0]), 8, features="loop call list structure")
def predator_prey(rates, start, steps):
    alpha, beta, gamma, delta = rates
    path = rk4(lotka_volterra, start, 0.0, 2.0, steps, alpha, beta, gamma, delta)
    prey = path[:, 0]
    predator = path[:, 1]
    invariant = delta * prey - gamma * np.log(prey) + beta * predator - alpha * np.log(predator)
    return path[-1], invariant[-1] - invariant[0], prey.mean()


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


@program(
    Epidemic(0.42, 0.11),
    8.0,
    np.array([9.0, 13.0, 15.0, 22.0, 27.0]),
    features="loop call structure list scalar",
)
def sir_fit(model, infected, observed):
    """The Poisson misfit of daily counts to a compartment model."""
    state = (model.population - infected, infected, 0.0)
    predicted = []
    for _ in observed:
        state = sir_day(state, model)
        predicted.append(state[1])
    misfit = 0.0
    for p, o in zip(predicted, observed):
        misfit += p - o * math.log(p)
    r0 = model.beta / model.gamma
    return misfit / len(predicted), r0


@program(np.array([1.0, 1.2, 0.9]), 10.0, 28.0, 8 / 3, features="loop in_place call structure")
def lorenz_multistep(start, sigma, rho, beta):
    """Adams-Bashforth with a history of slopes, started by Heun."""
    h = 0.01

    def slope(v):
        out = np.empty(3)
        out[0] = sigma * (v[1] - v[0])
        out[1] = v[0] * (rho - v[2]) - v[1]
        out[2] = v[0] * v[1] - beta * v[2]
        return out

    v = start.copy()
    history = []
    for n in range(8):
        f = slope(v)
        history.append(f)
        if n < 2:
            predicted = v + h * f
            v = v + 0.5 * h * (f + slope(predicted))
        else:
            v = v + h / 12 * (23 * history[-1] - 16 * history[-2] + 5 * history[-3])
            history.pop(0)
    return v

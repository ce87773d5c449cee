"""Bodies: gravity, springs, collisions, orbits, rays."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

import numpy as np

from corpus import program

BODIES = np.array([[0.0, 0.1, 0.0], [1.0, 0.2, -0.1], [-0.3, 1.1, 0.4]])
SPEEDS = np.array([[0.0, 0.1, 0.0], [0.0, 0.9, 0.2], [-0.8, 0.0, 0.1]])


def accelerations(x, masses, softening):
    delta = x[None, :, :] - x[:, None, :]
    squared = np.sum(delta**2, axis=-1) + softening**2
    off_diagonal = ~np.eye(len(masses), dtype=bool)
    inverse_cube = np.zeros_like(squared)
    inverse_cube[off_diagonal] = squared[off_diagonal] ** -1.5
    return np.einsum("ij,ijk,j->ik", inverse_cube, delta, masses)


@program(BODIES, SPEEDS, np.array([1.0, 0.3, 0.2]), features="loop in_place call broadcast index linear")
def n_body(positions, velocities, masses, steps=4, h=0.02):
    """Leapfrog; the drift of the total energy is the second result."""

    def energy(x, v):
        kinetic = 0.5 * np.sum(masses * np.sum(v**2, axis=1))
        potential = 0.0
        for i in range(len(masses)):
            for j in range(i):
                potential -= masses[i] * masses[j] / np.sqrt(np.sum((x[i] - x[j]) ** 2) + 0.01)
        return kinetic + potential

    x, v = positions.copy(), velocities.copy()
    before = energy(x, v)
    a = accelerations(x, masses, 0.1)
    for _ in range(steps):
        v += 0.5 * h * a
        x += h * v
        a = accelerations(x, masses, 0.1)
        v += 0.5 * h * a
    return x, energy(x, v) - before


@dataclass
class Node:
    x: float
    y: float
    fixed: bool = False
    fx: float = 0.0
    fy: float = 0.0

    def distance(self, other):
        return math.hypot(other.x - self.x, other.y - self.y)


@dataclass
class Spring:
    a: int
    b: int
    stiffness: float
    rest: float

    def apply(self, nodes):
        p, q = nodes[self.a], nodes[self.b]
        length = p.distance(q)
        force = self.stiffness * (length - self.rest) / length
        dx, dy = q.x - p.x, q.y - p.y
        p.fx += force * dx
        p.fy += force * dy
        q.fx -= force * dx
        q.fy -= force * dy
        return 0.5 * self.stiffness * (length - self.rest) ** 2


@program(
    [Node(0.0, 0.0, fixed=True), Node(1.1, 0.2), Node(2.0, -0.1, fixed=True), Node(1.0, 1.2)],
    5.0,
    features="structure loop call branch scalar",
)
def spring_network(nodes, stiffness, gravity=0.5):
    """Relax a net of springs by damped descent; returns its energy and where the free nodes are."""
    springs = [Spring(0, 1, stiffness, 0.9), Spring(1, 2, stiffness, 0.9), Spring(1, 3, 0.5 * stiffness, 1.0)]
    springs.append(Spring(3, 2, stiffness, 1.3))
    energy = 0.0
    for _ in range(3):
        for node in nodes:
            node.fx = 0.0
            node.fy = -gravity
        energy = sum(spring.apply(nodes) for spring in springs)
        for node in nodes:
            if node.fixed:
                continue
            node.x += 0.05 * node.fx
            node.y += 0.05 * node.fy
    return energy, [n.x + 0.5 * n.y for n in nodes if not n.fixed]


@dataclass(frozen=True)
class Vec:
    x: float
    y: float

    def __add__(self, other):
        return Vec(self.x + other.x, self.y + other.y)

    def __sub__(self, other):
        return Vec(self.x - other.x, self.y - other.y)

    def __mul__(self, s):
        return Vec(self.x * s, self.y * s)

    __rmul__ = __mul__

    def __neg__(self):
        return Vec(-self.x, -self.y)

    def dot(self, other):
        return self.x * other.x + self.y * other.y

    @property
    def norm(self):
        return math.sqrt(self.dot(self))

    @staticmethod
    def polar(r, angle):
        return Vec(r * math.cos(angle), r * math.sin(angle))


@dataclass(frozen=True)
class Ball:
    position: Vec
    velocity: Vec
    radius: float = 0.1
    mass: float = 1.0


@dataclass
class World:
    balls: list
    gravity: Vec = field(default_factory=lambda: Vec(0.0, -9.81))
    restitution: float = 0.8
    bounces: int = 0

    def step(self, h):
        moved = []
        for ball in self.balls:
            velocity = ball.velocity + h * self.gravity
            position = ball.position + velocity * h
            if position.y < ball.radius and velocity.y < 0.0:
                position = Vec(position.x, 2.0 * ball.radius - position.y)
                velocity = Vec(0.95 * velocity.x, -self.restitution * velocity.y)
                self.bounces += 1
            moved.append(replace(ball, position=position, velocity=velocity))
        self.balls = moved
        self.collide()

    def collide(self):
        first, second = self.balls
        gap = second.position - first.position
        if gap.norm > first.radius + second.radius:
            return
        normal = gap * (1.0 / gap.norm)
        approach = (second.velocity - first.velocity).dot(normal)
        if approach > 0:
            return
        impulse = (1.0 + self.restitution) * approach / (1.0 / first.mass + 1.0 / second.mass)
        self.balls = [
            replace(first, velocity=first.velocity + impulse / first.mass * normal),
            replace(second, velocity=second.velocity + (-impulse / second.mass) * normal),
        ]


@program(0.6, 1.2, 0.8, features="structure loop branch call exit scalar")
def bouncing_balls(height, speed, restitution):
    """Two balls, a floor and a collision."""
    world = World(
        [Ball(Vec(0.0, height), Vec.polar(speed, 0.3)), Ball(Vec(0.5, 0.3), Vec(-0.5, 0.0), mass=2.0)],
        restitution=restitution,
    )
    for _ in range(16):
        world.step(0.02)
    total = sum(0.5 * b.mass * b.velocity.dot(b.velocity) for b in world.balls)
    return world.balls[0].position.x, total


@program(np.array([7.0, 0.5, 1.0]), np.array([-0.5, 1.1, 0.1]), 1.2, features="while branch call exit linear")
def orbital_elements(r, v, dt, mu=10.0):
    """From position and velocity to elements, then along the ellipse by Kepler's equation."""
    distance = np.linalg.norm(r)
    energy = 0.5 * v @ v - mu / distance
    if energy >= 0:
        raise ValueError("the orbit is open")
    a = -mu / (2.0 * energy)
    h = np.cross(r, v)
    eccentricity = np.cross(v, h) / mu - r / distance
    e = np.linalg.norm(eccentricity)
    inclination = np.arccos(h[2] / np.linalg.norm(h))
    cos_e = (1.0 - distance / a) / e
    sin_e = (r @ v) / (e * np.sqrt(mu * a))
    start = np.arctan2(sin_e, cos_e)
    mean = start - e * np.sin(start) + np.sqrt(mu / a**3) * dt
    anomaly = mean
    while abs(anomaly - e * math.sin(anomaly) - mean) > 1e-13:
        anomaly -= (anomaly - e * math.sin(anomaly) - mean) / (1.0 - e * math.cos(anomaly))
    return a, e, inclination, a * (1.0 - e * np.cos(anomaly))


def sphere_sdf(p, centre, radius):
    return np.linalg.norm(p - centre) - radius


def scene(p, spheres):
    """Distance and index of the nearest thing; the floor is -1."""
    nearest, which = p[1] + 0.5, -1
    for k, (centre, radius) in enumerate(spheres):
        d = sphere_sdf(p, centre, radius)
        if d < nearest:
            nearest, which = d, k
    return nearest, which


@program(
    ((np.array([0.1, 0.2, 3.0]), 0.8), (np.array([-0.9, 0.1, 2.4]), 0.4)),
    np.array([0.3, 1.0, -0.5]),
    features="loop while branch call exit structure in_place",
)
def ray_marching(spheres, light):
    """A picture of a few pixels: sphere tracing, Lambert shading, fog."""
    light = light / np.sqrt(light @ light)
    image = np.zeros((2, 3))
    for i in range(2):
        for j in range(3):
            direction = np.array([0.5 * (j - 1), 0.3 * (i - 0.4), 1.0])
            direction /= np.linalg.norm(direction)
            travelled, hit = 0.0, False
            for _ in range(40):
                p = travelled * direction
                d, which = scene(p, spheres)
                if d < 1e-6:
                    hit = True
                    break
                travelled += d
                if travelled > 10.0:
                    break
            if not hit:
                image[i, j] = 0.1
                continue
            if which < 0:
                normal = np.array([0.0, 1.0, 0.0])
            else:
                centre, radius = spheres[which]
                normal = (p - centre) / radius
            image[i, j] = max(0.0, normal @ light) * math.exp(-0.1 * travelled) + 0.05
    return image


@program(np.array([0.1, 0.4, 0.9, 1.3]), 1.8, features="loop branch in_place call exit")
def double_pendulum_events(state, ratio):
    """Semi-implicit steps until the lower arm swings through; the time by linear interpolation."""
    th1, th2, w1, w2 = state
    h, time = 0.02, 0.0
    for _ in range(60):
        delta = th1 - th2
        denominator = 2 * ratio + 1 - math.cos(2 * delta)
        a1 = (
            -9.81 * (2 * ratio + 1) * math.sin(th1)
            - 9.81 * math.sin(th1 - 2 * th2)
            - 2 * math.sin(delta) * (w2**2 + w1**2 * math.cos(delta))
        ) / denominator
        a2 = (
            2
            * math.sin(delta)
            * (w1**2 * (ratio + 1) + 9.81 * (ratio + 1) * math.cos(th1) + w2**2 * math.cos(delta))
            / denominator
        )
        w1, w2 = w1 + h * a1, w2 + h * a2
        previous = th2
        th1, th2 = th1 + h * w1, th2 + h * w2
        time += h
        if th2 < 0.0 <= previous:
            crossing = previous / (previous - th2)
            return time - h + crossing * h, w2
    return time, w2

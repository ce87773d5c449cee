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
def n_body(positions, velocities, masses, steps=3, h=0.02):
    """Leapfrog with softened gravity; what is conserved drifts, and the closest two of the bodies are watched."""

    def energy(x, v):
        kinetic = 0.5 * np.sum(masses * np.sum(v**2, axis=1))
        potential = 0.0
        for i in range(len(masses)):
            for j in range(i):
                potential -= masses[i] * masses[j] / np.sqrt(np.sum((x[i] - x[j]) ** 2) + 0.01)
        return kinetic + potential

    def spin(x, v):
        return np.sum(masses[:, None] * np.cross(x, v), axis=0)

    x, v = positions.copy(), velocities.copy()
    centre = masses @ v / masses.sum()
    v -= centre
    before, spin_before = energy(x, v), spin(x, v)
    nearest = np.inf
    a = accelerations(x, masses, 0.1)
    for _ in range(steps):
        v += 0.5 * h * a
        x += h * v
        a = accelerations(x, masses, 0.1)
        v += 0.5 * h * a
        gaps = np.linalg.norm(x[[0, 0, 1]] - x[[1, 2, 2]], axis=1)
        nearest = min(nearest, gaps.min())
    return x, energy(x, v) - before, spin(x, v) - spin_before, nearest


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


def solve_kepler(mean, e, tol=1e-13):
    """E - e sin E = M by Newton's iteration."""
    anomaly = mean + e * math.sin(mean)
    while abs(rest := anomaly - e * math.sin(anomaly) - mean) > tol:
        anomaly -= rest / (1.0 - e * math.cos(anomaly))
    return anomaly


@program(np.array([7.0, 0.5, 1.0]), np.array([-0.5, 1.1, 0.1]), 1.2, features="while branch call exit linear")
def orbital_elements(r, v, dt, mu=10.0):
    """From position and velocity to elements, then along the ellipse, and back to position and velocity."""
    distance = np.linalg.norm(r)
    energy = 0.5 * v @ v - mu / distance
    if energy >= 0:
        raise ValueError("the orbit is open")
    a = -mu / (2.0 * energy)
    h = np.cross(r, v)
    to_pericentre = np.cross(v, h) / mu - r / distance
    e = np.linalg.norm(to_pericentre)
    normal = h / np.linalg.norm(h)
    inclination = np.arccos(normal[2])
    node = np.arctan2(normal[0], -normal[1])
    cos_e = (1.0 - distance / a) / e
    sin_e = (r @ v) / (e * np.sqrt(mu * a))
    motion = np.sqrt(mu / a**3)
    mean = np.arctan2(sin_e, cos_e) - e * sin_e + motion * dt
    anomaly = solve_kepler(mean, e)
    p = to_pericentre / e
    q = np.cross(normal, p)
    b = a * np.sqrt(1.0 - e**2)
    later = a * (np.cos(anomaly) - e) * p + b * np.sin(anomaly) * q
    rate = motion / (1.0 - e * np.cos(anomaly))
    speed = rate * (b * np.cos(anomaly) * q - a * np.sin(anomaly) * p)
    defect = 0.5 * speed @ speed - mu / np.linalg.norm(later) - energy
    turned = np.cross(later, speed) - h
    return (a, e, inclination, node), later, defect, turned @ turned


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


def pendulum_slopes(th1, th2, w1, w2, ratio, g=9.81):
    """The accelerations of the two arms of length 1; the upper bob is ratio times as heavy."""
    delta = th1 - th2
    denominator = 2 * ratio + 1 - math.cos(2 * delta)
    upper = -g * (2 * ratio + 1) * math.sin(th1) - g * math.sin(th1 - 2 * th2)
    upper -= 2 * math.sin(delta) * (w2**2 + w1**2 * math.cos(delta))
    lower = w1**2 * (ratio + 1) + g * (ratio + 1) * math.cos(th1) + w2**2 * math.cos(delta)
    return upper / denominator, 2 * math.sin(delta) * lower / denominator


def pendulum_energy(th1, th2, w1, w2, ratio, g=9.81):
    kinetic = 0.5 * ratio * w1**2 + 0.5 * (w1**2 + w2**2 + 2 * w1 * w2 * math.cos(th1 - th2))
    return kinetic - g * ((ratio + 1) * math.cos(th1) + math.cos(th2))


@program(np.array([0.1, 0.4, 0.9, 1.3]), 1.8, features="loop branch exit call list", wrt=["state", "ratio"])
def double_pendulum_events(state, ratio, h=0.023, swings=2):
    """Semi-implicit steps until the lower arm has swung through twice; the times by linear interpolation."""
    th1, th2, w1, w2 = state
    before = pendulum_energy(th1, th2, w1, w2, ratio)
    events = []
    time, farthest = 0.0, abs(th2)
    for _ in range(150):
        a1, a2 = pendulum_slopes(th1, th2, w1, w2, ratio)
        w1, w2 = w1 + h * a1, w2 + h * a2
        previous = th2
        th1, th2 = th1 + h * w1, th2 + h * w2
        time += h
        farthest = max(farthest, abs(th2))
        if th2 < 0.0 <= previous or previous < 0.0 <= th2:
            part = previous / (previous - th2)
            events.append(time - h + part * h)
            if len(events) == swings:
                break
    else:
        raise RuntimeError(f"only {len(events)} swings in {time} seconds")
    period = 2.0 * (events[-1] - events[0])
    drift = pendulum_energy(th1, th2, w1, w2, ratio) - before
    return events, period, farthest, drift


def quaternion_product(p, q):
    (a, u), (b, v) = (p[0], p[1:]), (q[0], q[1:])
    out = np.empty(4)
    out[0] = a * b - u @ v
    out[1:] = a * v + b * u + np.cross(u, v)
    return out


def rotation_matrix(q):
    w, x, y, z = q
    return np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
            [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
            [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
        ]
    )


@dataclass
class RigidBody:
    """A free top: its attitude as a unit quaternion, its angular velocity in its own axes."""

    inertia: np.ndarray
    attitude: np.ndarray
    omega: np.ndarray

    def slopes(self, attitude, omega):
        spin = np.concatenate(([0.0], omega))
        return 0.5 * quaternion_product(attitude, spin), -np.cross(omega, self.inertia * omega) / self.inertia

    def step(self, h):
        dq, dw = self.slopes(self.attitude, self.omega)
        dq, dw = self.slopes(self.attitude + 0.5 * h * dq, self.omega + 0.5 * h * dw)
        self.attitude = self.attitude + h * dq
        self.attitude /= np.linalg.norm(self.attitude)
        self.omega = self.omega + h * dw

    @property
    def momentum(self):
        return rotation_matrix(self.attitude) @ (self.inertia * self.omega)


@program(np.array([1.0, 1.8, 2.6]), np.array([0.2, 1.5, 0.1]), features="structure loop call linear in_place")
def tumbling_body(inertia, omega, steps=4, h=0.05):
    """Euler's equations about the unstable axis: the tilt of that axis and the drift of the angular momentum."""
    body = RigidBody(inertia, np.array([1.0, 0.0, 0.0, 0.0]), omega)
    before = body.momentum
    tilts = []
    for _ in range(steps):
        body.step(h)
        axis = rotation_matrix(body.attitude)[:, 1]
        tilts.append(axis @ before / np.linalg.norm(before))
    drift = body.momentum - before
    return np.array(tilts), drift, 0.5 * body.omega @ (inertia * body.omega)


@dataclass
class Truss:
    """Bars between joints: which two each joins, and the areas of their sections."""

    ends: np.ndarray
    areas: np.ndarray
    modulus: float = 2.0

    def bar(self, joints, k):
        """The two joints of a bar, its direction and its length."""
        a, b = self.ends[k]
        span = joints[b] - joints[a]
        length = np.sqrt(span @ span)
        return a, b, span / length, length

    def stiffness(self, joints):
        """The matrix of all joints, put together bar by bar, and the weight."""
        total = np.zeros((joints.size, joints.size))
        weight = 0.0
        for k in range(len(self.areas)):
            a, b, unit, length = self.bar(joints, k)
            block = self.modulus * self.areas[k] / length * np.outer(unit, unit)
            for p, q, sign in ((a, a, 1.0), (b, b, 1.0), (a, b, -1.0), (b, a, -1.0)):
                total[2 * p : 2 * p + 2, 2 * q : 2 * q + 2] += sign * block
            weight += self.areas[k] * length
        return total, weight


@program(
    np.array([[0.0, 0.0], [1.0, 0.1], [2.0, 0.0], [0.5, 0.9], [1.5, 1.0]]),
    Truss(
        np.array([[0, 1], [1, 2], [0, 3], [1, 3], [1, 4], [2, 4], [3, 4]]),
        np.array([1.0, 1.2, 0.8, 0.7, 0.9, 1.1, 0.6]),
    ),
    features="structure loop in_place index linear call list",
    wrt=["joints", "truss"],
)
def truss_design(joints, truss, held=(0, 1, 5), load=-0.3, strength=0.9):
    """A truss under a load: its weight, its sag, and a penalty for the bars that would fail."""
    stiffness, weight = truss.stiffness(joints)
    free = [k for k in range(joints.size) if k not in held]
    forces = np.zeros(joints.size)
    forces[3] = load
    moved = np.zeros(joints.size)
    moved[free] = np.linalg.solve(stiffness[np.ix_(free, free)], forces[free])
    moved = moved.reshape(joints.shape)
    penalty = 0.0
    for k in range(len(truss.areas)):
        a, b, unit, length = truss.bar(joints, k)
        stress = truss.modulus / length * unit @ (moved[b] - moved[a])
        excess = abs(stress) / strength - 0.1
        if excess > 0.0:
            penalty += excess**2
    return weight, moved[1, 1], penalty

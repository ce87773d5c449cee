"""Scalar loops: Python floats, no helper calls, tapes of what is needed and nothing else."""

import math

ARGS = {
    "horner": ([0.3, 0.5, 0.7], 1.3),
    "swap": (0.7, 6),
    "newton": (2.0,),
    "factorial": (1.7,),
    "pendulum": (0.5, 0.1, 0.01, 10),
    "stirling": (3.0,),
}


def horner(c, x):
    y = 0.0
    for a in c:
        y = y * x + a
    return y


def horner_bar(c, x, y_bar=1.0):
    # forward sweep
    y_tape = []
    n = len(c)
    y = 0.0
    for k in range(n):
        y_tape.append(y)
        y = y * x + c[k]

    # reverse sweep
    c_bar = [0.0] * n
    x_bar = 0.0
    for k in reversed(range(n)):
        y = y_tape.pop()
        c_bar[k] += y_bar
        x_bar += y_bar * y
        y_bar = y_bar * x
    return c_bar, x_bar


def swap(x, n):
    a, b = 1.0, x
    for _ in range(n):
        a, b = b, a + b * x
    return a * b


def swap_bar(x, n, y_bar=1.0):
    # forward sweep
    b_tape = []
    a = 1.0
    b = x
    for _ in range(n):
        b_tape.append(b)
        a, b = b, a + b * x

    # reverse sweep
    a_bar = y_bar * b
    b_bar = y_bar * a
    x_bar = 0.0
    for _ in reversed(range(n)):
        x_bar += b_bar * b_tape.pop()
        a_bar, b_bar = b_bar, a_bar + b_bar * x
    return x_bar + b_bar


def newton(x):
    y = x
    while abs(y * y - x) > 1e-12:
        y = 0.5 * (y + x / y)
    return y


def newton_bar(x, y_bar=1.0):
    # forward sweep
    y_tape = []
    w0_tape = []
    y = x
    trips = 0
    while abs(y * y - x) > 1e-12:
        trips += 1
        y_tape.append(y)
        w0 = x / y
        w0_tape.append(w0)
        y = 0.5 * (y + w0)

    # reverse sweep
    x_bar = 0.0
    for _ in reversed(range(trips)):
        y = y_tape.pop()
        w1_bar = y_bar * 0.5
        x_bar += w1_bar / y
        y_bar = w1_bar - w1_bar * w0_tape.pop() / y
    return x_bar + y_bar


def factorial(x):
    if x < 0.0:
        return 0.0
    if x < 1.0:
        return x * math.exp(x)
    return x * x


def factorial_bar(x, y_bar=1.0):
    # forward sweep
    negative = x < 0.0
    small = x < 1.0

    # reverse sweep
    if negative:
        return 0.0
    if small:
        w0 = math.exp(x)
        return y_bar * w0 + y_bar * x * w0
    return y_bar * x + y_bar * x


def pendulum(angle, speed, dt, steps):
    for _ in range(steps):
        speed = speed - dt * math.sin(angle)
        angle = angle + dt * speed
    return angle


def pendulum_bar(angle, speed, dt, steps, y_bar=1.0):
    # forward sweep
    angle_tape = []
    w0_tape = []
    speed_tape = []
    for _ in range(steps):
        angle_tape.append(angle)
        w0 = math.sin(angle)
        w0_tape.append(w0)
        speed = speed - dt * w0
        speed_tape.append(speed)
        angle = angle + dt * speed

    # reverse sweep
    speed_bar = 0.0
    dt_bar = 0.0
    for _ in reversed(range(steps)):
        dt_bar += y_bar * speed_tape.pop()
        speed_bar += y_bar * dt
        dt_bar -= speed_bar * w0_tape.pop()
        y_bar -= speed_bar * dt * math.cos(angle_tape.pop())
    return y_bar, speed_bar, dt_bar


def stirling(x):
    return 0.5 * math.log(2.0 * math.pi / x) + x * (math.log(x) - 1.0)


def stirling_bar(x, y_bar=1.0):
    w0 = 2.0 * math.pi / x
    w1_bar = y_bar * 0.5 / w0 * w0 / x
    return y_bar * (math.log(x) - 1.0) + y_bar * x / x - w1_bar

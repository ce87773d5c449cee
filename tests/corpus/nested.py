"""Derivatives inside functions that are differentiated themselves."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass

import numpy as np

from ast_ad import adjoint, grad, hessian, hvp, jacfwd, jacobian, jacrev, jvp, tangent, value_and_grad, vjp
from corpus import program


@program(0.7, features="call")
def g1(x):
    return grad(lambda y: y**3 * x)(x)


@program(0.7, features="call")
def g_inner_loop(x):
    w = 1.0
    for i in range(3):
        w = w - 0.1 * grad(lambda v: (v * x - 1) ** 2)(w)
    return w


def loss(w, x):
    return np.sum((w * x - 1.0) ** 2) + 0.1 * np.sum(w**2)


@program(np.array([0.7, 0.2]), features="call")
def g_arr(x):
    w = np.ones(2)
    g = grad(loss)
    for i in range(3):
        w = w - 0.1 * g(w, x)
    return w


@program(np.array([0.7, 0.2]), features="call")
def vg(x):
    w = np.ones(2)
    y, g = value_and_grad(loss)(w, x)
    a, (b, c) = value_and_grad(loss, argnums=(0, 1))(w, x)
    return y + g.sum() + a * b.sum() * c.sum()


@program(np.array([0.7, 0.2]), features="call")
def v_jp(x):
    y, pull = vjp(lambda v: np.sin(v) * x, x)
    (b,) = pull(y)
    return b.sum()


@program(np.array([0.7, 0.2]), features="call")
def jac(x):
    return jacobian(lambda v: np.sin(v) * v[::-1] * x[0])(x)


@program(np.array([0.7, 0.2]), features="call")
def jacf(x):
    return jacfwd(lambda v: np.sin(v) * v[::-1] * x[0])(x)


@program(np.array([0.7, 0.2]), features="call")
def hess(x):
    return hessian(lambda v: np.sum(np.sin(v) * v[::-1]) ** 2)(x)


@program(np.array([0.7, 0.2]), features="call")
def hv(x):
    return hvp(lambda v: np.sum(np.sin(v) * v[::-1]) ** 2, (x,), (np.ones(2),))


@program(0.7, features="call")
def gg(x):
    return grad(grad(lambda v: v**4 * x))(x)


@program({"w": np.array([0.1, 0.2]), "b": 0.3}, features="call")
def g_dict(params):

    def loss_of(q):
        return np.sum((q["w"] * 2 + q["b"]) ** 2)

    g = grad(loss_of)(params)
    new = {k: params[k] - 0.1 * g[k] for k in params}
    return loss_of(new)


@program(0.7, features="call")
def newton(x):

    def f(y):
        return y**3 - x

    y = 1.0
    df = grad(f)
    while abs(f(y)) > 1e-13:
        y = y - f(y) / df(y)
    return y


INNER = grad(lambda y: y**3)


@program(0.7, features="call")
def g_global(x):
    return INNER(x) * x


@grad
def decorated(x):
    return x**4


@program(0.7, features="call")
def g_deco(x):
    return decorated(x) + grad(decorated)(x)


@program(0.7, features="call")
def g_nested(x):

    def outer(a):

        def inner(b):
            return a * b**3 * x

        return grad(inner)(a)

    return grad(outer)(x)


class M:
    def __init__(self, k):
        self.k = k

    def loss(self, w):
        return (w * self.k - 1) ** 2


@program(M(0.5), 0.7, features="call")
def g_method(m, w):
    return w - 0.1 * grad(m.loss)(w)


@program(0.7, features="call")
def g_partial(x):
    f = lambda a, b: a**2 * b
    return grad(functools.partial(f, b=x))(x)


@program(0.7, features="call")
def has_aux(x):
    g, aux = grad(lambda v: (v**3 * x, v * 2), has_aux=True)(x)
    return g + aux


@program(np.array([0.7, 0.2]), features="call")
def newton_sys(p_):

    def F(y):
        return np.array([y[0] ** 2 + y[1] - p_[0] - 2, y[1] ** 3 + y[0] - p_[1]])

    y = np.array([1.0, 1.0])
    J = jacobian(F)
    for _ in range(20):
        y = y - np.linalg.solve(J(y), F(y))
    return y


class Model:
    def __init__(self, k):
        self.k = k

    def loss(self, w):
        return (w * self.k - 1) ** 2

    dloss = grad(loss)


@program(Model(0.5), 0.7, features="call")
def method_attr(m, w):
    return m.dloss(w) * w


JAC = jacobian(lambda v: np.sin(v) * v[0])


@program(np.array([0.3, 0.4]), features="call")
def jac_global(x):
    return JAC(x)


@program(np.array([0.3, 0.4]), 3, features="call")
def gd(theta, n):

    def inner(w):
        return np.sum((w - theta) ** 2) + np.sum(np.cos(w))

    w = np.zeros(2)
    lr = 0.1
    g = grad(inner)
    for i in range(n):
        w = w - lr * g(w)
    return np.sum(w**2)


@program({"lr": 0.1, "reg": 0.3}, 3, features="call")
def hyper(h, n):
    X = np.array([[1.0, 2.0], [0.5, -1.0], [2.0, 0.1]])
    y = np.array([1.0, 0.0, -1.0])

    def train(w):
        r = X @ w - y
        return r @ r + h["reg"] * (w @ w)

    w = np.zeros(2)
    vel = np.zeros(2)
    for _ in range(n):
        val, g = value_and_grad(train)(w)
        vel = 0.9 * vel + g
        w -= h["lr"] * vel
    return train(w) + val


@program(0.7, features="call")
def implicit_newton(a):
    f = lambda y: y * math.exp(y) - a
    y = 0.5
    for _ in range(30):
        step = f(y) / grad(f)(y)
        y -= step
        if abs(step) < 1e-14:
            break
    return y


@program(np.array([0.3, 0.4, 0.5]), features="call")
def laplacian(x):
    u = lambda q: np.sum(np.sin(q) * q[0])
    return np.trace(hessian(u)(x))


@program(np.array([0.3, 0.4, 0.5]), features="call")
def divergence(x):
    F = lambda q: np.array([q[0] * q[1], np.sin(q[2]), q[0] ** 2])
    J = jacfwd(F)(x)
    return J[0, 0] + J[1, 1] + J[2, 2]


@program(np.array([0.3, 0.4]), np.array([0.1, -0.2]), features="call")
def hamilton(q, pp):
    H = lambda q, pp: 0.5 * pp @ pp + np.sum(q**4) / 4 + q[0] * q[1]
    for _ in range(3):
        dq = grad(H, 1)(q, pp)
        dp = grad(H, argnums=0)(q, pp)
        q, pp = (q + 0.1 * dq, pp - 0.1 * dp)
    return H(q, pp)


@program(np.array([0.3, 0.4]), np.array([0.1, -0.2]), features="call")
def euler_lagrange(q, v):
    L = lambda q, v: 0.5 * np.sum(v**2) * (1 + q[0] ** 2) - np.sum(np.cos(q))
    M = jacobian(grad(L, 1), 1)(q, v)
    c = grad(L, 0)(q, v) - jacobian(grad(L, 1), 0)(q, v) @ v
    return np.linalg.solve(M, c)


@program(0.3, features="call")
def third(x):
    return grad(grad(grad(lambda y: math.sin(y) * y**3)))(x)


@program(0.7, features="call")
def conditional_inner(x):

    def f(y):
        if y > 0.5:
            return y**2 * x
        return math.sin(y)

    s = 0.0
    for t in (0.2, 0.9):
        s += grad(f)(t * x)
    return s


@program(0.7, 4, features="call")
def loop_inner(x, n):

    def f(y):
        s = y
        for i in range(n):
            s = s * y + math.sin(s) * x
        return s

    return grad(f)(x * 0.5)


@program(np.array([0.4, 0.8]), features="call")
def inplace_inner(x):

    def f(y):
        z = y.copy()
        z[1:] += z[:-1] * z[1:] * x[0]
        return z.sum() ** 2

    return grad(f)(x) * x


@program(0.7, features="call")
def wrt_kw(x):
    return grad(lambda a, b=2.0: a * b**2, argnums="b")(x, b=x) + grad(lambda a, b: a * b**2, -1)(x, 3.0)


@program(np.array([0.4, 0.8]), features="call")
def vjp_multi(x):
    y, pull = vjp(lambda a, b: (a * b, np.sum(a)), x, x**2)
    ga, gb = pull((x, 2.0))
    return ga * gb + y[0]


@program(np.array([0.4, 0.8]), features="call")
def pull_loop(x):
    y, pull = vjp(np.sin if False else lambda a: np.sin(a) * a[::-1], x)
    s = 0.0
    for i in range(2):
        e = np.zeros(2)
        e[i] = 1.0
        s += pull(e)[0] @ y
    return s


@program(np.array([0.4, 0.8]), features="call")
def jvp_struct(x):
    f = lambda q: {"u": q["a"] * q["b"], "v": q["b"] ** 2}
    y, dy = jvp(f, ({"a": x, "b": 2.0},), ({"a": np.ones(2), "b": 1.0},))
    return y["u"] * dy["u"] + dy["v"]


def outer_f(x):
    return x**3


@program(0.7, features="call")
def grad_arg(x):

    def apply(g, v):
        return g(v) + grad(g)(v)

    return apply(outer_f, x) + apply(lambda t: t * x, x) + apply(grad(outer_f), x)


def rec(x, n):
    return x if n == 0 else math.sin(rec(x * 1.1, n - 1))


@program(0.7, features="call", order=3)
def grad_rec(x):
    return grad(rec)(x, 3) * x


@dataclass
class Par:
    w: np.ndarray
    b: float
    name: str = "n"


@program(Par(np.array([0.1, 0.2]), 0.3), features="call")
def dc_grad(q):

    def loss(r):
        return np.sum((r.w * 2 + r.b) ** 2)

    g = grad(loss)(q)
    return Par(q.w - 0.1 * g.w, q.b - 0.1 * g.b)


@program([np.array([0.1, 0.2]), np.array([0.3])], features="call")
def list_grad(ws):

    def loss(vs):
        return sum((np.sum(v**3) for v in vs))

    gs = grad(loss)(ws)
    return loss([w - 0.1 * g for w, g in zip(ws, gs)])


@program(0.7, features="call")
def aux_all(x):
    (y, aux), (ga, gb) = value_and_grad(lambda a, b: (a * b, {"s": a + b}), (0, 1), has_aux=True)(x, x * 2)
    return y * aux["s"] * ga + gb


@program(np.array([0.3, 0.1]), features="call")
def maml(theta):
    loss = lambda w, t: np.sum((np.sin(w) - t) ** 2)
    adapt = lambda t: theta - 0.1 * grad(loss)(theta, t)
    return sum((loss(adapt(t), t) for t in (0.1, 0.5, 0.9)))


@program(0.7, 1.3, features="call")
def adjoints_and_tangents(x, y):
    pull, push = adjoint(lambda a, b: a * a * b), tangent(lambda a, b: a * a * b)
    a_bar, b_bar = pull(x, y, x)
    _, dot = push(x, b=y, a_dot=b_bar, b_dot=x)
    return pull(x, y)[0] * a_bar + adjoint(math.sin)(dot, 2) * tangent(grad(math.exp))(x, y)[1]


def scaled(x, *, by=2.0):
    return np.sin(x) * by


scaled_bar, scaled_dot, scaled_jacobian = adjoint(scaled, (0,)), tangent(scaled, "x"), jacfwd(scaled)


@program(np.array([0.3, 0.1]), features="call")
def derivatives_made_outside(x):
    (x_bar,) = scaled_bar(x, by=3.0, y_bar=x)
    _, y_dot = scaled_dot(x, x_dot=x_bar)
    return scaled_jacobian(x, by=2.0) @ y_dot + jacfwd(jacrev(lambda v: np.sum(v**3)))(x) @ x


class Spring:
    def __init__(self, stiffness):
        self.stiffness = stiffness

    @functools.cache
    @functools.partial(grad, argnums=1)
    def force(self, x):
        return self.stiffness * x**2 + x**3


@functools.cache
@grad
def cached_slope(x):
    return x**3


@program(0.7, 0.3, features="call structure")
def cached_gradients(k, x):
    return Spring(k).force(x) * cached_slope(x)


def _mixed(parameters, x):
    return parameters["k"] * x**2 + np.sum(parameters["c"][0]) * np.sin(x)


@program(0.7, np.array([0.5, 0.2]), np.array([0.7, 1.3, 0.4]), features="call structure")
def jacobian_of_a_structure(k, c, x):
    blocks = jacobian(_mixed)({"k": k, "c": (c, 3)}, x)
    single = jacobian(_mixed)({"k": k, "c": (c, 3)}, 2.0)
    return np.sum(blocks["k"] * x) * np.sum(blocks["c"][0]) + single["k"] * np.sum(single["c"][0] * c)


def _scale_in_place(v, a):
    v[0] = v[0] * a
    v[1:] += a
    return a * v[0]


@program(np.array([0.7, 1.3, 0.4]), 0.3, features="call in_place")
def outputs_that_are_arguments(x, a):
    v = x.copy()
    y, pullback = vjp(_scale_in_place, v, a, outputs="v")
    v_bar, a_bar = pullback(y)
    _, pullback = vjp(_scale_in_place, v, a, argnums=(1,), outputs=("v", "return"))
    (other,) = pullback((x, 2.0))
    z, z_dot = jvp(_scale_in_place, (v, a), (x * 2.0, a), outputs=0)
    return np.sum(v_bar * v) * a_bar + other * np.sum(z * z_dot) + np.sum(v)


def _several(parameters):
    w, b = parameters["w"], parameters["b"]
    return {"products": [w * b, b**2], "norm": np.sum(w**2), "count": 3}


@program(np.array([0.7, 1.3, -0.4]), features="call structure")
def jacobian_of_a_structure_in_the_result(x):
    blocks = jacobian(_several)({"w": x, "b": x[0]})
    ups, total = jacfwd(lambda u: (u * x[0], np.sum(u**3)))(x)
    first, second = blocks["products"]
    nothing = 0.0 if blocks["count"]["w"] is None else 1.0
    return first["w"] @ first["b"] * second["b"] + blocks["norm"]["w"] @ ups + total + nothing


@program(np.array([0.7, 1.3, -0.4]), features="call structure")
def hessian_along_two_arguments(x):
    h = hessian(lambda a, b: np.sum(a * b * np.sin(a)) * b[0], argnums=(0, 1))(x, x * 2.0)
    return h[0][1] @ h[1][1] + h[0][0]


@program(np.array([0.7, 1.3, -0.4]), features="call structure")
def jacobian_of_a_list(x):
    blocks = jacobian(lambda p: np.tanh(p[0] * p[1][::-1] + x[:2]))([x[:2], x[1:]])
    return blocks[0] @ blocks[1]

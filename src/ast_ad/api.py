"""The functions that users call. Names and meanings are those of JAX.

What all of them have in common: a derivative has the structure, shape and dtype of the argument that it belongs to (a
float for a float, an array for an array, a list or a dataclass of them for a list or a dataclass). Nothing is compiled
before the first call, and once for each combination of the kinds of arguments. What cannot be differentiated raises a
subclass of DiffError there: Refused, a SyntaxError with a caret at the line that is the reason, or KindError, a TypeError
about what was passed. The codes are listed in docs/errors.md.

The names are those of A. Griewank and A. Walther, Evaluating Derivatives (2nd ed., SIAM 2008): a tangent is a directional
derivative, computed forward (their chapter 3.1), an adjoint the derivative of a weighted sum of the results, computed in
reverse (3.2). A. Baydin, B. Pearlmutter, A. Radul and J. Siskind give a survey (JMLR 18, 2018).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache, partial
from typing import Any, overload

from ast_ad.derivative import Derivative
from ast_ad.dispatch.plan import Names, Plan
from ast_ad.dispatch.pullback import Pullback
from ast_ad.dispatch.slots import ArgNum, ArgNums, frozen, may_vary
from ast_ad.errors import KindError
from ast_ad.frontend.arguments import describe
from ast_ad.frontend.calls import nested
from ast_ad.jacobians import Jacobian
from ast_ad.runtime import stop_gradient

__all__ = [
    "adjoint",
    "grad",
    "hessian",
    "hvp",
    "jacfwd",
    "jacobian",
    "jacrev",
    "jvp",
    "stop_gradient",
    "tangent",
    "value_and_grad",
    "vjp",
]

Function = Callable[..., Any]
Static = ArgNum | Iterable[ArgNum]
Decorator = Callable[[Function], Derivative]


def _static(static: Static) -> tuple[ArgNum, ...]:
    return (static,) if isinstance(static, int | str) else tuple(static)


def _outputs(outputs: ArgNums) -> ArgNums:
    return frozen(outputs, "outputs")


def _derivative(fun: Function | None, plan: Plan) -> Any:
    """The derivative; without a function, the decorator that makes it."""
    return partial(Derivative, plan=plan) if fun is None else Derivative(fun, plan)


@overload
def grad(
    fun: Function,
    argnums: ArgNums = ...,
    has_aux: bool = ...,
    *,
    holomorphic: bool = ...,
    static: Static = ...,
    unroll: bool | int = ...,
    names: Names = ...,
) -> Derivative: ...
@overload
def grad(
    fun: None = ...,
    argnums: ArgNums = ...,
    has_aux: bool = ...,
    *,
    holomorphic: bool = ...,
    static: Static = ...,
    unroll: bool | int = ...,
    names: Names = ...,
) -> Decorator: ...
def grad(
    fun: Function | None = None,
    argnums: ArgNums = 0,
    has_aux: bool = False,
    *,
    holomorphic: bool = False,
    static: Static = (),
    unroll: bool | int = False,
    names: Names = "source",
) -> Any:
    """The gradient of a function that returns one real number.

    ``argnums`` are parameters by position or name, however a call passes them; a sequence gives a tuple of gradients.
    With ``has_aux`` the function returns ``(y, aux)`` and its gradient ``(gradient, aux)``. A ``holomorphic`` function maps
    complex arguments to one complex number; its gradient is its complex derivative. Parameters named in ``static``
    are bound by value. ``unroll`` turns loops of known trip counts (at most so many trips) into straight lines;
    ``names="trace"`` prints every intermediate value.

    It costs a small multiple of the function, however many numbers the arguments hold. A KindError is raised where the
    result is not one real number (AD304), where an argument has no derivative (AD303), and where ``argnums`` or ``static``
    name no parameter (AD301)::

        @grad
        def energy(x):
            return np.sum(x**2)

        energy(np.ones(3))  # array([2., 2., 2.])
        print(energy.source)
    """
    plan = Plan("gradient", frozen(argnums), False, has_aux, _static(static), unroll, names, holomorphic=holomorphic)
    return _derivative(fun, plan)


@overload
def value_and_grad(
    fun: Function,
    argnums: ArgNums = ...,
    has_aux: bool = ...,
    *,
    holomorphic: bool = ...,
    static: Static = ...,
    unroll: bool | int = ...,
    names: Names = ...,
) -> Derivative: ...
@overload
def value_and_grad(
    fun: None = ...,
    argnums: ArgNums = ...,
    has_aux: bool = ...,
    *,
    holomorphic: bool = ...,
    static: Static = ...,
    unroll: bool | int = ...,
    names: Names = ...,
) -> Decorator: ...
def value_and_grad(
    fun: Function | None = None,
    argnums: ArgNums = 0,
    has_aux: bool = False,
    *,
    holomorphic: bool = False,
    static: Static = (),
    unroll: bool | int = False,
    names: Names = "source",
) -> Any:
    """The value of a function and its gradient, ``(y, gradient)``; with ``has_aux``, ``((y, aux), gradient)``. See grad."""
    plan = Plan("gradient", frozen(argnums), True, has_aux, _static(static), unroll, names, holomorphic=holomorphic)
    return _derivative(fun, plan)


def adjoint(
    fun: Function | None = None,
    argnums: ArgNums = None,
    *,
    static: Static = (),
    unroll: bool | int = False,
    names: Names = "source",
    outputs: ArgNums = None,
) -> Any:
    """The adjoint ``f_bar(..., y_bar)``: from a seed for the result to the bars of the arguments (all that have a derivative).

    ``y_bar`` has the structure and shape of the result, and so has each bar those of its argument; one argument has its bar,
    several have a tuple. For ``outputs`` see vjp.
    """
    plan = Plan("adjoint", frozen(argnums), False, False, _static(static), unroll, names, _outputs(outputs))
    return _derivative(fun, plan)


def tangent(
    fun: Function | None = None,
    argnums: ArgNums = None,
    *,
    static: Static = (),
    unroll: bool | int = False,
    names: Names = "source",
    outputs: ArgNums = None,
) -> Any:
    """The tangent ``f_dot(..., x_dot)``, which returns ``(y, y_dot)``, along all arguments that have a derivative.

    Each dot has the structure and shape of its argument, ``y_dot`` those of ``y``. For ``outputs`` see vjp.
    """
    plan = Plan("tangent", frozen(argnums), False, False, _static(static), unroll, names, _outputs(outputs))
    return _derivative(fun, plan)


def jvp(fun: Function, primals: Sequence[Any], tangents: Sequence[Any], *, outputs: ArgNums = None) -> tuple[Any, Any]:
    """``(y, y_dot)`` at the primals along the tangents. An argument whose tangent is None is held constant.

    Each tangent has the structure and shape of its primal, else a KindError says so (AD309). It costs about as much as two
    to three calls of the function. For ``outputs`` see vjp.
    """
    primals, tangents = _same_length(primals, tangents)
    varied = tuple(k for k, tangent in enumerate(tangents) if tangent is not None)
    derivative = _kept(fun, Plan("tangent", varied, outputs=_outputs(outputs)))
    y, y_dot = derivative.along(derivative.bind(primals, {}), [tangents[k] for k in varied])
    return y, y_dot


def vjp(fun: Function, *primals: Any, argnums: ArgNums = None, outputs: ArgNums = None) -> tuple[Any, Pullback]:
    """``(y, pullback)`` at the primals; ``pullback(y_bar)`` is a tuple with one bar for each of argnums (else of the primals).

    ``y_bar`` has the structure and shape of ``y``, else a KindError says so (AD309). A bar is None where a primal has no
    derivative. The pullback may be called any number of times.

    A function may write its results into its arguments. ``outputs`` names these, by name or position: ``y`` is then what
    such an argument holds when the function returns, several make a tuple, and ``"return"`` among them stands for what
    is returned. The primals that are passed stay as they are::

        def scale(x, out):
            out[:] = 2.0 * x

        y, pullback = vjp(scale, x, np.empty(3), outputs="out")
    """
    wanted = tuple(range(len(primals))) if argnums is None else frozen(argnums)
    derivative = _kept(fun, Plan("pair", wanted, outputs=_outputs(outputs)))
    return derivative.pull(derivative.bind(primals, {}))


def hvp(fun: Function, primals: Sequence[Any], tangents: Sequence[Any]) -> Any:
    """The product of the Hessian and the tangents: the derivative of the gradient along them, without the matrix.

    One primal has one product of its structure and shape; of several there is a tuple, for all second derivatives among
    them. A tangent may be None: that argument is held constant.
    """
    primals, tangents = _same_length(primals, tangents)
    # Parameters that are left out have their defaults, or what a partial has bound, and no product.
    varied = tuple(k for k, primal in enumerate(primals) if may_vary(describe(primal)))
    argnums = varied[0] if len(varied) == 1 else varied or 0
    return jvp(_kept(fun, Plan("gradient", argnums)), primals, tangents)[1]


def jacfwd(
    fun: Function | None = None,
    argnums: ArgNums = 0,
    has_aux: bool = False,
    *,
    holomorphic: bool = False,
    static: Static = (),
    unroll: bool | int = False,
    names: Names = "source",
) -> Any:
    """The Jacobian, one tangent for each number in the arguments: for more results than arguments.

    Its axes are those of the result and then those of the argument: ``y.shape + x.shape``. Of a structure in the result
    or in an argument it is such a structure of Jacobians, the result's outermost. With ``has_aux`` the function returns
    ``(y, aux)`` and this ``(jacobian, aux)``.
    """
    plan = Plan("tangent", frozen(argnums), False, has_aux, _static(static), unroll, names, holomorphic=holomorphic)
    return _jacobian(fun, plan)


def jacrev(
    fun: Function | None = None,
    argnums: ArgNums = 0,
    has_aux: bool = False,
    *,
    holomorphic: bool = False,
    static: Static = (),
    unroll: bool | int = False,
    names: Names = "source",
) -> Any:
    """The Jacobian, one pullback for each number in the result: for more arguments than results. See jacfwd."""
    plan = Plan("pair", frozen(argnums), False, has_aux, _static(static), unroll, names, holomorphic=holomorphic)
    return _jacobian(fun, plan)


jacobian = jacrev


def hessian(
    fun: Function | None = None,
    argnums: ArgNums = 0,
    has_aux: bool = False,
    *,
    holomorphic: bool = False,
    static: Static = (),
    unroll: bool | int = False,
    names: Names = "source",
) -> Any:
    """The matrix of second derivatives of a function that returns one real number: jacfwd of grad.

    Its shape is ``x.shape + x.shape``. With ``has_aux`` the function returns ``(y, aux)`` and this ``(hessian, aux)``. Its
    ``primal`` is the gradient. For its product with a vector alone there is hvp.
    """
    options: dict[str, Any] = {"holomorphic": holomorphic, "static": static, "unroll": unroll, "names": names}
    if fun is None:
        return partial(hessian, argnums=argnums, has_aux=has_aux, **options)
    return jacfwd(grad(fun, argnums, has_aux, **options), argnums, has_aux, **options)


def _jacobian(fun: Function | None, plan: Plan) -> Any:
    return partial(Jacobian, plan=plan) if fun is None else Jacobian(fun, plan)


def _same_length(primals: Sequence[Any], tangents: Sequence[Any]) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    for name, given in (("primals", primals), ("tangents", tangents)):
        if not isinstance(given, tuple | list):
            raise KindError("AD308", f"{name} is a {type(given).__name__}", hint=f"pass a tuple: {name}=(x,)")
    if len(primals) != len(tangents):
        message = f"there are {len(primals)} primals and {len(tangents)} tangents"
        raise KindError("AD308", message, hint="pass one tangent for each primal; None holds it constant")
    return tuple(primals), tuple(tangents)


@lru_cache(maxsize=64)
def _cached(fun: Function, plan: Plan) -> Derivative:
    return Derivative(fun, plan)


def _kept(fun: Function, plan: Plan) -> Derivative:
    """The derivative that serves every call of jvp or vjp with this function."""
    try:
        hash(fun)
    except TypeError:
        return Derivative(fun, plan)
    return _cached(fun, plan)


nested.register(
    {
        function.__name__: function
        for function in (grad, value_and_grad, adjoint, tangent, jvp, vjp, hvp, jacfwd, jacrev, hessian)
    }
)

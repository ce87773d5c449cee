"""Generated adjoints beside adjoints written by hand, and beside autograd, JAX and PyTorch where they are installed.

    python tools/bench/adjoints.py [--text] [NAME ...]

Each row: the time of the gradient as generated, divided by that of the one by hand, by that of the function itself, and by
those of the other tools. Medians of interleaved runs; only the ratios mean something on a busy machine.
"""

from __future__ import annotations

import argparse
import copy
import os
import statistics
import time
from collections.abc import Callable
from typing import Any

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

import by_hand  # noqa: E402
import numpy as np  # noqa: E402

from ast_ad import grad  # noqa: E402

ROUNDS = 21
SHORTEST = 2e-3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", nargs="*", help="a part of the name of a function")
    parser.add_argument("--text", action="store_true", help="print the generated adjoints, too")
    given = parser.parse_args()
    everything = by_hand.arguments(np.random.default_rng(0))
    print(f"{'':24}{'us':>10}{'by hand':>10}{'primal':>10}{'autograd':>10}{'jax':>10}{'torch':>10}")
    for name, args in everything.items():
        if given.name and not any(part in name for part in given.name):
            continue
        derivative = grad(getattr(by_hand, name), by_hand.WRT[name])
        row(name, derivative, args)
        if given.text:
            print(derivative.source)


def row(name: str, derivative: Callable[..., Any], args: tuple[Any, ...]) -> None:
    """Check that the two agree, and print their times."""
    hand = getattr(by_hand, f"{name}_bar")
    compare(derivative(*args), hand(*copy.deepcopy(args)), name)
    runs = {"generated": lambda: derivative(*args), "by hand": lambda: hand(*args)}
    runs["primal"] = lambda: getattr(by_hand, name)(*args)
    for tool, make in (("autograd", by_autograd), ("jax", by_jax), ("torch", by_torch)):
        made = make(name, args)
        if made is not None:
            runs[tool] = made
    found = medians(runs)
    ratios = (f"{found['generated'] / found[tool]:10.2f}" if tool in found else f"{'-':>10}" for tool in TOOLS)
    print(f"{name:24}{found['generated'] * 1e6:10.1f}{''.join(ratios)}", flush=True)


TOOLS = ("by hand", "primal", "autograd", "jax", "torch")


def compare(found: Any, wanted: Any, name: str) -> None:
    found, wanted = (value if isinstance(value, tuple) else (value,) for value in (found, wanted))
    for one, other in zip(found, wanted, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-7, atol=1e-9, err_msg=name)


def medians(runs: dict[str, Callable[[], Any]]) -> dict[str, float]:
    """The median time of each, in turn, in seconds."""
    counts = {}
    for name, run in runs.items():
        start = time.perf_counter()
        run()
        counts[name] = max(1, int(SHORTEST / (time.perf_counter() - start)))
    times: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(ROUNDS):
        for name, run in runs.items():
            start = time.perf_counter()
            for _ in range(counts[name]):
                run()
            times[name].append((time.perf_counter() - start) / counts[name])
    return {name: statistics.median(found) for name, found in times.items()}


def with_numpy(name: str, numpy: Any) -> Callable[..., Any]:
    """The function among globals in which np is another module."""
    function = getattr(by_hand, name)
    return type(function)(function.__code__, {**vars(by_hand), "np": numpy}, name)


def by_autograd(name: str, args: tuple[Any, ...]) -> Callable[[], Any] | None:
    """The gradient by autograd; None where it cannot, as for writes in place."""
    try:
        import autograd
        import autograd.numpy
    except ImportError:
        return None
    return tried(lambda: autograd.grad(with_numpy(name, autograd.numpy), by_hand.WRT[name])(*args))


def by_jax(name: str, args: tuple[Any, ...]) -> Callable[[], Any] | None:
    """The gradient by JAX, compiled; None where it cannot."""
    try:
        import jax
        import jax.numpy
    except ImportError:
        return None
    jax.config.update("jax_enable_x64", True)
    fixed = tuple(k for k, arg in enumerate(args) if isinstance(arg, int))
    run = jax.jit(jax.grad(with_numpy(name, jax.numpy), by_hand.WRT[name]), static_argnums=fixed)
    return tried(lambda: jax.block_until_ready(run(*args)))


def by_torch(name: str, args: tuple[Any, ...]) -> Callable[[], Any] | None:
    """The gradient by PyTorch, for functions of one array that need nothing but arithmetic and sums."""
    try:
        import torch
    except ImportError:
        return None
    if name != "rosenbrock":
        return None

    def run() -> Any:
        x = torch.tensor(args[0], requires_grad=True)
        with_numpy(name, torch)(x).backward()
        return x.grad

    return tried(run)


def tried(run: Callable[[], Any]) -> Callable[[], Any] | None:
    """The run, if it runs."""
    try:
        run()
    except Exception:  # What another tool refuses, it refuses in its own way.
        return None
    return run


if __name__ == "__main__":
    main()

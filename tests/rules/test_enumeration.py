"""Every public function of the modules that the tables serve: it has a rule, or a reason why not."""

from __future__ import annotations

import importlib
import subprocess
import sys

import numpy as np
import pytest
import scipy.integrate
import scipy.signal
import scipy.stats as stats

from ast_ad import check_grads, grad
from ast_ad.errors import DiffError
from ast_ad.rules import distributions, table

MODULES = "numpy.linalg numpy.fft scipy.fft scipy.linalg scipy.special scipy.signal scipy.integrate".split()


@pytest.mark.parametrize("name", MODULES)
def test_every_function_has_a_rule_or_a_reason(name):
    module = importlib.import_module(name)
    known, left_out = table.functions(), table.left_out()
    functions = {word: getattr(module, word) for word in module.__all__}
    functions = {word: f for word, f in functions.items() if callable(f) and not isinstance(f, type)}
    assert not [word for word, f in functions.items() if f not in known and f not in left_out]
    assert not [word for word, f in functions.items() if f in known and f in left_out]


def test_every_distribution_has_rules_or_a_reason():
    known, left_out = table.functions(), table.left_out()
    families = {name: getattr(stats, name) for name in stats.__all__}
    names = [name for name, each in families.items() if hasattr(each, "rvs") and not isinstance(each, type)]
    assert len(names) > 140
    for name in names:
        for method in distributions.METHODS:
            function = getattr(getattr(stats, name), method, None)
            assert function is None or function in known or function in left_out, (name, method)
    assert {*distributions.STANDARD, *distributions.MASS} <= {*names}
    assert not known.keys() & left_out.keys()


@pytest.mark.parametrize(
    ("program", "reason"),
    [
        (lambda x: np.sum(scipy.signal.spline_filter(np.outer(x, x))), "its sums at the ends"),
        (lambda x: scipy.signal.residue(x, np.ones(2))[0][0], "which roots count as one"),
        (lambda x: scipy.integrate.quad(np.sin, 0.0, x[0])[0], "calls a function"),
        (lambda x: stats.landau.cdf(x[0]), "no derivative has a closed form"),
        (lambda x: scipy.special.roots_jacobi(3, x[0], 0.4)[0][1], "take the nodes for eigenvalues"),
    ],
)
def test_the_error_gives_the_reason(program, reason):
    with pytest.raises(DiffError, match=reason) as caught:
        grad(program)(np.ones(3))
    assert caught.value.filename == __file__


@pytest.mark.parametrize(
    ("program", "reason"),
    [
        (lambda x: stats.vonmises.cdf(1.0, x[0]), "shape"),
        (lambda x: np.sum(scipy.special.jv(x, 0.3)), "the order"),
        (lambda x: np.sum(np.linalg.qr(np.outer(x, x), mode="complete")[0]), "mode"),
        (lambda x: np.sum(np.abs(scipy.linalg.eig(np.outer(x, x), np.eye(3))[1])), "take eigvals"),
        (lambda x: np.linalg.norm(x, x[0]), "an order that is a variable"),
    ],
)
def test_arguments_without_a_derivative_are_refused(program, reason):
    with pytest.raises(DiffError, match=reason):
        grad(program)(np.ones(3))


def test_parameters_that_are_named_like_shapes():
    """N and shape are what others say of the lengths of an array."""
    check_grads(lambda x, y: scipy.special.comb(x + 3, y) + scipy.special.perm(x + 3, y), (1.3, 1.6))
    z = np.array([0.3, 0.4])
    check_grads(lambda df, s: stats.multivariate_t.logpdf(z, shape=s * np.eye(2), df=df), (2.5, 0.7))


def test_scipy_is_imported_only_by_those_who_use_it():
    program = """
import sys
import numpy as np
import ast_ad
ast_ad.grad(lambda x: np.sum(np.linalg.inv(x)) + np.linalg.norm(np.fft.rfft(x)))(np.eye(2) + 0.1)
assert not [name for name in sys.modules if name.partition(".")[0] == "scipy"]
import scipy.special
before = set(sys.modules)  # scipy.special may import other parts of SciPy itself
ast_ad.grad(lambda x: np.sum(scipy.special.erf(x)))(np.ones(2))
assert not [name for name in set(sys.modules) - before if name.startswith(("scipy.", "ast_ad.rules.scipy_linalg"))]
assert "ast_ad.rules.scipy_special" in sys.modules
"""
    code = "import inspect, linecache; linecache.cache['<program>'] = (0, None, {0!r}.splitlines(True), '<program>')\n"
    run = code.format(program) + f"exec(compile({program!r}, '<program>', 'exec'))"
    done = subprocess.run([sys.executable, "-c", run], capture_output=True, text=True, check=False)
    assert not done.returncode, done.stderr

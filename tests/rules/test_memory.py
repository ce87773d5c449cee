"""Which functions and methods give back memory of their arguments: NumPy and SciPy are asked, and the compiler has to know.

Each function of the table is called with its samples, and with these where one argument is a value at which there may be
nothing to do, such as ``np.diff(x, n=0)``. Where the result lies in an argument's memory, a program that writes into the
result must be right, or refused.
"""

import copy
import inspect

import numpy as np
import pytest
import scipy.linalg as sl
import scipy.signal as signal
from keyword_samples import SAMPLES as KEYWORD_SAMPLES
from rule_check import Fixed, Hermitian
from rule_samples import SAMPLES

from ast_ad import kinds, runtime, value_and_grad
from ast_ad.errors import DiffError
from ast_ad.frontend.calls.array_methods import METHODS
from ast_ad.rules.aliasing import is_fresh

IDLE = (0, 1, None, False, ())
# SciPy writes beyond its arrays if a filter is empty, a signal that is smoothed is short, or less eigenvalues are expected
# than there are; and it mirrors infinite places for ever.
UNSAFE = {signal.sepfir2d, signal.cspline1d, signal.qspline1d, sl.eig_banded}
UNSAFE |= {signal.cspline1d_eval, signal.qspline1d_eval}


def plain(value):
    if isinstance(value, Fixed | Hermitian):
        return value.value
    return getattr(value, "values", value)


def arrays(value):
    if isinstance(value, np.ndarray):
        return [value]
    return [found for item in value for found in arrays(item)] if isinstance(value, tuple | list) else []


def calls_of(function, samples):
    """Calls with the samples, and with an idle value in the place of one argument."""
    try:
        names = list(inspect.signature(function).parameters)[1:]
    except (TypeError, ValueError):
        names = []
    names = [] if function in UNSAFE else names
    for sample in samples:
        # Copies: what a function gives back of them is written.
        args = [copy.deepcopy(plain(arg)) for arg in sample.args]
        keywords = {k: copy.deepcopy(plain(v)) for k, v in sample.keywords.items()}
        yield args, keywords
        for place, name in enumerate(names, 1):
            for idle in () if name == "out" or name.startswith("overwrite_") else IDLE:
                if place < len(args):
                    yield [*args[:place], idle, *args[place + 1 :]], keywords
                else:
                    yield args, keywords | {name: idle}


def sharing():
    """Functions with calls whose result lies in the memory of an argument."""
    for samples in (SAMPLES, KEYWORD_SAMPLES):
        for function, given in samples.items():
            for args, keywords in calls_of(function, given):
                # Some calls write into their arguments, which others read.
                args, keywords = copy.deepcopy((args, keywords))
                try:
                    result = function(*args, **keywords)
                except Exception:  # noqa: BLE001, S112  (what is no call of the function is none that is looked for)
                    continue
                outs = [out for out in arrays(result) if any(np.shares_memory(out, each) for each in arrays(args))]
                if outs:
                    yield function, args, keywords, result if isinstance(result, list) else outs[0]


def follows(program, x):
    """Whether the value of a program is right, or the program is refused, or does not run."""
    try:
        expected = program(x.copy())
    except (ValueError, TypeError):
        # What it writes into is for reading only, or no array.
        return True
    try:
        value = value_and_grad(program)(x)[0]
    except DiffError as error:
        return error.code != "AD901"
    return value == expected or bool(np.isnan(expected))


def is_known(function, args, keywords, out):
    """Whether the compiler knows that this call may give back memory of its argument."""
    first, *rest = args
    if not isinstance(first, np.ndarray) or first.dtype.kind not in "fc" or function in vars(runtime).values():
        return not is_fresh(function, kinds.of(out))

    def writes_it(t):
        x = first * t
        function(x, *rest, **keywords)[...] = 7.0
        return np.sum(x).real

    def writes_each(t):
        x = first * t
        for each in function(x, *rest, **keywords):
            each[...] = 7.0
        return np.sum(x).real

    several = isinstance(function(*args, **keywords), tuple | list)
    return follows(writes_each if several else writes_it, np.array(1.5))


@pytest.mark.filterwarnings("ignore")
def test_writes_into_what_functions_give():
    with np.errstate(all="ignore"):
        cases = {(case[0], str(case[1][1:]), str(case[2])): case for case in sharing()}
        unknown = [key for key, case in cases.items() if not is_known(*case)]
    assert len(cases) > 100
    assert not unknown


@pytest.mark.parametrize("dtype", [float, complex])
@pytest.mark.parametrize("name", METHODS)
def test_a_write_into_what_a_method_gives(name, dtype):
    for args in ((), (0,), (0, 0), (1,), (dtype,), ((3,),)):
        x = np.arange(1.0, 4.0).astype(dtype)
        try:
            given = getattr(x, name)(*args)
        except (TypeError, ValueError, IndexError):
            continue

        def program(t):
            z = x * t
            getattr(z, name)(*args)[...] = 7.0
            return np.sum(z).real

        if any(np.shares_memory(out, x) for out in arrays(given)):
            assert follows(program, np.array(1.5))

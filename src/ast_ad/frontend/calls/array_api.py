"""What SciPy's own text asks about the library of the arrays that it is given: it is NumPy."""

from __future__ import annotations

import importlib

import numpy as np

from ast_ad.frontend.calls import calls  # noqa: F401  (before what it imports itself)
from ast_ad.frontend.calls.structural import Keywords, Positional, handles_named
from ast_ad.frontend.machine.machine import Machine
from ast_ad.frontend.machine.objects import Abstract
from ast_ad.ir import Const


@handles_named("scipy", "array_namespace")
def _array_namespace(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    # Where the module of NumPy lies that it gives depends on the version of SciPy.
    return Const(importlib.import_module("scipy._lib._array_api").array_namespace(np.zeros(1)))

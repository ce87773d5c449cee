"""Builtins that no compiler of text can follow: each is refused in words of its own."""

from __future__ import annotations

import builtins

import numpy as np

from ast_ad.frontend.calls.structural import Handler, Keywords, Positional, handles
from ast_ad.frontend.machine.machine import Machine
from ast_ad.frontend.machine.objects import Abstract

_REFUSED: dict[str, dict[str, tuple[object, ...]]] = {
    "AD103": {
        "write the code itself": (eval, exec, compile),
        "name the variables, or keep them in a dict": (locals, globals, vars, dir),
        "import at the top of the module": (__import__,),
        "read the input before, and pass it as an argument": (input,),
    },
    "AD302": {
        "use np.array, and @ for products": (np.matrix, np.asmatrix, np.bmat),
        "use an array and a boolean mask": tuple(
            getattr(np.ma, name) for name in ("array", "asarray", "masked_array", "masked_where", "masked_invalid")
        ),
    },
    "AD108": {
        "loop over the values themselves": (np.nditer, aiter, anext),
    },
}


def _refusal(code: str, function: object, hint: str) -> Handler:
    word = getattr(function, "__name__", "")
    home = "np.ma." if getattr(np.ma, word, None) is function else "np."
    home = "" if getattr(builtins, word, None) is function else home

    def handler(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
        m.refuse(code, f"{home}{word} is not supported", hint)

    return handler


for _code, _hints in _REFUSED.items():
    for _hint, _functions in _hints.items():
        for _function in _functions:
            handles(_function)(_refusal(_code, _function, _hint))

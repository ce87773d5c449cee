"""Functions without a text of their own: each is differentiated as a Python function that calls it.

So are functions whose derivative is stated by a rule, which their text does not know of, and what np.vectorize and
functools.singledispatch made, of which the front end understands the calls.
"""

from __future__ import annotations

import inspect
import keyword
from collections.abc import Callable
from inspect import Parameter
from types import FunctionType, WrapperDescriptorType
from typing import Any

import numpy as np

from ast_ad.emit import load, symbols
from ast_ad.errors import KindError
from ast_ad.frontend.calls.calls import is_dispatched
from ast_ad.frontend.machine.live import is_library
from ast_ad.rules import table

_REQUIRED = (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD, Parameter.KEYWORD_ONLY)


def needs_one(function: Any) -> bool:
    """Whether calls of a function mean more than its text says, or it has none."""
    if hasattr(function, "__ast_ad__"):
        # Of a gradient there is a Func, of a Jacobian none: it is what calls one.
        return not hasattr(function, "func")
    if isinstance(function, FunctionType) or hasattr(function, "py_func"):
        return is_dispatched(function) or table.is_stated(function)
    return isinstance(function, np.vectorize) or isinstance(type(function).__call__, WrapperDescriptorType)


def made_for(function: Callable[..., Any]) -> FunctionType:
    """The Python function that calls it, with the parameters that a call needs; ``**keywords`` are the others."""
    word = getattr(function, "__name__", "")
    name = word if word.isidentifier() and not keyword.iskeyword(word) else "f"
    plain = isinstance(function, FunctionType) and not is_dispatched(function) and not is_library(function)
    users = plain or hasattr(function, "__ast_ad__")
    parameters = _parameters(function) if users else _required(function)
    path, exported = (None if users else symbols.find(function)) or ("", f"{name}_")
    alias = "np" if path.partition(".")[0] == "numpy" else path.partition(".")[0]
    imported = f"import {path}\n" if alias != "np" else "import numpy as np\n"
    called = f"{alias}{path.removeprefix(path.partition('.')[0])}.{exported}" if path else exported
    signature = inspect.Signature([p if p.default is Parameter.empty else p.replace(default=None) for p in parameters])
    given = ", ".join(map(_passed, parameters))
    text = f"{imported if path else ''}def {name}{signature}:\n    return {called}({given})\n"
    standing = load.load(text, name, None, {} if path else {exported: function})
    given_late = [p for p in parameters if p.default is not Parameter.empty]
    standing.__defaults__ = tuple(p.default for p in given_late if p.kind is not Parameter.KEYWORD_ONLY)
    standing.__kwdefaults__ = {p.name: p.default for p in given_late if p.kind is Parameter.KEYWORD_ONLY}
    return standing


def _parameters(function: Callable[..., Any]) -> list[Parameter]:
    try:
        found = inspect.signature(function, follow_wrapped=not isinstance(function, FunctionType))
    except ValueError:
        raise unreadable(function) from None
    return [p.replace(annotation=Parameter.empty) for p in found.parameters.values()]


def _required(function: Any) -> list[Parameter]:
    """The parameters without a default, and room for the others. NumPy's defaults are often nothing that can be passed."""
    if isinstance(function, np.ufunc):
        words = ["x"] if function.nin == 1 else [f"x{k + 1}" for k in range(function.nin)]
        return [Parameter(word, Parameter.POSITIONAL_ONLY) for word in words]
    users = isinstance(function, np.vectorize)
    found = _parameters(function.pyfunc if users else function)
    kept = [p for p in found if p.kind in _REQUIRED and p.default is Parameter.empty]
    left = [p for p in found if p not in kept]
    rest = [p for p in left if p.kind is Parameter.VAR_POSITIONAL]
    others = [p for p in left if p.kind is Parameter.VAR_KEYWORD]
    if (users or is_dispatched(function)) and any(p.kind is not Parameter.KEYWORD_ONLY for p in left):
        rest = rest or [Parameter("args", Parameter.VAR_POSITIONAL)]
    if len(left) > len(rest):
        others = others or [Parameter("keywords", Parameter.VAR_KEYWORD)]
    return sorted([*kept, *rest, *others], key=lambda p: p.kind)


def _passed(parameter: Parameter) -> str:
    match parameter.kind:
        case Parameter.VAR_POSITIONAL:
            return f"*{parameter.name}"
        case Parameter.VAR_KEYWORD:
            return f"**{parameter.name}"
        case Parameter.KEYWORD_ONLY:
            return f"{parameter.name}={parameter.name}"
    return parameter.name


def unreadable(function: object) -> KindError:
    """The refusal of a callable whose parameters nobody tells."""
    name = getattr(function, "__name__", type(function).__name__)
    hint = f"write a function around it, such as lambda x: {name}(x)"
    return KindError("AD310", f"{name!r} does not say which parameters it has", hint=hint)

"""``dtype=``: the type in which a function computes, to which NumPy converts what it is given."""

from __future__ import annotations

from typing import Any

import numpy as np

from ast_ad import tree
from ast_ad.ir import Apply, Const, Op
from ast_ad.kinds import Array, Number, is_complex
from ast_ad.rules import table
from ast_ad.rules.symbolic import Symbol, symbol_in


def converted(x: Any, dtype: Any) -> Any:
    """An argument of the type that a call names; of complex numbers a real type takes the real part."""
    if dtype is None or not isinstance(x, Symbol):
        return x
    wanted: np.dtype[Any] = np.dtype(dtype)
    if is_complex(x.kind) and wanted.kind == "f":
        return converted(x.apply(np.real, x), dtype)
    match x.kind:
        case Array(dtype=own) if own != wanted:
            return x.apply(np.ndarray.astype, x, wanted.type)
        case Number(dtype=own) if own is None or own != wanted:
            return x.apply(wanted.type, x)
    return x


def definition(op: Op) -> table.Defined | None:
    """That of a call of a ufunc that names its types: the call without them, of arguments that have them."""
    if not isinstance(op.prim, Apply) or not isinstance(op.prim.function, np.ufunc) or op.prim.form is None:
        return None
    _, words = tree.arrange(op.prim.form, op.args)
    if not words.keys() & {"dtype", "signature"}:
        return None
    casting = words.get("casting", Const("same_kind"))
    return table.Defined(_of_converted(op.prim.function, casting))


def _of_converted(ufunc: np.ufunc, casting: Any) -> table.Map:
    def body(*args: Any, dtype: Any = None, signature: Any = None, **words: Any) -> Any:
        own = tuple(map(type_of, args))
        types = ufunc.resolve_dtypes(
            (*own, *[None] * ufunc.nout), signature=_named(ufunc, dtype, signature), casting=casting.value
        )
        # Python's numbers follow the others, where there are any.
        weak = not any(isinstance(each, np.dtype) for each in own)
        chosen = [
            converted(x, to) if weak or isinstance(mine, np.dtype) else x for x, mine, to in zip(args, own, types)
        ]
        return symbol_in(args).apply(ufunc, *chosen, **words)

    return body


def type_of(x: Any) -> Any:
    """What NumPy asks of an operand: its dtype, or the type of a Python number."""
    if not isinstance(x, Symbol):
        return type(x) if type(x) in (int, float, complex) else np.asarray(x).dtype
    if isinstance(x.kind, Number):
        return x.kind.dtype or (x.kind.type if x.kind.type is not bool else np.dtype(bool))
    return x.kind.dtype if isinstance(x.kind, Array) else np.dtype(float)


def _named(ufunc: np.ufunc, dtype: Any, signature: Any) -> tuple[Any, ...]:
    """The types that a call names, one for each operand; None for those that it leaves open."""
    if isinstance(signature, str):
        return tuple(map(np.dtype, signature.replace("->", "")))
    return signature or (*[None] * ufunc.nin, *[np.dtype(dtype)] * ufunc.nout)

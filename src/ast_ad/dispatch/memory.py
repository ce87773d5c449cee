"""Arguments that are written must not share memory with others: the derivative knows each by its own name only."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from ast_ad.errors import KindError
from ast_ad.ir import Acc, Atom, Block, Call, For, Func, If, Store, Try, Value, While


def written(func: Func) -> frozenset[int]:
    """The positions of the flat parameters that a function may write to. Values of control flow may come from several."""
    origins: dict[Atom, frozenset[int]] = {param: frozenset({k}) for k, param in enumerate(func.params)}
    found: set[int] = set()

    def of(*atoms: Atom) -> frozenset[int]:
        return frozenset().union(*(origins.get(atom, frozenset()) for atom in atoms))

    def bind(value: Value, *atoms: Atom) -> bool:
        before = origins.get(value, frozenset())
        origins[value] = before | of(*atoms)
        return origins[value] != before

    def visit(block: Block) -> None:
        for op in block.ops:
            match op.prim:
                case Store() | Acc():
                    found.update(of(op.args[0]))
                    bind(op.result, op.args[0])
                case If():
                    for inner in op.blocks:
                        visit(inner)
                    for k, result in enumerate(op.results):
                        bind(result, *(inner.results[k] for inner in op.blocks))
                case Try():
                    visit(op.blocks[0])
                    for param, kept in zip(op.blocks[1].params, op.blocks[0].results):
                        bind(param, kept)
                    for inner in op.blocks[1:]:
                        visit(inner)
                        for result, atom in zip(op.results[1:], inner.results):
                            bind(result, atom)
                case For() | While():
                    loop(op.args[3:] if isinstance(op.prim, For) else op.args, op.results[1:], op.blocks)
                case Call(func=callee):
                    inner_writes = written(callee) if callee is not func else range(len(op.args))
                    found.update(of(*(op.args[k] for k in inner_writes)))
                    for result in op.results:
                        bind(result, *op.args)

    def loop(inits: Sequence[Atom], finals: Sequence[Value], blocks: Sequence[Block]) -> None:
        changed = True
        while changed:
            changed = False
            for block in blocks:
                carried = block.params[len(block.params) - len(inits) :]
                visit(block)
                following = blocks[-1].results[1:]
                for param, final, init, after in zip(carried, finals, inits, following):
                    changed |= bind(param, init, after) | bind(final, init, after)

    visit(func.block)
    return frozenset(found)


def require_separate(named: Sequence[tuple[str, Any]], writes: frozenset[int], function: str) -> None:
    """Refuse leaves of arguments, given with the names of these, of which one is written and shares memory with another."""
    for (k, (name, a)), (m, (other, b)) in itertools.combinations(enumerate(named), 2):
        if (k in writes or m in writes) and _share(a, b):
            message = f"{function} writes into {name if k in writes else other}, and {name} and {other} share memory"
            raise KindError("AD206", message, hint="pass a copy of one: x.copy()")


def _share(a: Any, b: Any) -> bool:
    if isinstance(a, list) and a is b:
        return True
    return any(_overlap(p, q) for p in _arrays(a) for q in _arrays(b))


def _arrays(value: Any) -> Iterator[np.ndarray[Any, Any]]:
    if isinstance(value, np.ndarray):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _arrays(item)


def _overlap(a: np.ndarray[Any, Any], b: np.ndarray[Any, Any]) -> bool:
    if not np.may_share_memory(a, b):
        return False
    try:
        return np.shares_memory(a, b, max_work=1000)  # type: ignore[arg-type]
    except np.exceptions.TooHardError:
        return True

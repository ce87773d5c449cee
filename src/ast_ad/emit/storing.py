"""Which values must be bound even where they are undefined: those that are put somewhere before anyone asks."""

from __future__ import annotations

import operator
from collections import defaultdict
from collections.abc import Mapping

from ast_ad.ir import Apply, Call, For, Func, If, Op, Pack, Push, Try, Value, While, values, walk


class Stored:
    """``stored(v)``: on ways that do not bind v it is pushed, packed, passed, returned, compared with None, or moved."""

    def __init__(self, func: Func, names: Mapping[Value, str]) -> None:
        self.names = names
        self.direct: set[Value] = set(values(func.results))
        self.onward: dict[Value, list[Value]] = defaultdict(list)
        for op in walk(func.block):
            if isinstance(op.prim, Push | Pack | Call):
                self.direct.update(values(op.args))
            elif isinstance(op.prim, Apply) and op.prim.function in (operator.is_, operator.is_not):
                # Whether it is None is asked before it is known to be bound.
                self.direct.update(values(op.args))
            self._control(op)

    def _control(self, op: Op) -> None:
        if isinstance(op.prim, If):
            for block in op.blocks:
                self._flow(op.results, block.results)
        elif isinstance(op.prim, Try):
            body, orelse, handler = op.blocks
            self._flow(orelse.params, body.results)
            for block in (orelse, handler):
                self._flow(op.results[1:], block.results)
        elif isinstance(op.prim, For | While):
            skip, own = (3, 1) if isinstance(op.prim, For) else (0, 0)
            params = op.blocks[-1].params[own:]
            self._flow(params, op.args[skip:])
            self._flow(params, op.blocks[-1].results[1:])
            self._flow(op.results[1:], params)

    def _flow(self, targets: tuple[Value, ...], sources: tuple[object, ...]) -> None:
        for target, source in zip(targets, sources):
            if isinstance(source, Value):
                self.onward[source].append(target)

    def __call__(self, value: Value) -> bool:
        return self._search(value, set())

    def kept(self, value: Value) -> bool:
        """Whether a value that no op reads goes on to another one."""
        return bool(self.onward.get(value)) or value in self.direct

    def _search(self, value: Value, seen: set[Value]) -> bool:
        if value in seen:
            return False
        seen.add(value)
        if value in self.direct:
            return True
        return any(
            self.names.get(target) != self.names.get(value) or self._search(target, seen)
            for target in self.onward[value]
        )

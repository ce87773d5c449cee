"""Where values are bound and read in structured code, and which reads can still come after a point."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from ast_ad.ir import Block, For, Func, Op, Try, Value, While, values

Way = tuple[tuple[Op, int, int], ...]
_END = 1 << 60


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a function: the regions around it as (op, number of the block, position of the op), and its position."""

    way: Way
    position: int


class Reach:
    """Knows every binding and every read of a function's values."""

    def __init__(self, func: Func) -> None:
        self.bound: dict[Value, Point] = {}
        self.reads: dict[Value, list[Point]] = defaultdict(list)
        self.points: dict[Op, Point] = {}
        self._block(func.block, ())

    def _block(self, block: Block, way: Way) -> None:
        for param in block.params:
            self.bound[param] = Point(way, -1)
        for position, op in enumerate(block.ops):
            point = Point(way, position)
            self.points[op] = point
            for value in values(op.args):
                self.reads[value].append(point)
            for number, inner in enumerate(op.blocks):
                self._block(inner, (*way, (op, number, position)))
            for result in op.results:
                self.bound[result] = point
        for value in values(block.results):
            self.reads[value].append(Point(way, _END))

    def read_after(self, value: Value, point: Point) -> bool:
        """Whether the value may be read after the op at a point, before it is bound again."""
        home = self.bound[value]
        return any(self._follows(read, point, home) for read in self.reads[value])

    def bound_before(self, value: Value, point: Point) -> bool:
        """Whether the value is bound when control comes to the op at a point."""
        home = self.bound[value]
        shared = 0
        for mine, other in zip(home.way, point.way):
            if mine[0] is not other[0] or mine[1] != other[1]:
                break
            shared += 1
        return len(home.way) == shared and home.position < _at(point, shared)

    def read_before(self, value: Value, point: Point) -> bool:
        """Whether the value may have been read since it was bound, when control comes to the op at a point."""
        return any(self._follows(point, read, self.bound[value]) for read in self.reads[value])

    def leads(self, first: Op, second: Op, value: Value) -> bool:
        """Whether control may come from one op to another while a value stays bound."""
        return self._follows(self.points[second], self.points[first], self.bound[value])

    def _follows(self, read: Point, point: Point, home: Point) -> bool:
        shared = 0
        for mine, other in zip(point.way, read.way):
            if mine[0] is not other[0]:
                break
            if isinstance(mine[0].prim, For | While) and len(home.way) <= shared:
                # A loop around both, with the value bound outside: the next trip reads it.
                return True
            if mine[1] != other[1]:
                # Two ways of an `if` exclude each other; the test of a `while` comes before its body, and the body of a `try`
                # before all the rest.
                return isinstance(mine[0].prim, While | Try) and mine[1] == 0
            shared += 1
        return _at(read, shared) > _at(point, shared)


def _at(point: Point, depth: int) -> int:
    """The position at a depth: of the op itself, or of the region that it stands in."""
    return point.way[depth][2] if len(point.way) > depth else point.position

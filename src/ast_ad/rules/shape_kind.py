"""The kind of ``x.shape``: it remembers the lengths, so that arrays made from it are known to fit x."""

from __future__ import annotations

from dataclasses import dataclass

from ast_ad.kinds import ANY, Dim, Extent, Opaque, same


@dataclass(frozen=True, slots=True)
class Shape(Opaque):
    type: type = tuple
    dims: tuple[Dim, ...] = ()

    def joined(self, other: Opaque) -> Opaque:
        if not isinstance(other, Shape) or len(self.dims) != len(other.dims):
            return Opaque()
        return Shape(dims=tuple(p if same(p, q) else ANY for p, q in zip(self.dims, other.dims)))


def named(dims: tuple[Dim, ...] | None) -> tuple[Dim, ...] | None:
    """The dims of a new value, with a name for each length that has none: whatever it is, it is the value's own."""
    if dims is None:
        return None
    return tuple(
        Extent(object(), 0, dim.proper, dim.least) if isinstance(dim, Extent) and dim.symbol is None else dim
        for dim in dims
    )

"""The kind of ``x.shape``: it remembers the lengths, so that arrays made from it are known to fit x."""

from __future__ import annotations

from dataclasses import dataclass

from ast_ad.kinds import Dim, Opaque


@dataclass(frozen=True, slots=True)
class Shape(Opaque):
    type: type = tuple
    dims: tuple[Dim, ...] = ()

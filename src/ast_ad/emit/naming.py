"""Names: the user's first, then derivatives of them, then w0, w1, … for what has no name."""

from __future__ import annotations

import keyword
from collections import defaultdict
from collections.abc import Iterable

from ast_ad.ad.names import is_derivative
from ast_ad.emit.coalesce import Classes
from ast_ad.emit.fold import Fold
from ast_ad.ir import Func, Value, bound


def assign(func: Func, fold: Fold, classes: Classes, reserved: Iterable[str]) -> dict[Value, str]:
    """A name for every value that is not folded. ``reserved`` are the names that the text uses for other things."""
    return _Naming(func, fold, classes, reserved).names


class _Naming:
    def __init__(self, func: Func, fold: Fold, classes: Classes, reserved: Iterable[str]) -> None:
        self.classes = classes
        self.taken: dict[str, int] = defaultdict(int)
        for name in (*keyword.kwlist, "_", *reserved):
            self.taken[name] = -1
        self.counter = 0
        members: dict[Value, list[Value]] = defaultdict(list)
        for value in bound(func.block):
            if value not in fold.folded:
                members[classes.find(value)].append(value)
        roots = sorted(members, key=lambda root: (root not in classes.pinned, -classes.masks[root].bit_length()))
        self.chosen: dict[Value, str] = {}
        for root in roots:
            self.chosen[root] = self._name(root, members[root])
        self.names = {value: self.chosen[root] for root, values in members.items() for value in values}

    def _name(self, root: Value, values: list[Value]) -> str:
        if root in self.classes.pinned:
            return self._take(self.classes.pinned[root], root)
        hints = [value.hint for value in values if value.hint and not value.hint.startswith("_")]
        own = [hint for hint in hints if not is_derivative(hint)]
        if not hints:
            mark = next((value.hint for value in values if value.hint), "")
            return self._temporary(mark, root)
        hint = (own or hints)[0]
        if self._free(hint, root):
            return self._take(hint, root)
        stem, separator = hint, "_" if hint[-1].isdigit() else ""
        for mark in ("_bar", "_dot", "_tape"):
            if hint.endswith(mark):
                stem, separator = hint.removesuffix(mark), ""
                return self._numbered(stem, separator, mark, root)
        return self._numbered(stem, separator, "", root)

    def _numbered(self, stem: str, separator: str, mark: str, root: Value) -> str:
        number = 1
        while not self._free(f"{stem}{separator}{number}{mark}", root):
            number += 1
        return self._take(f"{stem}{separator}{number}{mark}", root)

    def _temporary(self, mark: str, root: Value) -> str:
        while self.taken.get(f"w{self.counter}{mark}"):
            self.counter += 1
        self.counter += 1
        return self._take(f"w{self.counter - 1}{mark}", root)

    def _free(self, name: str, root: Value) -> bool:
        return not self.taken[name] & (self.classes.masks[root] or 1)

    def _take(self, name: str, root: Value) -> str:
        self.taken[name] |= self.classes.masks[root] or 1
        return name

"""The IR as text, for people who debug the compiler and for tests. Values are numbered in the order in which they are bound."""

from __future__ import annotations

from ast_ad.ir import (
    Acc,
    Apply,
    Atom,
    Block,
    Call,
    Const,
    For,
    Func,
    If,
    Index,
    Load,
    Op,
    Path,
    Store,
    Try,
    Value,
    While,
    callees,
)
from ast_ad.tree import Form, Leaf, Tree


def dump(func: Func) -> str:
    """A function and all that it calls."""
    return "\n\n".join(_Dump(callee).text() for callee in callees(func))


class _Dump:
    def __init__(self, func: Func) -> None:
        self.func = func
        self.names: dict[Value, str] = {}
        self.lines: list[str] = []

    def text(self) -> str:
        block = self.func.block
        params = ", ".join(f"{self.name(p)}: {p.kind}" for p in block.params)
        self.lines.append(f"def {self.func.name}({params}):")
        self.block(block, 1)
        return "\n".join(self.lines)

    def name(self, value: Value) -> str:
        if value not in self.names:
            self.names[value] = f"%{len(self.names)}" + (f".{value.hint}" if value.hint else "")
        return self.names[value]

    def atom(self, atom: Atom) -> str:
        match atom:
            case Value():
                return self.names.get(atom, f"<unbound {atom.hint}>")
            case Const(value=value):
                return getattr(value, "__name__", None) or repr(value)
        return "undef"

    def atoms(self, atoms: tuple[Atom, ...]) -> str:
        return ", ".join(map(self.atom, atoms))

    def block(self, block: Block, depth: int) -> None:
        for op in block.ops:
            self.op(op, depth)
        self.line(depth, f"yield {self.atoms(block.results)}".rstrip())

    def line(self, depth: int, text: str) -> None:
        self.lines.append("    " * depth + text)

    def op(self, op: Op, depth: int) -> None:
        text = f"{_prim(op)} {self.atoms(op.args)}".rstrip()
        inner = [(block, ", ".join(self.name(p) for p in block.params)) for block in op.blocks]
        results = ", ".join(f"{self.name(r)}: {r.kind}" for r in op.results)
        self.line(depth, f"{results} = {text}" if results else text)
        labels = {If: ("then", "else"), While: ("while", "do"), Try: ("try", "else", "except")}.get(
            type(op.prim), ("do",)
        )
        for (block, params), label in zip(inner, labels):
            self.line(depth, f"{label} {params}".rstrip() + ":")
            self.block(block, depth + 1)


def _prim(op: Op) -> str:
    match op.prim:
        case Apply(function=function, form=form, effect=effect):
            name = getattr(function, "__name__", None) or repr(function)
            return name + ("" if form is None else _form(form)) + ("!" if effect else "")
        case For(backward=backward):
            return "for backward" if backward else "for"
        case Call(func=func):
            return f"call {func.name}"
        case Load(path=path) | Store(path=path) | Acc(path=path):
            return type(op.prim).__name__.lower() + _path(path)
    return type(op.prim).__name__.lower()


def _tree(tree: Tree) -> str:
    if isinstance(tree, Leaf):
        return "_"
    return f"{tree.type.__name__}({', '.join(map(_tree, tree.items))})"


def _form(form: Form) -> str:
    words = [*map(_tree, form.positional), *(f"{name}={_tree(tree)}" for name, tree in form.keywords)]
    return f"({', '.join(words)})"


def _path(path: Path) -> str:
    return "".join(
        f"[{', '.join(map(_tree, step.items))}]" if isinstance(step, Index) else f".{step.function.__name__}"
        for step in path
    )

"""Expressions: the gast nodes for the ops of the IR, spelt as a person would."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MethodDescriptorType

import gast
import numpy as np

from ast_ad.emit.conditions import joined, negated
from ast_ad.emit.fold import Fold
from ast_ad.emit.strings import formatted
from ast_ad.emit.symbols import Symbols
from ast_ad.emit.syntax import attribute, call, name, subscript
from ast_ad.frontend.machine.live import RANDOM
from ast_ad.frontend.machine.objects import LiveRead
from ast_ad.ir import (
    Acc,
    Apply,
    Atom,
    Block,
    Call,
    Const,
    Func,
    If,
    Index,
    Load,
    Op,
    Pack,
    Path,
    Pop,
    Undef,
    Value,
    View,
    kind_of,
)
from ast_ad.kinds import Array, List
from ast_ad.runtime import identity
from ast_ad.tree import Form, Leaf, Node, Tree, plain

_BINARY: dict[Callable[..., object], type] = {
    operator.add: gast.Add, operator.sub: gast.Sub, operator.mul: gast.Mult, operator.truediv: gast.Div,
    operator.floordiv: gast.FloorDiv, operator.mod: gast.Mod, operator.pow: gast.Pow, operator.matmul: gast.MatMult,
    operator.and_: gast.BitAnd, operator.or_: gast.BitOr, operator.xor: gast.BitXor,
    operator.lshift: gast.LShift, operator.rshift: gast.RShift,
}  # fmt: skip
_UNARY: dict[Callable[..., object], type] = {
    operator.neg: gast.USub, operator.pos: gast.UAdd, operator.invert: gast.Invert, operator.not_: gast.Not,
}  # fmt: skip
_COMPARE: dict[Callable[..., object], type] = {
    operator.lt: gast.Lt, operator.le: gast.LtE, operator.eq: gast.Eq, operator.ne: gast.NotEq, operator.gt: gast.Gt,
    operator.ge: gast.GtE, operator.is_: gast.Is, operator.is_not: gast.IsNot,
}  # fmt: skip


def _is_method(function: Callable[..., object]) -> bool:
    """Whether a function was taken from its class, and is given the object that it belongs to."""
    word = getattr(function, "__name__", "")
    return isinstance(function, MethodDescriptorType) or any(getattr(cls, word, None) is function for cls in RANDOM)


class Spelling:
    """Expressions for atoms and ops, given the names of values, functions and modules."""

    def __init__(self, fold: Fold, names: Mapping[Value, str], functions: Mapping[Func, str], symbols: Symbols) -> None:
        self.fold, self.names, self.functions, self.symbols = fold, names, functions, symbols
        self.helpers: dict[Callable[..., object], None] = {}

    def atom(self, atom: Atom) -> gast.expr:
        match atom:
            case Value():
                op = self.fold.folded.get(atom)
                return name(self.names[atom]) if op is None else self.op(op)
            case Const(value=value):
                return self.symbols.constant(value)
            case Undef():
                return gast.Constant(None, None)

    def atoms(self, atoms: Sequence[Atom]) -> list[gast.expr]:
        return [self.atom(atom) for atom in atoms]

    def op(self, op: Op) -> gast.expr:
        """The expression that gives an op's results."""
        match op.prim:
            case Apply():
                return self.apply(op)
            case Load(path=path):
                return self.place(op.args[0], path, op.args[1:])
            case Acc():
                left, right = self.atoms(op.args)
                if isinstance(right, gast.UnaryOp) and isinstance(right.op, gast.USub):
                    return gast.BinOp(left, gast.Sub(), right.operand)
                return gast.BinOp(left, gast.Add(), right)
            case Pop():
                return call(attribute(self.atom(op.args[0]), "pop"))
            case Call(func=func):
                return call(name(self.functions[func]), *self.atoms(op.args))
            case If():
                return self.conditional(op)
            case Pack():
                return gast.Tuple(self.atoms(op.args), gast.Load())
        raise NotImplementedError(op.prim)

    def apply(self, op: Op) -> gast.expr:
        assert isinstance(op.prim, Apply)
        function, form, args = op.prim.function, op.prim.form, op.args
        if isinstance(function, LiveRead):
            return name(str(function))
        if function is identity:
            return self.atom(args[0])
        if _is_method(function):
            return self.bound_method(function, form or plain(len(args)), args)
        positional, keywords = self.arguments(form or plain(len(args)), args)
        special = None if keywords else self.operator(function, positional)
        if special is None and form is None:
            special = self.method(function, args)
        if special is not None:
            return special
        positional = list(map(without_slices, positional))
        if isinstance(owner := getattr(function, "__self__", None), str):
            return _called_on(gast.Constant(owner, None), function.__name__, positional, keywords)
        node = self.called(function)
        return gast.Call(node, positional, [gast.keyword(word, value) for word, value in keywords])

    def bound_method(self, function: Callable[..., object], form: Form, args: Sequence[Atom]) -> gast.expr:
        """``x.name(...)`` for a method that was taken from its class."""
        (base, *positional), keywords = self.arguments(form, args)
        return _called_on(base, function.__name__, positional, keywords)

    def called(self, function: Callable[..., object]) -> gast.expr:
        if getattr(function, "__module__", None) == "ast_ad.runtime":
            self.helpers[function] = None
            return name(function.__name__)
        owner = getattr(function, "__self__", None)
        if isinstance(owner, np.ufunc):
            return attribute(self.symbols.function(owner), function.__name__)
        return self.symbols.function(function)

    def operator(self, function: Callable[..., object], args: Sequence[gast.expr]) -> gast.expr | None:
        if function in _BINARY:
            return gast.BinOp(args[0], _BINARY[function](), args[1])
        if function in _COMPARE:
            return gast.Compare(args[0], [_COMPARE[function]()], [args[1]])
        if function is operator.contains:
            return gast.Compare(args[1], [gast.In()], [args[0]])
        if function is operator.not_:
            return negated(args[0])
        if function in _UNARY:
            return gast.UnaryOp(_UNARY[function](), args[0])
        if function is operator.getitem:
            return subscript(args[0], args[1])
        if function is list and len(args) == 1 and _is_new_list(args[0]):
            return args[0]
        if function is getattr and len(args) == 2 and isinstance(args[1], gast.Constant):
            return attribute(args[0], str(args[1].value))
        return None

    def may_be_a_number(self, atom: Atom) -> bool:
        """Whether this is an item of a list in which a number stands for the zero of what is not there."""
        op = self.fold.folded.get(atom) if isinstance(atom, Value) else None
        kind = kind_of(op.args[0]) if op is not None and isinstance(op.prim, Load) else None
        return isinstance(kind, List) and kind.optional

    def method(self, function: Callable[..., object], args: Sequence[Atom]) -> gast.expr | None:
        """Attributes and methods that read better than the function of the same name."""
        if not args or not isinstance(kind := kind_of(args[0]), Array):
            return None
        if function is np.size and len(args) == 2:
            if kind.ndim == 1 and args[1] == Const(0):
                return call(name("len"), self.atom(args[0]))
            return subscript(attribute(self.atom(args[0]), "shape"), self.atom(args[1]))
        if len(args) == 1 and function in (np.shape, np.copy, np.transpose) and not self.may_be_a_number(args[0]):
            word = {np.shape: "shape", np.copy: "copy", np.transpose: "T"}[function]
            node = attribute(self.atom(args[0]), word)
            return call(node) if function is np.copy else node
        return None

    def arguments(self, form: Form, atoms: Sequence[Atom]) -> tuple[list[gast.expr], list[tuple[str, gast.expr]]]:
        flat = iter(atoms)
        positional = [self.tree(tree, flat) for tree in form.positional]
        return positional, [(word, self.tree(tree, flat)) for word, tree in form.keywords]

    def tree(self, tree: Tree, atoms: Iterator[Atom]) -> gast.expr:
        if isinstance(tree, Leaf):
            return self.atom(next(atoms))
        return self.node(tree, [self.tree(item, atoms) for item in tree.items])

    def node(self, node: Node, items: list[gast.expr]) -> gast.expr:
        if node.type is slice:
            return gast.Slice(*(None if _is_none(item) else item for item in items))
        if node.type is list:
            return gast.List(items, gast.Load())
        if node.type is tuple:
            return gast.Tuple(items, gast.Load())
        if node.type is dict:
            return gast.Dict([gast.Constant(word, None) for word in node.names], items)
        return call(name(node.type.__name__), **dict(zip(node.names, items)))

    def place(self, base: Atom, path: Path, index: Sequence[Atom], stored: bool = False) -> gast.expr:
        """``base`` followed along a path; ``stored``: to be written to."""
        node, atoms = self.atom(base), iter(index)
        for step in path:
            if isinstance(step, Index):
                items = [self.tree(item, atoms) for item in step.items]
                node = subscript(
                    node, items[0] if len(items) == 1 else gast.Tuple(items, gast.Load()), stored and step is path[-1]
                )
            else:
                node = self.view(step, node, atoms)
        if stored and (not path or isinstance(path[-1], View)):
            node = subscript(node, gast.Constant(Ellipsis, None), stored=True)
        return node

    def view(self, step: View, base: gast.expr, atoms: Iterator[Atom]) -> gast.expr:
        if step.function is np.transpose and step.form == Form((Leaf(),)):
            return attribute(base, "T")
        _, *others = step.form.positional
        positional = [base, *(self.tree(tree, atoms) for tree in others)]
        keywords = [gast.keyword(word, self.tree(tree, atoms)) for word, tree in step.form.keywords]
        return gast.Call(self.symbols.function(step.function), positional, keywords)

    def conditional(self, op: Op) -> gast.expr:
        """``a if test else b``, or ``and`` and ``or`` where it is one of them."""
        test = self.atom(op.args[0])
        then, other = (self.yielded(block) for block in op.blocks)
        first, second = (block.results[0] for block in op.blocks)
        if second == Const(False):
            return joined(gast.And, test, then)
        if first in (Const(True), op.args[0]):
            return joined(gast.Or, test, other)
        if first == Const(False):
            return joined(gast.And, negated(test), other)
        if second == Const(True):
            return joined(gast.Or, negated(test), then)
        return gast.IfExp(test, then, other)

    def yielded(self, block: Block) -> gast.expr:
        return self.atom(block.results[0])


def _called_on(
    base: gast.expr, word: str, positional: Sequence[gast.expr], keywords: Sequence[tuple[str, gast.expr]]
) -> gast.expr:
    """The call of a method; that of str.format is an f-string if it can be."""
    if word == "format" and isinstance(base, gast.Constant) and isinstance(base.value, str) and not keywords:
        written = formatted(base.value, positional)
        if written is not None:
            return written
    return gast.Call(attribute(base, word), list(positional), [gast.keyword(w, v) for w, v in keywords])


def without_slices(node: gast.expr) -> gast.expr:
    """An index as an argument: ``1:n`` is ``slice(1, n)`` there."""
    if isinstance(node, gast.Slice):
        parts = [gast.Constant(None, None) if part is None else part for part in (node.lower, node.upper, node.step)]
        return call(name("slice"), *parts)
    if isinstance(node, gast.Tuple):
        return gast.Tuple([without_slices(item) for item in node.elts], gast.Load())
    return node


def _is_new_list(node: gast.expr) -> bool:
    called = node.func if isinstance(node, gast.Call) else None
    return isinstance(node, gast.List) or (isinstance(called, gast.Name) and called.id == "list")


def _is_none(node: gast.expr) -> bool:
    return isinstance(node, gast.Constant) and node.value is None

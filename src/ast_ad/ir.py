"""The intermediate representation: structured SSA with regions.

A ``Func`` owns a ``Block``; a block is parameters, ops, and the atoms that it yields. ``If``, ``For`` and ``While`` are ops
that own blocks; blocks see the values of the blocks around them. All of it is immutable, so passes share what they do not
change and identity means the same thing everywhere. A ``Func`` alone can be filled in later: recursion needs its name first.

    If        args (test,)                       blocks (then, else): () -> results
    For       args (start, stop, step, *inits)   block (i, *carried) -> (more, *next)     results (trips, *finals)
    While     args inits                         blocks cond: carried -> (go_on,), body: carried -> (more, *next)
                                                                                          results (trips, *finals)
    Try       args (classes,) or (manager,)      blocks body: (*entered) -> kept, orelse: kept -> results,
                                                 handler: (error,) -> results             results (caught, *results)
    Call      args, results: those of the callee's block
    Load      (u, *index)      -> w              w = u[path]
    Store     (u, v, *index)   -> u1             u1 = u with u1[path] = v       (a new value; memory is the emitter's affair)
    Acc       (u, v, *index)   -> u1             u1 = u with u1[path] += v, an index that occurs twice counting twice
    NewTape   () -> t      Push (t, v) -> ()     Pop (t) -> v                   tapes are mutable and shared: order matters
    Pack      (*values) -> saved                 Unpack (saved) -> *values
    Raise     (exception[, cause]) -> ()         control does not pass
    Apply     the call of a Python function or operator; several results unpack the tuple that it returns

``more`` is what a loop body yields to go on: False leaves the loop after this trip, whose values are the final ones.
``Try`` runs its body; then ``orelse``, unless an exception of the classes came up: then ``caught`` is True and the handler runs.
``For(backward=True)`` runs the same range from its last index to its first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from ast_ad import kinds
from ast_ad.kinds import Kind
from ast_ad.tree import LEAF, Form, Tree


@dataclass(frozen=True, slots=True)
class Place:
    """A range in the user's file, and the user's statement on one line (comments in the text quote it).

    ``inside``: what errors say more of it, such as the place in a library's text that is followed there.
    """

    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    statement: str = ""
    inside: str = field(default="", compare=False)


@dataclass(eq=False, slots=True)
class Value:
    """A value, bound once. ``hint`` is the user's name for it, if there is one; the printed name is the emitter's choice."""

    kind: Kind
    hint: str = ""
    place: Place | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Const:
    """A constant. Two are equal if type and value are: 1, 1.0 and True are three constants, and so are 0.0 and -0.0."""

    value: object

    def key(self) -> object:
        value = self.value
        if isinstance(value, (float, complex)):
            return type(value), repr(value)
        try:
            hash(value)
        except TypeError:
            return type(value), id(value)
        return type(value), value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Const) and self.key() == other.key()

    def __hash__(self) -> int:
        return hash(self.key())


@dataclass(frozen=True, slots=True)
class Undef:
    """The value of a name on a way of control that does not bind it."""


UNDEF = Undef()
Atom = Value | Const | Undef


@dataclass(frozen=True, slots=True)
class Index:
    """A step of a path: ``[i, 1:n]``. One tree for each index; slices are Nodes of type slice, index lists Nodes of type list."""

    items: tuple[Tree, ...] = (LEAF,)


@dataclass(frozen=True, slots=True)
class View:
    """A step of a path: a function whose result shares memory with its first argument (``np.transpose``)."""

    function: Callable[..., object]
    form: Form = field(default=Form((LEAF,)))


Path = tuple[Index | View, ...]


@dataclass(frozen=True, slots=True)
class Apply:
    """``function`` called on atoms that stand as ``form`` says. ``effect``: never dropped, duplicated, recomputed, reordered."""

    function: Callable[..., object]
    form: Form | None = None
    effect: bool = False


@dataclass(frozen=True, slots=True)
class If:
    pass


@dataclass(frozen=True, slots=True)
class For:
    backward: bool = False


@dataclass(frozen=True, slots=True)
class While:
    pass


@dataclass(frozen=True, slots=True)
class Try:
    """``context``: the argument is a context manager, in which the body runs; the handler raises, whatever comes up."""

    context: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    func: Func


@dataclass(frozen=True, slots=True)
class Load:
    path: Path


@dataclass(frozen=True, slots=True)
class Store:
    path: Path


@dataclass(frozen=True, slots=True)
class Acc:
    path: Path = ()


@dataclass(frozen=True, slots=True)
class NewTape:
    pass


@dataclass(frozen=True, slots=True)
class Push:
    pass


@dataclass(frozen=True, slots=True)
class Pop:
    pass


@dataclass(frozen=True, slots=True)
class Pack:
    """``partly``: of what is packed, whoever gets it may leave something alone, which has no bar then."""

    partly: bool = False


@dataclass(frozen=True, slots=True)
class Unpack:
    partly: bool = False


@dataclass(frozen=True, slots=True)
class Raise:
    pass


Prim = Apply | If | For | While | Try | Call | Load | Store | Acc | NewTape | Push | Pop | Pack | Unpack | Raise


@dataclass(frozen=True, slots=True, eq=False)
class Op:
    """``results = prim(args)``, with blocks for control flow. ``place`` is the user's statement that it comes from."""

    prim: Prim
    args: tuple[Atom, ...]
    results: tuple[Value, ...] = ()
    blocks: tuple[Block, ...] = ()
    place: Place | None = None

    @property
    def result(self) -> Value:
        (value,) = self.results
        return value


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    params: tuple[Value, ...]
    ops: tuple[Op, ...]
    results: tuple[Atom, ...]


NO_DEFAULT = object()
# How a call passes an argument: by position or name, in one of these ways alone, or among those that have no parameter.
Passed = Literal["plain", "position", "name", "*", "**"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter as the caller sees it; ``tree`` says how its flat values make up the argument (one leaf for a plain value),
    ``constants`` are the parts that the function is specialised on, in the order in which the tree leaves them out.
    """

    name: str
    tree: Tree = LEAF
    default: object = NO_DEFAULT
    passed: Passed = "plain"
    constants: tuple[object, ...] = ()


@dataclass(eq=False, slots=True)
class Func:
    """A closed function: it sees nothing but its parameters. ``block`` is filled in after the Func exists (recursion).

    ``inputs`` and ``output`` arrange the flat parameters and results as the caller knows them.
    ``summary`` is the line that says what is computed.
    """

    name: str
    block: Block = field(default_factory=lambda: Block((), (), ()))
    inputs: tuple[Parameter, ...] = ()
    output: Tree = LEAF
    summary: str = ""
    place: Place | None = None

    @property
    def params(self) -> tuple[Value, ...]:
        return self.block.params

    @property
    def results(self) -> tuple[Atom, ...]:
        return self.block.results


def kind_of(atom: Atom) -> Kind:
    """The kind of an atom; undef is opaque."""
    match atom:
        case Value(kind=kind):
            return kind
        case Const(value=value):
            return kinds.of(value)
    return kinds.Opaque()


def values(atoms: tuple[Atom, ...]) -> Iterator[Value]:
    """The atoms that are values."""
    return (atom for atom in atoms if isinstance(atom, Value))


def walk(block: Block) -> Iterator[Op]:
    """Every op of a block and of the blocks inside it, in order, an op before those in its blocks."""
    pending = [*reversed(block.ops)]
    while pending:
        op = pending.pop()
        yield op
        for inner in reversed(op.blocks):
            pending += reversed(inner.ops)


def bound(block: Block) -> Iterator[Value]:
    """Every value that a block or a block inside it binds."""
    pending: list[Block | Op] = [block]
    while pending:
        part = pending.pop()
        if isinstance(part, Block):
            yield from part.params
            pending += reversed(part.ops)
        else:
            yield from part.results
            pending += reversed(part.blocks)


def captured(*blocks: Block) -> tuple[Value, ...]:
    """The values that blocks use and do not bind, in order of first use."""
    own = {value for block in blocks for value in bound(block)}
    seen: dict[Value, None] = {}
    for block in blocks:
        for op in walk(block):
            for value in values(op.args):
                seen.setdefault(value)
            for inner in op.blocks:
                for value in values(inner.results):
                    seen.setdefault(value)
        for value in values(block.results):
            seen.setdefault(value)
    return tuple(value for value in seen if value not in own)


def callees(func: Func) -> tuple[Func, ...]:
    """The functions that a function calls, itself first, each once, in order of first call."""
    seen: dict[Func, None] = {}

    def visit(current: Func) -> None:
        if current in seen:
            return
        seen[current] = None
        for op in walk(current.block):
            if isinstance(op.prim, Call):
                visit(op.prim.func)

    visit(func)
    return tuple(seen)


def has_effect(op: Op) -> bool:
    """Whether an op does something besides giving its results; control flow does if anything inside it does."""
    match op.prim:
        case Apply(effect=effect):
            return effect
        case NewTape() | Push() | Pop() | Raise():
            return True
        case If() | For() | While() | Try():
            return any(has_effect(inner) for block in op.blocks for inner in block.ops)
        case Call(func=func):
            return any(
                has_effect(inner)
                for callee in callees(func)
                for inner in walk(callee.block)
                if not isinstance(inner.prim, Call | If | For | While | Try)
            )
    return False


def zero_like(kind: Kind) -> Const | None:
    """The constant zero of a number's kind; None where a zero must be made from a value."""
    match kind:
        case kinds.Number(type=t, dtype=None) if t in (float, complex):
            return Const(t(0))
        case kinds.Number(type=t, dtype=dtype) if dtype is not None and t in (float, complex):
            # Weak zeros leave the dtype of what they are added to alone.
            return Const(t(0))
    return None

"""What the abstract interpreter knows of Python's objects.

An abstract value is an atom of the IR (a number, or a constant of any type), or one of the classes here. Arrays and
lists of unknown length are reached through a ``Ref``: the storage that holds them and the path of views from it, so
that two names of one array are two Refs to one storage. Structure that is known while compiling (tuples, literal lists
and dicts, instances) is taken apart: the program that remains works on its leaves.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import Any

import gast

from ast_ad.frontend.reading.source import Source
from ast_ad.ir import Atom, Const, Index, Place, Undef, Value, View


@dataclass(eq=False, slots=True)
class Origin:
    """The caller's memory: a flat parameter by its position, or the structure around parameters, of an argument.

    Once it is written, the place where that is done.
    """

    position: int | None
    argument: str
    written: bool = False
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """What a list is to Python: a list, a deque that keeps so many items, or a tuple whose length only the run tells."""

    type: type = list
    longest: int | None = None


LIST, TUPLE = Listed(), Listed(tuple)


@dataclass(eq=False, slots=True)
class Storage:
    """A place in memory. ``initial`` is what it holds until the first write; ``frozen`` says why it is not written.

    ``origins`` are what it may be of the memory that the caller knows.
    """

    initial: Content
    name: str = ""
    frozen: str = ""
    origins: frozenset[Origin] = frozenset()
    listed: Listed = LIST
    # In the order in which they were made: messages name the first of several.
    number: int = field(default_factory=itertools.count().__next__)

    def touch(self, place: Place | None) -> None:
        """Note that it is written."""
        for origin in self.origins:
            origin.place = origin.place if origin.written else place
            origin.written = True


class Global(Storage):
    """A storage that lives on outside the function, which may not write it: it holds the same wherever it is read."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step from a storage to a view of it, with the index atoms as they were when the view was made."""

    kind: Index | View
    atoms: tuple[Atom, ...]


@dataclass(frozen=True, slots=True)
class Ref:
    """An array or a list of unknown length, or a view of one."""

    storage: Storage
    path: tuple[Step, ...] = ()

    @property
    def listed(self) -> Listed:
        """What the list is to Python; its items are what they are."""
        return LIST if self.path else self.storage.listed


@dataclass(frozen=True, slots=True)
class Tuple:
    """A tuple, or an instance of a namedtuple class."""

    items: tuple[Abstract, ...]
    type: type = tuple
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Box:
    """A list, a dict or an instance whose structure is known; the storage holds its Contents."""

    storage: Storage

    @property
    def listed(self) -> Listed:
        return self.storage.listed


@dataclass(frozen=True, slots=True)
class Contents:
    """The items of a Box: ``keys`` are those of a dict, the members of a set or the attributes of an instance.

    ``missing`` makes the items that a defaultdict does not have; that of a Counter or an OrderedDict is its class.
    """

    type: type
    items: tuple[Abstract, ...]
    keys: tuple[object, ...] = ()
    missing: Abstract | None = None


class Rows:
    """The type of a list of tuples whose length only the run tells. Its items are its columns, its key an empty row."""


class Views:
    """The type of a list of views of an array, whose length only the run tells. Its item is what has them as its items."""


# What is no instance of a class in which somebody may have defined something.
PLAIN = (list, dict, set, Rows, Views)


class Iterator:
    """The type of what ``iter`` makes: a list from which ``next`` takes the first item."""


@dataclass(frozen=True, slots=True)
class Stale:
    """Put where a write through one of two names that may share memory leaves it unknown what the other holds."""

    message: str
    place: Place | None
    code: str = "AD202"


@dataclass(frozen=True, slots=True)
class Range:
    start: Atom
    stop: Atom
    step: Atom
    backward: bool = False


@dataclass(frozen=True, slots=True)
class Zip:
    """``zip(a, b)``; ``enumerate(x, start)`` is ``zip(range(start, infinity), x)`` with ``count`` set to start."""

    parts: tuple[Abstract, ...]
    count: Atom | None = None


@dataclass(frozen=True, slots=True)
class Once:
    """An iterator over known items, as ``itertools.combinations`` gives."""

    items: tuple[Abstract, ...]


@dataclass(frozen=True, slots=True)
class Entries:
    """What ``d.keys()``, ``d.values()`` or ``d.items()`` shows of a dict, which may change."""

    base: Box
    part: str


@dataclass(frozen=True, slots=True)
class Grid:
    """``itertools.product(a, b)`` of parts of which not all lengths are known."""

    parts: tuple[Abstract, ...]


@dataclass(frozen=True, slots=True)
class Backwards:
    """``reversed(x)`` of something that is indexed."""

    base: Abstract


@dataclass(frozen=True, slots=True)
class Shape:
    """``x.shape``: taken apart where its items are asked for, else the call of np.shape."""

    array: Atom
    ndim: int | None


@dataclass(frozen=True, slots=True)
class Slice:
    """A ``slice(...)`` object."""

    parts: tuple[Atom, Atom, Atom]


@dataclass(eq=False, slots=True)
class Code:
    """The text of a function: what a def, a lambda and a live function have in common."""

    node: Any
    source: Source
    assigned: frozenset[str]
    nested: bool
    generator: bool = False
    globals: frozenset[str] = frozenset()
    nonlocals: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        return "<lambda>" if isinstance(self.node, gast.Lambda) else str(self.node.name)


@dataclass(eq=False, slots=True)
class Frame:
    """One execution of a function (or comprehension) that is lowered in line. Its names live in the state, by frame."""

    code: Code
    parent: Frame | None
    number: int
    loops: int = 0


@dataclass(frozen=True, slots=True)
class Closure:
    """A function whose text is known, with the frame that it closes over and the values of its defaults."""

    code: Code
    frame: Frame | None
    defaults: tuple[tuple[str, Abstract], ...] = ()


@dataclass(frozen=True, slots=True)
class Bound:
    """A method taken from its object: a Closure or library callable whose first argument is set."""

    function: Abstract
    first: Abstract


@dataclass(frozen=True, slots=True)
class Method:
    """A method of a list, dict, tuple or array that is known by name."""

    base: Abstract
    name: str


@dataclass(frozen=True, slots=True)
class Partial:
    """``functools.partial``."""

    function: Abstract
    positional: tuple[Abstract, ...]
    keywords: tuple[tuple[str, Abstract], ...]


@dataclass(frozen=True, slots=True)
class Rest:
    """The positional arguments beyond those that a function names: a tuple whose length only the run tells."""

    values: Ref


@dataclass(frozen=True, slots=True)
class Managed:
    """A context manager from a generator; ``made`` is the function that gives it, if there is one when it runs."""

    function: Closure
    positional: tuple[Abstract, ...]
    keywords: tuple[tuple[str, Abstract], ...]
    made: Const | None = None


@dataclass(frozen=True, slots=True)
class Either:
    """One thing where ``test`` is true, another where it is not: two functions, or a number and an array."""

    test: Atom
    first: Abstract
    second: Abstract


@dataclass(frozen=True, slots=True)
class Super:
    """``super()`` in a method of ``owner``, called on an instance of ``own``, or on that class."""

    owner: type
    own: type
    first: Abstract


@dataclass(frozen=True, slots=True)
class Member:
    """Stands in a class that a function defines for a method or a value that exists while compiling only.

    It is what the state has under the name in the frame of the class's body.
    """

    frame: Frame
    name: str

    def __get__(self, instance: object, owner: type) -> Member:
        """Makes it something that enums take for no constant of theirs."""
        return self


@dataclass(frozen=True, slots=True)
class Derived:
    """A derivative of a function, to be called: ``grad(f, argnums)``. ``mode`` is the name of what made it.

    ``argnums`` None: all arguments that have a derivative.
    """

    function: Abstract
    mode: str
    argnums: int | str | tuple[int | str, ...] | None = 0
    has_aux: bool = False


@dataclass(frozen=True, slots=True)
class Pullback:
    """What ``vjp`` gives: the number of the function that was cut out, and the arguments with which it was called."""

    number: int
    atoms: tuple[Atom, ...]


@dataclass(frozen=True, slots=True)
class Lazy:
    """A comprehension, to be run by what it is passed to: its names are those of ``frame`` then.

    ``first`` is what its first clause runs over, which Python evaluates where the comprehension stands.
    """

    node: gast.expr
    frame: Frame
    first: Abstract


class Layout:
    """What is in tuples that hold others of their own form, as far as it is known; the function that makes them fills it in."""

    def __init__(self) -> None:
        self.skeleton: Any = None
        self.kinds: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Packed:
    """A tuple that holds others of its own form, to a depth that only the run tells: one value."""

    value: Atom
    layout: Layout


@dataclass(frozen=True, slots=True)
class Maybe:
    """None where ``missing`` is true, else ``value``."""

    missing: Atom
    value: Abstract


@dataclass(frozen=True, slots=True)
class Poison:
    """What could not be worked out. Its use is refused for the reason given; an empty reason was reported before."""

    code: str = ""
    message: str = ""
    hint: str = ""


@dataclass(frozen=True)
class LiveRead:
    """A number or an array that the function finds in a global, a closure or an attribute, read anew at every call.

    It is called without arguments; ``str`` gives the name as the user wrote it.
    """

    namespace: object
    name: str
    path: tuple[tuple[str, object], ...] = ()

    def __call__(self) -> object:
        return self.follow(self.namespace.lookup(self.name))  # type: ignore[attr-defined]

    def follow(self, value: object) -> object:
        for how, key in self.path:
            value = getattr(value, str(key)) if how == "attribute" else value[key]  # type: ignore[index]
        return value

    def __str__(self) -> str:
        return self.name + "".join(f".{key}" if how == "attribute" else f"[{key!r}]" for how, key in self.path)


Content = Atom | Contents | Stale
Abstract = (
    Value
    | Const
    | Undef
    | Ref
    | Tuple
    | Box
    | Range
    | Zip
    | Grid
    | Backwards
    | Shape
    | Slice
    | Closure
    | Bound
    | Method
    | Partial
    | Rest
    | Super
    | Either
    | Derived
    | Pullback
    | Lazy
    | Once
    | Entries
    | Managed
    | Maybe
    | Packed
    | Poison
)

"""Random statements: floats, containers, control flow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from fuzz.blocks import BLOCKS
from fuzz.expressions import call
from fuzz.objects import OBJECTS
from fuzz.scope import (
    Array,
    Arrays,
    Items,
    Local,
    Record,
    Scalar,
    Shape,
    Table,
    Undecided,
    Whole,
    arrays,
    meet,
    of_type,
    writable,
)
from fuzz.stores import MAKERS, SHAPES, STORES, damped, settled, written
from fuzz.tests import condition, whole
from fuzz.writer import Loop, Writer

LIMIT = 3


def body(w: Writer, least: int = 1, most: int = 4) -> None:
    """Statements up to the end of a block, or up to one that leaves it."""
    w.dead = False
    count = 0
    while not w.dead and (count < least or (count < most and w.budget > 0 and w.chance(65))):
        w.budget -= 1
        statement(w)
        count += 1


def statement(w: Writer) -> None:
    forms: list[Callable[[Writer], None]] = [assign, assign, augment, swap, contain, contain, undecided]
    if arrays(w.scope):
        forms += [lambda w: w.pick(MAKERS)(w)] * 2 + [lambda w: w.pick(STORES)(w)] * 4
    if w.depth < LIMIT and w.budget > 0:
        forms += [branch, branch, counted, counted, over_items, until, guard, block]
    if any(h.writes or h.result not in ((), None) for h in w.helpers):
        forms += [call_statement] * 2
    if w.depth > 0:
        forms += [leave]
    w.pick(forms)(w)


# Floats and containers


def undecided(w: Writer) -> None:
    """A float that becomes an array on one way, or in some trips of a loop."""
    found = of_type(w.scope, Undecided)
    if found and w.chance(60):
        v = w.pick(found)
        value = damped(w) if w.chance(30) else settled(w, v.shape, 1)
        forms = (f" = 0.5 * {v.name} + 0.5 * ({value})", f" = np.sin({v.name}) * ({value})", f" *= 0.9 * ({damped(w)})")
        w.line(v.name + w.pick(forms))
        return
    name, shape = w.name("u"), w.pick(SHAPES)
    w.line(f"{name} = {damped(w, 1)}")
    w.line(f"if {condition(w)}:")
    with w.block():
        w.line(f"{name} = {w.pick(('0.5', name))} * ({settled(w, shape)})")
    w.bind(Undecided(name, shape))


def scalar_name(w: Writer) -> str:
    found = [v.name for v in of_type(w.scope, Scalar) if v.name != "p"]
    return w.pick(found) if found and w.chance(60) else w.name("x")


def assign(w: Writer) -> None:
    value = damped(w, 3)
    name = scalar_name(w)
    if w.chance(10):
        second = w.name("x")
        w.line(f"{second} = {name} = {value}")
        w.bind(Scalar(second))
    else:
        w.line(f"{name} = {value}")
    w.bind(Scalar(name))


def augment(w: Writer) -> None:
    found = [v.name for v in of_type(w.scope, Scalar) if v.name != "p"]
    if not found:
        return assign(w)
    w.line(w.pick(found) + written(w, lambda: damped(w))) if not w.chance(0) else None


def swap(w: Writer) -> None:
    a, b = scalar_name(w), scalar_name(w)
    if a == b:
        return assign(w)
    w.line(f"{a}, {b} = {damped(w)}, {damped(w)}")
    w.bind(Scalar(a))
    w.bind(Scalar(b))


def contain(w: Writer) -> None:
    w.pick((pack, table, unpack, change, append, local, comprehension, *OBJECTS))(w)


def pack(w: Writer) -> None:
    size = w.pick((2, 3, 1))
    items = ", ".join(damped(w) for _ in range(size))
    name = w.name("t")
    mutable = w.chance(60)
    w.line(f"{name} = [{items}]" if mutable else f"{name} = ({items},)")
    w.bind(Items(name, size, mutable))


def table(w: Writer) -> None:
    name = w.name("d")
    w.line(f'{name} = {{"a": {damped(w)}, "b": {damped(w)}}}')
    w.bind(Table(name, ("a", "b")))


def unpack(w: Writer) -> None:
    found = [v for v in of_type(w.scope, Items) if not v.grown] + arrays(w.scope, rank=1)
    if not found:
        return pack(w)
    v = w.pick(found)
    size = v.size if isinstance(v, Items) else v.shape[0]
    if size == 3 and isinstance(v, Items) and w.chance(30):
        a, b = w.name("x"), w.name("t")
        w.line(f"{a}, *{b} = {v.name}")
        w.bind(Scalar(a))
        w.bind(Items(b, 2, True))
        return
    names = [w.name("x") for _ in range(size)]
    w.line(f"{', '.join(names)}{',' * (size == 1)} = {v.name}")
    for name in names:
        w.bind(Scalar(name))


def change(w: Writer) -> None:
    """Write into a list or a dict."""
    found = [v for v in of_type(w.scope, Items) if v.mutable and v.size] + of_type(w.scope, Table)
    if not found:
        return w.pick((table, pack))(w)
    v = w.pick(found)
    if isinstance(v, Table):
        w.line(f'{v.name}["{w.pick(v.keys)}"]' + written(w, lambda: damped(w)))
    else:
        w.line(f"{v.name}[{whole(w, v.size)}]" + written(w, lambda: damped(w)))


def append(w: Writer) -> None:
    found = [v for v in of_type(w.scope, Items) if v.mutable and not v.held]
    if not found:
        name = w.name("t")
        w.line(f"{name} = []")
        w.bind(Items(name, 0, True, True))
        return
    v = w.pick(found)
    w.line(f"{v.name}.append({damped(w)})")
    # In a loop or on one way of several the number of items is in doubt.
    w.bind(replace(v, size=v.size + 1 if not w.loops else v.size, grown=v.grown or bool(w.loops)))


def local(w: Writer) -> None:
    """A function inside the function, which sees the names around it."""
    name = w.name("g")
    own = w.name("z")
    kept = dict(w.scope)
    w.bind(Scalar(own))
    value = damped(w)
    if w.chance(50):
        w.line(f"{name} = lambda {own}: {value}")
    else:
        w.line(f"def {name}({own}):")
        with w.block():
            w.line(f"return {value}")
    w.scope = kept
    if not w.loops:
        w.bind(Local(name))


def comprehension(w: Writer) -> None:
    found = arrays(w.scope, rank=1) + [v for v in of_type(w.scope, Items) if not v.grown]
    if not found:
        return pack(w)
    v = w.pick(found)
    own = w.name("z")
    kept = dict(w.scope)
    w.bind(Scalar(own))
    value = damped(w)
    w.scope = kept
    name = w.name("t")
    w.line(f"{name} = [{value} for {own} in {v.name}]")
    w.bind(Items(name, v.size if isinstance(v, Items) else v.shape[0], True))


def call_statement(w: Writer) -> None:
    h = w.pick([h for h in w.helpers if h.writes or h.result not in ((), None)])
    if h.writes:
        fitting = [v for v in arrays(w.scope, h.kinds[0]) if writable(w.scope, v)]
        if not fitting:
            name = w.name("a")
            w.line(f"{name} = {settled(w, h.kinds[0])} * 1.0")
            w.new_array(name, h.kinds[0])
            return
        v = w.pick(fitting)
        rest = call(w, replace(h, kinds=h.kinds[1:])).text.partition("(")[2]
        text = f"{h.name}({v.name}{', ' * (rest != ')')}{rest}"
    else:
        text = call(w, h).text
    if h.result is None:
        w.line(text)
    elif h.result == ():
        name = scalar_name(w)
        # What a loop feeds back would grow.
        w.line(f"{name} = np.tanh({text})" if w.loops else f"{name} = {text}")
        w.bind(Scalar(name))
    else:
        name = w.name("a")
        w.line(f"{name} = {text}")
        # It may be one of the arguments.
        w.bind(Array(name, h.result, frozenset().union(*(v.memory for v in arrays(w.scope)), w.storage()), False))


# Control flow


def branch(w: Writer) -> None:
    before = dict(w.scope)
    ways = []
    w.line(f"if {condition(w)}:")
    with w.block():
        body(w)
    ways += [] if w.dead else [w.scope]
    if w.chance(20):
        w.scope = dict(before)
        w.line(f"elif {condition(w)}:")
        with w.block():
            body(w)
        ways += [] if w.dead else [w.scope]
    w.scope = dict(before)
    if w.chance(60):
        w.line("else:")
        with w.block():
            body(w)
        ways += [] if w.dead else [w.scope]
    else:
        ways.append(before)
    w.join(ways)


def block(w: Writer) -> None:
    w.pick(BLOCKS)(w, body)


def guard(w: Writer) -> None:
    """A value that is bound on one way only, and read where the same test holds."""
    ready = [(test, v) for test, v in w.guarded if v.name not in w.scope]
    before = dict(w.scope)
    if ready and w.chance(70):
        test, v = w.pick(ready)
        w.line(f"if {test}:")
        w.bind(v)
        with w.block():
            body(w)
        ended = w.dead
        w.scope.pop(v.name, None)
        w.join([before] if ended else [before, w.scope])
        return
    names = [v for v in of_type(w.scope, Whole) if v.steady and v.name in ("n", "m")]
    if not names or w.depth:
        return branch(w)
    v = w.pick(names)
    test = w.pick((f"{v.name} > {v.low}", f"{v.name} % 2 == 1"))
    name = w.name("u")
    w.line(f"if {test}:")
    with w.block():
        w.line(f"{name} = {damped(w)}")
        w.bind(Scalar(name))
        body(w, 0, 2)
    bound = w.scope.get(name)
    w.join([before] if w.dead else [before, w.scope])
    if bound is not None:
        w.guarded.append((test, bound))


def loop(w: Writer, head: str, bind: Callable[[], None], start: Callable[[], None] | None = None) -> None:
    """A loop with its body, which may have no trip at all."""
    before = dict(w.scope)
    kept = list(w.guarded)
    w.line(head)
    w.loops.append(Loop())
    bind()
    with w.block():
        if start is not None:
            start()
        body(w)
    info = w.loops.pop()
    w.guarded = kept
    ends = [before, *info.continued] + ([] if w.dead else [w.scope])
    w.scope = meet(ends)
    if w.chance(10):
        w.line("else:")
        with w.block():
            body(w, 1, 2)
        w.join(([] if w.dead else [w.scope]) + info.left)
    else:
        w.join([w.scope, *info.left])


def counted(w: Writer) -> None:
    i = w.name("i")
    forms = [("range(2)", 0, 1), ("range(3)", 0, 2), ("range(1, 4)", 1, 3), ("range(2, -1, -1)", 0, 2)]
    forms += [("range(0, 4, 2)", 0, 2), ("reversed(range(3))", 0, 2)]
    for v in of_type(w.scope, Whole):
        if v.low >= 0 and v.high <= 4:
            forms += [(f"range({v.name})", 0, max(v.high - 1, 0)), (f"range({v.name}, 4)", v.low, 3)]
    for a in arrays(w.scope):
        forms += [(f"range(len({a.name}))", 0, a.shape[0] - 1), (f"range({a.name}.shape[0])", 0, a.shape[0] - 1)]
    text, low, high = w.pick(forms)
    loop(w, f"for {i} in {text}:", lambda: w.bind(Whole(i, low, high)))


def over_items(w: Writer) -> None:
    rows = arrays(w.scope)
    lists = [v for v in of_type(w.scope, Items)]
    if not rows and not lists:
        return counted(w)
    v = w.pick(rows + lists)
    if isinstance(v, Items):
        w.bind(replace(v, held=True))
    x = w.name("x")
    item = Array(x, v.shape[1:], v.memory, v.settled) if isinstance(v, Array) and len(v.shape) == 2 else Scalar(x)
    high = v.shape[0] - 1 if isinstance(v, Array) else 3
    form = w.pick(("plain", "enumerate", "zip", "reversed", "items"))
    if form == "enumerate":
        i = w.name("i")
        loop(w, f"for {i}, {x} in enumerate({v.name}):", lambda: (w.bind(Whole(i, 0, high)), w.bind(item))[0])
    elif form == "zip" and isinstance(v, Array):
        other = w.pick(arrays(w.scope, v.shape))
        y = w.name("x")
        second = (
            replace(item, name=y, memory=other.memory, settled=other.settled) if isinstance(item, Array) else Scalar(y)
        )
        loop(w, f"for {x}, {y} in zip({v.name}, {other.name}):", lambda: (w.bind(item), w.bind(second))[0])
    elif form == "items" and of_type(w.scope, Table):
        t = w.pick(of_type(w.scope, Table))
        loop(w, f"for _, {x} in {t.name}.items():", lambda: w.bind(Scalar(x)))
    elif form == "reversed":
        loop(w, f"for {x} in reversed({v.name}):", lambda: w.bind(item))
    else:
        loop(w, f"for {x} in {v.name}:", lambda: w.bind(item))
    if isinstance(v, Items) and isinstance(kept := w.scope.get(v.name), Items):
        w.bind(replace(kept, held=v.held))


def until(w: Writer) -> None:
    k = w.name("k")
    w.line(f"{k} = 0")
    w.bind(Whole(k, 0, 3, False))
    w.bind(Whole(k, 0, 3, False))
    tests = ["k < 3", "k < 2"] + [f"k < {v.name}" for v in of_type(w.scope, Whole) if v.high <= 3 and v.name != k]
    if w.chance(30):

        def start() -> None:
            w.line(f"{k} += 1")
            w.line(f"if {k} > 2:")
            w.line("    break")
            w.loops[-1].left.append(dict(w.scope))

        return loop(w, "while True:", lambda: None, start)
    loop(w, f"while {w.pick(tests).replace('k', k, 1)}:", lambda: None, lambda: w.line(f"{k} += 1"))


def leave(w: Writer) -> None:
    """Leave the loop, the trip or the function, from inside a branch."""
    forms = ["return"] * 2
    if w.loops:
        forms += ["break", "break", "continue", "continue"]
    form = w.pick(forms)
    if form == "return":
        give_back(w)
    else:
        w.line(form)
        (w.loops[-1].left if form == "break" else w.loops[-1].continued).append(dict(w.scope))
    w.dead = True


def give_back(w: Writer) -> None:
    if w.result is None:
        w.line("return")
    else:
        w.line(f"return {', '.join(_result(w, shape) for shape in w.result)}")


def _result(w: Writer, shape: Shape) -> str:
    if shape != ():
        return settled(w, shape)
    # What nothing reads is not computed: the result depends on much of what there is.
    terms = [damped(w)]
    for v in list(w.scope.values()):
        if len(terms) < 5 and not w.chance(30):
            terms += summary(v)
    return " + ".join(terms)


def summary(v: object) -> list[str]:
    match v:
        case Scalar(name):
            return [name]
        case Array(name=name):
            return [f"np.sum({name} * {name})"]
        case Items(name=name):
            return [f"sum({name})"]
        case Table(name=name):
            return [f'{name}["a"] * {name}["b"]']
        case Arrays(name=name):
            return [f"np.sum({name}[0])"]
        case Record(reads=reads):
            return [f"{reads[0]} * {reads[1]}"]
    return []

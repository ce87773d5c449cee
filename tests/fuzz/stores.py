"""Random statements that make arrays, give them second names, and write into them."""

from __future__ import annotations

from collections.abc import Callable

from fuzz.expressions import array, array_leaf, mask, mixed, scalar, settle, views
from fuzz.scope import Array, Arrays, Shape, arrays, of_type, writable
from fuzz.tests import condition, whole
from fuzz.writer import Writer

SHAPES: tuple[Shape, ...] = ((4,), (3,), (2,), (2, 2), (3, 4), (4, 3), (4, 1), (1,))


def settled(w: Writer, shape: Shape, depth: int = 2) -> str:
    return settle(array(w, shape, depth), lambda t: f"{w.pick(('np.sin', 'np.tanh'))}({t})")


def damped(w: Writer, depth: int = 2) -> str:
    return settle(scalar(w, depth), lambda t: f"{w.pick(('math.sin', 'np.tanh'))}({t})")


def fresh_array(w: Writer) -> None:
    found = arrays(w.scope)
    if found and w.chance(60):
        v = w.pick(found)
        text = w.pick((f"{v.name}.copy()", f"np.zeros_like({v.name})", settled(w, v.shape), f"0.5 * {v.name}"))
        shape = v.shape
    else:
        shape = w.pick(SHAPES)
        text = settled(w, shape)
        if any(text == v.name or t == text for v in found for t, _ in views(v)) or "[" in text[:4]:
            text = f"1.0 * {text}"
    name = rebound(w, shape) if w.chance(25) else w.name("a")
    w.line(f"{name} = {text}")
    w.new_array(name, shape)
    if not text.endswith(")") or text.startswith(("np.array", "np.ones", "np.full", "np.zeros")) or "copy" in text:
        return
    # A call may give a view.
    memory = w.storage().union(*(v.memory for v in found))
    w.bind(Array(name, shape, memory, False)) if ".reshape" in text or ".T" in text else None


def rebound(w: Writer, shape: Shape) -> str:
    found = arrays(w.scope, shape)
    return w.pick(found).name if found else w.name("a")


def alias(w: Writer) -> None:
    """A second name for an array, or for a part of it."""
    v = w.pick(arrays(w.scope))
    forms = [(v.name, v.shape), *views(v)]
    if len(v.shape) == 2:
        forms += [(f"{v.name}[{whole(w, v.shape[0])}]", v.shape[1:])]
        forms += [(f"{v.name}[:, {whole(w, v.shape[1])}]", v.shape[:1])]
    text, shape = w.pick(forms)
    name = rebound(w, shape) if w.chance(15) else w.name("b")
    w.line(f"{name} = {text}")
    certain = v.settled and (".ravel()" not in text and ".reshape" not in text)
    w.bind(Array(name, shape, v.memory, certain))


def undecided(w: Writer) -> None:
    """An array that is one or another: it may be read only."""
    v = w.pick(arrays(w.scope))
    other = w.pick(arrays(w.scope, v.shape))
    name = w.name("c")
    w.line(f"{name} = {v.name} if {condition(w)} else {other.name}")
    w.bind(Array(name, v.shape, v.memory | other.memory, v.memory == other.memory and v.settled and other.settled))


def exchange(w: Writer) -> None:
    """Two names change their arrays."""
    v = w.pick(arrays(w.scope))
    other = w.pick(arrays(w.scope, v.shape))
    if other.name == v.name:
        return fresh_array(w)
    w.line(f"{v.name}, {other.name} = {other.name}, {v.name}")
    w.bind(Array(v.name, v.shape, other.memory, other.settled))
    w.bind(Array(other.name, v.shape, v.memory, v.settled))


def target(w: Writer) -> Array | None:
    found = [v for v in arrays(w.scope) if writable(w.scope, v)]
    return w.pick(found) if found else None


def store_element(w: Writer) -> None:
    v = target(w)
    if v is None:
        return fresh_array(w)
    indices = [whole(w, n) for n in v.shape]
    place = f"{v.name}[{w.pick((', ', '][')).join(indices)}]"
    w.line(place + written(w, lambda: damped(w)))


def written(w: Writer, value: Callable[[], str]) -> str:
    """An operator of assignment and a value that keeps the target moderate."""
    return w.pick(
        (
            lambda: f" = {value()}",
            lambda: f" += {w.factor}{_inner(value())}",
            lambda: f" -= {w.factor}{_inner(value())}",
            lambda: f" *= 0.9 * {_inner(value())}",
            lambda: f" /= 2.0 + {_inner(value())} ** 2",
        )
    )()


def _inner(text: str) -> str:
    return text if text.replace("_", "").replace(".", "").isalnum() else f"({text})"


def parts(w: Writer, v: Array) -> list[tuple[str, Shape]]:
    """Targets of assignment inside an array."""
    found = [(t, s) for t, s in views(v) if t.endswith("]")]
    if len(v.shape) == 2:
        m, n = v.shape
        i, j = whole(w, m), whole(w, n)
        found += [(f"{v.name}[{i}]", (n,)), (f"{v.name}[:, {j}]", (m,)), (f"{v.name}[{i}, 1:]", (n - 1,))]
        found += [(f"{v.name}[{i}][:]", (n,)), (f"{v.name}[..., {j}]", (m,)), (f"{v.name}.T[{j}]", (m,))]
    else:
        (n,) = v.shape
        found += [(f"{v.name}[...]", (n,))]
    return [(t, s) for t, s in found if 0 not in s]


def store_slice(w: Writer) -> None:
    v = target(w)
    if v is None:
        return fresh_array(w)
    text, shape = w.pick(parts(w, v))
    w.line(text + written(w, lambda: _value(w, shape)))


def _value(w: Writer, shape: Shape) -> str:
    return settle(mixed(w, shape, 2), lambda t: f"np.sin({t})")


def store_whole(w: Writer) -> None:
    """``a += e`` writes where a lies, and so does ``a[:] = e``."""
    v = target(w)
    if v is None:
        return fresh_array(w)
    operator = written(w, lambda: _value(w, v.shape))
    w.line(f"{v.name}[:]{operator}" if operator.startswith(" = ") else f"{v.name}{operator}")


def store_scattered(w: Writer) -> None:
    """Through a list of indices, which may repeat, or a mask."""
    v = target(w)
    if v is None or len(v.shape) != 1:
        return store_slice(w)
    (n,) = v.shape
    if w.chance(50):
        w.line(f"{v.name}[{mask(w, n)}]" + written(w, lambda: damped(w)))
        return None
    count = w.pick((2, 3))
    indices = ", ".join(str(w.pick(range(n))) for _ in range(count))
    w.line(f"{v.name}[[{indices}]]" + written(w, lambda: _counted(w, count)))


def _counted(w: Writer, count: int) -> str:
    return damped(w) if w.chance(50) else settled(w, (count,), 1)


def store_chained(w: Writer) -> None:
    v = target(w)
    u = target(w)
    if v is None or u is None:
        return fresh_array(w)
    text, shape = w.pick(parts(w, v))
    others = [t for t, s in parts(w, u) if s == shape]
    second = w.pick(others) if others else w.name("a")
    w.line(f"{second} = {text} = {settled(w, shape)}")
    if not others:
        w.bind(Array(second, shape, w.storage()))


def collection(w: Writer) -> None:
    """A list of arrays, whose items are the arrays themselves."""
    v = w.pick(arrays(w.scope))
    same = arrays(w.scope, v.shape)
    count = w.pick((1, 2, 3))
    chosen = [w.pick(same) if w.chance(70) else None for _ in range(count)]
    texts = [settled(w, v.shape, 1) if u is None else u.name for u in chosen]
    name = w.name("r")
    w.line(f"{name} = [{', '.join(texts)}]")
    w.bind(Arrays(name, v.shape, count))


def rows(w: Writer) -> None:
    """The rows of an array, in a list or each under a name of its own."""
    found = [v for v in arrays(w.scope, rank=2) if v.settled]
    if not found:
        return collection(w)
    v = w.pick(found)
    m, n = v.shape
    if w.chance(50):
        names = [w.name("b") for _ in range(m)]
        w.line(f"{', '.join(names)}{',' * (m == 1)} = {v.name}")
        for name in names:
            w.bind(Array(name, (n,), v.memory, v.settled))
        return None
    name = w.name("r")
    forms = [f"list({v.name})", f"[{v.name}[i] for i in range({m})]", f"[t for t in {v.name}]", f"[*{v.name}]"]
    w.line(f"{name} = {w.pick(forms)}")
    w.bind(Arrays(name, (n,), m))


def store_in_collection(w: Writer) -> None:
    found = of_type(w.scope, Arrays)
    if not found or any(not v.settled for v in arrays(w.scope)):
        return store_slice(w)
    v = w.pick(found)
    assert isinstance(v, Arrays)
    item = f"{v.name}[{w.pick(range(v.size))}]"
    if len(v.shape) == 1:
        w.line(f"{item}[{whole(w, v.shape[0])}]" + written(w, lambda: damped(w)))
    else:
        w.line(f"{item}[{whole(w, v.shape[0])}, 0]" + written(w, lambda: damped(w)))


def functions_that_write(w: Writer) -> None:
    v = target(w)
    if v is None:
        return fresh_array(w)
    value = array_leaf(w, v.shape)
    forms = [
        f"np.copyto({v.name}, {value})",
        f"{v.name}.fill({damped(w)})",
        f"np.multiply({v.name}, {damped(w)}, out={v.name})",
        f"np.sin({value}, out={v.name})",
        f"np.copyto({v.name}, {value}, where={mask(w, v.shape[-1])})",
        f"np.put({v.name}, [{whole(w, v.shape[0])}, {whole(w, v.shape[0])}], {damped(w)})",
        f"np.add.at({v.name}, [{whole(w, v.shape[0])}, {whole(w, v.shape[0])}], {w.factor}{_inner(damped(w))})",
        f"np.subtract.at({v.name}, {whole(w, v.shape[0])}, {w.factor}{_inner(damped(w))})",
    ]
    if len(v.shape) == 2:
        forms += [f"np.fill_diagonal({v.name}, {damped(w)})"] * 2
    w.line(w.pick(forms))


STORES: tuple[Callable[[Writer], None], ...] = (
    store_element,
    store_element,
    store_slice,
    store_slice,
    store_whole,
    store_whole,
    store_scattered,
    store_chained,
    store_in_collection,
    functions_that_write,
    functions_that_write,
)
MAKERS: tuple[Callable[[Writer], None], ...] = (
    fresh_array,
    fresh_array,
    alias,
    alias,
    alias,
    undecided,
    exchange,
    collection,
    rows,
    rows,
)

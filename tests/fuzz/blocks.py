"""Random blocks: exceptions, contexts, matches, and functions that assign to names around them."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Callable
from dataclasses import replace

from fuzz.scope import Array, Arrays, Local, Record, Scalar, Scope, Whole, of_type
from fuzz.stores import damped
from fuzz.tests import condition, truth
from fuzz.writer import Writer

Body = Callable[[Writer], None]


def attempt(w: Writer, body: Body) -> None:
    """A try, whose handler sees the names that the body of the try does not assign."""
    before = dict(w.scope)
    w.line("try:")
    whole, failed = _attempted(w, body, before)
    w.scope = failed
    w.line(f"except {w.pick(('ValueError', 'ValueError as error', '(ValueError, IndexError)'))}:")
    with w.block():
        body(w)
    handled = [] if w.dead else [w.scope]
    if w.chance(20) and whole:
        (w.scope,) = whole
        w.line("else:")
        with w.block():
            body(w)
        whole = [] if w.dead else [w.scope]
    w.join([*whole, *handled])


def suppress(w: Writer, body: Body) -> None:
    before = dict(w.scope)
    w.line(
        w.pick(
            (
                "with contextlib.suppress(ValueError):",
                'with np.errstate(divide="ignore"), contextlib.suppress(ValueError):',
            )
        )
    )
    whole, failed = _attempted(w, body, before)
    w.join([*whole, failed])


def _attempted(w: Writer, body: Body, before: Scope) -> tuple[list[Scope], Scope]:
    """What is bound where the body of a try ends, and where it fails: what the body does not touch.

    Arrays that are results may not be written there.
    """
    start = len(w.lines)
    if w.writes:
        w.scope = {name: replace(v, settled=False) if isinstance(v, Array) else v for name, v in w.scope.items()}
    with w.block():
        if w.chance(50):
            body(w)
        if not w.dead:
            w.line(f"if {condition(w)}:")
            w.line(f"    raise ValueError({w.pick(('', repr('no'), *(v.name for v in of_type(w.scope, Whole))))})")
            body(w)
    touched = _touched(w.lines[start:])
    # Other names of arrays and objects may be among them, and functions may read them.
    failed = {
        name: variable
        for name, variable in before.items()
        if name not in touched and not isinstance(variable, Array | Arrays | Record | Local)
    }
    return [] if w.dead else [w.scope], failed


def _touched(lines: list[str]) -> set[str]:
    """The names that statements assign or hand on to what may write into them."""
    touched: set[str] = set()
    for node in ast.walk(ast.parse(textwrap.dedent("\n".join(lines)))):
        if isinstance(node, ast.Name | ast.Subscript | ast.Attribute) and isinstance(node.ctx, ast.Store):
            touched |= {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}
        if isinstance(node, ast.Nonlocal):
            touched |= set(node.names)
        if isinstance(node, ast.Call):
            touched |= {
                inner.id for part in (node, *node.keywords) for inner in ast.walk(part) if isinstance(inner, ast.Name)
            }
    return touched


def context(w: Writer, body: Body) -> None:
    w.line(w.pick(('with np.errstate(divide="ignore"):', "with contextlib.nullcontext():")))
    with w.block():
        body(w)


def match(w: Writer, body: Body) -> None:
    found = of_type(w.scope, Whole)
    if not found:
        return context(w, body)
    v = w.pick(found)
    name = w.name("x")
    w.line(w.pick((f"match {v.name}:", f"match ({v.name}, {damped(w)}):")))
    pair = w.lines[-1].endswith("):")
    before = dict(w.scope)
    ways = []
    patterns = ["0", "1 | 2", f"_ if {condition(w)}", "int()"][: w.pick((1, 2, 3, 4))]
    if w.chance(60):
        patterns.append("_")
    w.indent += 1
    for pattern in patterns:
        w.scope = dict(before)
        guarded, _, test = pattern.partition(" if ")
        w.line(f"case ({guarded}, {name}){' if ' * bool(test)}{test}:" if pair else f"case {pattern}:")
        if pair:
            w.bind(Scalar(name))
        with w.block():
            body(w)
        ways += [] if w.dead else [w.scope]
    w.indent -= 1
    w.join(ways if "_" in patterns else [*ways, before])


def nonlocal_write(w: Writer, body: Body) -> None:
    """A function that assigns to a name around it, and is called."""
    found = [v.name for v in of_type(w.scope, Scalar) if v.name != "p"]
    if not found:
        return context(w, body)
    outer = w.pick(found)
    name, own = w.name("g"), w.name("z")
    w.line(f"def {name}({own}):")
    kept = dict(w.scope)
    w.bind(Scalar(own))
    with w.block():
        w.line(f"nonlocal {outer}")
        if w.chance(30):
            w.line(f"if {truth(w)}:")
            w.line(f"    return {damped(w)}")
        w.line(f"{outer} = {damped(w)}")
        w.line(f"return {damped(w)}")
    w.scope = kept
    for _ in range(w.pick((1, 2))):
        result = w.name("x")
        w.line(f"{result} = {name}({damped(w)})")
        w.bind(Scalar(result))
    w.bind(Scalar(outer))


BLOCKS = (attempt, attempt, suppress, context, match, match, nonlocal_write)

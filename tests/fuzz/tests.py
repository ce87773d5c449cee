"""Random integers and tests: conditions that are far from deciding otherwise, and tests that stand for numbers."""

from __future__ import annotations

from fuzz.scope import Whole, of_type
from fuzz.writer import Writer


def whole(w: Writer, size: int) -> str:
    """An index into an axis."""
    fixed = [str(k) for k in range(size)] + [str(-k) for k in range(1, size + 1)]
    found = of_type(w.scope, Whole)
    if not found or w.chance(40):
        return w.pick(fixed)
    v = w.pick(found)
    assert isinstance(v, Whole)
    forms = [f"({v.name} + 1) % {size}", f"{v.name} % {size}"]
    if 0 <= v.low and v.high < size:
        forms += [v.name, v.name, f"{size - 1} - {v.name}"]
    if 1 <= v.low and v.high <= size:
        forms += [f"{v.name} - 1", f"-{v.name}"]
    if 0 <= v.low and v.high + 1 < size:
        forms += [f"{v.name} + 1"]
    return w.pick(forms)


def condition(w: Writer, steady: bool = False, deep: bool = True) -> str:
    """A condition decided by integers, or by a float that is far from the threshold."""
    found = [v for v in of_type(w.scope, Whole) if v.steady or not steady]
    if not found:
        return w.pick(("True", "False")) if not steady else "n > 1"
    v = w.pick(found)
    middle = (v.low + v.high) // 2
    forms = [f"{v.name} > {middle}", f"{v.name} % 2 == 0", f"{v.name} == {v.low}", f"{v.name} != {v.high}"]
    other = w.pick(found)
    if other.name != v.name:
        forms += [f"{v.name} < {other.name}", f"{v.low} <= {v.name} < {other.name}"]
    if "p" in w.scope:
        forms += ["p > 0.0"]
    text = w.pick(forms)
    if deep and w.chance(15):
        return f"{text} {w.pick(('and', 'or'))} {condition(w, steady, False)}"
    if deep and w.chance(10):
        return f"not {text}" if text.isidentifier() else f"not ({text})"
    return text


def truth(w: Writer, deep: bool = True) -> str:
    """A test as a value: True or False, written in one of the many ways."""
    test = condition(w)
    found = of_type(w.scope, Whole)
    n = w.pick(found).name if found else "2"
    forms = [
        f"({test})",
        f"(not ({test}))",
        f"(not not {n})",
        f"(not {n})",
        f"bool({n})",
        f"bool({test})",
        f"int({test})",
        f"(({test}) == ({condition(w)}))",
        f"(({test}) is not ({condition(w)}))",
        f"(({test}) ^ ({condition(w)}))",
        f"(({test}) & ({condition(w)}))",
        f"any(k == {n} for k in range(3))",
        f"all([{test}, {n} > 1])",
        f"isinstance({n}, int)",
        f"({n} in (1, 2))",
        f"({n} % 2)",
        f"divmod({n}, 2)[1]",
        f"min({n} * {n}, 1)",
        f"(1 if {n} else 0)",
    ]
    if deep:
        forms += [f"({truth(w, False)} and {truth(w, False)})", f"({truth(w, False)} or {truth(w, False)})"]
        forms += [f"(not {truth(w, False)})"]
    return w.pick(forms)

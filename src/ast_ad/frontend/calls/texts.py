"""Objects as texts: what ``print``, ``str`` and f-strings show of instances whose structure is taken apart."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from ast_ad.frontend.calls import library
from ast_ad.frontend.calls.structural import Keywords, Positional, handles
from ast_ad.frontend.expressions import special
from ast_ad.frontend.machine import classes
from ast_ad.frontend.machine.machine import Machine
from ast_ad.frontend.machine.objects import PLAIN, Abstract, Box, Contents, Tuple
from ast_ad.ir import Const

# A template of str.format, and what stands in its fields.
Template = tuple[str, list[Abstract]]
_HINT = "give the class a __repr__, or show what is in it"


def shown(m: Machine, value: Abstract, quoted: bool = False) -> Abstract:
    """An object, or what holds one, as its text; anything else as it is. ``quoted``: by ``repr``."""
    if not _holds_instance(m, value):
        return value
    with m.hold(value) as held:
        template, parts = _template(m, held()[0], quoted)
        if template == "{}":
            return parts[0]
        return library.apply(m, str.format, [Const(template), *parts], {})


def formatted(m: Machine, value: Abstract, conversion: int, spec: str | None) -> Abstract:
    """What an f-string shows of a value, if that is an object."""
    if conversion in (-1, None) and (said := special.call(m, value, "__format__", Const(spec or ""))) is not None:
        return said
    if spec and special.is_instance(m, value) and conversion in (-1, None):
        m.refuse("AD107", "an object is formatted whose class has no __format__", "format a number that it holds")
    return shown(m, value, quoted=conversion in (ord("r"), ord("a")))


@handles(str)
def _of_object(m: Machine, positional: Positional, keywords: Keywords) -> Abstract | None:
    """``str(x)`` of what holds an object; None for the rest."""
    return shown(m, positional[0]) if len(positional) == 1 and _holds_instance(m, positional[0]) else None


@handles(repr)
def _quoted(m: Machine, positional: Positional, keywords: Keywords) -> Abstract | None:
    """The same for ``repr(x)``."""
    return shown(m, positional[0], quoted=True) if len(positional) == 1 and _holds_instance(m, positional[0]) else None


def _holds_instance(m: Machine, value: Abstract) -> bool:
    if isinstance(value, Tuple):
        own = value.type is not tuple and any(special.find(m, value, each) for each in ("__repr__", "__str__"))
        return own or any(_holds_instance(m, item) for item in value.items)
    contents = m.content(value.storage) if isinstance(value, Box) else None
    if not isinstance(contents, Contents):
        return False
    return contents.type not in PLAIN or any(_holds_instance(m, item) for item in contents.items)


def _template(m: Machine, value: Abstract, quoted: bool) -> Template:
    if not _holds_instance(m, value):
        return "{!r}" if quoted else "{}", [value]
    for name in ("__repr__",) if quoted else ("__str__", "__repr__"):
        if (said := special.call(m, value, name)) is not None:
            return "{}", [said]
    cls = classes.type_of(m, value)
    if isinstance(value, Tuple):
        names = [f"{name}=" for name in value.names] or [""] * len(value.items)
        end = "," if len(value.items) == 1 and cls is tuple else ""
        return _joined(m, f"{'' if cls is tuple else cls.__name__}(", names, value.items, f"{end})")
    contents = m.content(value.storage) if isinstance(value, Box) else None
    assert isinstance(contents, Contents)
    if cls is list:
        return _joined(m, "[", [""] * len(contents.items), contents.items, "]")
    if cls is dict:
        return _joined(m, "{{", [f"{key!r}: " for key in contents.keys], contents.items, "}}")
    if not dataclasses.is_dataclass(cls) or not cls.__dataclass_params__.repr:  # type: ignore[attr-defined]
        m.refuse(
            "AD110", f"a {cls.__name__} is shown as text, of which Python shows no more than its place in memory", _HINT
        )
    held = dict(zip(contents.keys, contents.items))
    names = [field.name for field in dataclasses.fields(cls) if field.repr]
    return _joined(m, f"{cls.__qualname__}(", [f"{name}=" for name in names], [held[name] for name in names], ")")


def _joined(m: Machine, start: str, names: Sequence[str], items: Sequence[Abstract], end: str) -> Template:
    words, found = [], list[Abstract]()
    with m.hold(*items) as held:
        for k, name in enumerate(names):
            template, parts = _template(m, held()[k], quoted=True)
            words.append(name.replace("{", "{{").replace("}", "}}") + template)
            found += parts
    return f"{start}{', '.join(words)}{end}", found

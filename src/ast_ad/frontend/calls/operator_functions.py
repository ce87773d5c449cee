"""The functions of the module ``operator``: what the operators do."""

from __future__ import annotations

import operator
from collections.abc import Callable

from ast_ad.frontend.calls.reflection import attribute_name
from ast_ad.frontend.calls.structural import Keywords, Positional, arguments, handles
from ast_ad.frontend.expressions import attributes, operators, subscripts, truth
from ast_ad.frontend.machine.machine import Machine
from ast_ad.frontend.machine.objects import Abstract, Partial, Tuple
from ast_ad.frontend.statements import writes
from ast_ad.ir import Const

_COMPARED = {"Lt": operator.lt, "LtE": operator.le, "Gt": operator.gt, "GtE": operator.ge, "Eq": operator.eq}
_COMPARED |= {"NotEq": operator.ne, "Is": operator.is_, "IsNot": operator.is_not}


def _binary(function: Callable[..., object]) -> None:
    @handles(function)
    def handler(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
        arguments(m, function.__name__, positional, 2, 2)
        return operators.binary(m, function, *positional)


for function in operators.OPERATORS.values():
    _binary(function)


def _unary(function: Callable[..., object]) -> None:
    @handles(function)
    def handler(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
        arguments(m, function.__name__, positional, 1, 1)
        return operators.unary(m, function, positional[0])


for function in (operator.neg, operator.pos, operator.invert):
    _unary(function)


def _comparison(name: str, function: Callable[..., object]) -> None:
    @handles(function)
    def handler(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
        arguments(m, function.__name__, positional, 2, 2)
        return truth.compare(m, name, *positional)


for name, function in _COMPARED.items():
    _comparison(name, function)


def _against_none(name: str, function: Callable[..., object]) -> None:
    @handles(function)
    def handler(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
        arguments(m, function.__name__, positional, 1, 1)
        return truth.compare(m, name, positional[0], Const(None))


for test, name in (("is_none", "Is"), ("is_not_none", "IsNot")):
    if hasattr(operator, test):  # Python 3.14 has them.
        _against_none(name, getattr(operator, test))


@handles(operator.getitem)
def _getitem(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    arguments(m, "getitem", positional, 2, 2)
    return subscripts.item(m, *positional)


@handles(operator.setitem)
def _setitem(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    arguments(m, "setitem", positional, 3, 3)
    writes.put(m, *positional)
    return Const(None)


@handles(operator.contains)
def _contains(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    arguments(m, "contains", positional, 2, 2)
    return truth.compare(m, "In", positional[1], positional[0])


def _items_of(*keys_and_base: object) -> None:
    """What ``itemgetter(...)`` calls."""


def _attributes_of(*names_and_base: object) -> None:
    """What ``attrgetter(...)`` calls."""


@handles(operator.itemgetter)
def _itemgetter(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    return Partial(Const(_items_of), tuple(positional), ())


@handles(operator.attrgetter)
def _attrgetter(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    return Partial(Const(_attributes_of), tuple(positional), ())


def _method_of(*arguments_and_base: object) -> None:
    """What ``methodcaller(...)`` calls."""


@handles(operator.methodcaller)
def _methodcaller(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    return Partial(Const(_method_of), tuple(positional), tuple(keywords.items()))


@handles(_method_of)
def _call_method(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    from ast_ad.frontend.calls import calls

    name, *given, base = positional
    return calls.call(m, attributes.attribute(m, base, attribute_name(m, name)), given, keywords)


@handles(_items_of)
def _get_items(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    *keys, base = positional
    found = tuple(subscripts.item(m, base, key) for key in keys)
    return found[0] if len(found) == 1 else Tuple(found)


@handles(_attributes_of)
def _get_attributes(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    *names, base = positional
    found = []
    for name in names:
        value = base
        for part in attribute_name(m, name).split("."):
            value = attributes.attribute(m, value, part)
        found.append(value)
    return found[0] if len(found) == 1 else Tuple(tuple(found))

"""Dicts of every kind, and sets, as they are made."""

from __future__ import annotations

import collections

from ast_ad.frontend.calls.structural import Keywords, Positional, arguments, handles, listed
from ast_ad.frontend.expressions import dicts, sets
from ast_ad.frontend.machine.machine import Machine
from ast_ad.frontend.machine.objects import Abstract, Contents, Tuple
from ast_ad.frontend.statements import iterate
from ast_ad.ir import Const


@handles(dict)
def _dict(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    return dicts.made(dicts.gathered(m, positional, keywords))


@handles(collections.defaultdict)
def _default_dict(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    missing = None if not positional or positional[0] == Const(None) else positional[0]
    fields = dicts.gathered(m, positional[1:], keywords)
    return dicts.made(fields, Contents(dict, (), (), missing))


@handles(collections.Counter)
def _counter(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    counts: dicts.Fields = {}
    for value in positional:
        given = dicts.fields_of(m, listed(m, value))
        if given is not None:
            counts = given
            continue
        keys = [dicts.key_of(m, item) for item in iterate.items(m, listed(m, value), None)]
        counts = {key: Const(count) for key, count in collections.Counter(keys).items()}
    counts |= dict(keywords.items())
    return dicts.made(counts, Contents(dict, (), (), Const(collections.Counter)))


@handles(collections.OrderedDict)
def _ordered_dict(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    return dicts.made(dicts.gathered(m, positional, keywords), Contents(dict, (), (), dicts.ORDERED))


@handles(dict.fromkeys)
def _from_keys(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    arguments(m, "fromkeys", positional, 1, 2)
    value = positional[1] if len(positional) == 2 else Const(None)
    return dicts.made({dicts.key_of(m, key): value for key in iterate.items(m, listed(m, positional[0]), None)})


@handles(set)
def _set(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    return sets.of_items(m, listed(m, positional[0]) if positional else Tuple(()))


@handles(frozenset)
def _frozenset(m: Machine, positional: Positional, keywords: Keywords) -> Abstract:
    values = iterate.items(m, listed(m, positional[0]), None) if positional else []
    return Const(frozenset({dicts.key_of(m, item) for item in values}))

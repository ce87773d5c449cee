"""Random objects: dataclasses, named tuples and their attributes, methods and properties."""

from __future__ import annotations

from fuzz.scope import Record, of_type
from fuzz.stores import damped, written
from fuzz.writer import Writer

CLASSES = """
class Point(NamedTuple):
    a: float
    b: float = 0.5


@dataclass
class Body:
    a: float
    b: float = 0.3

    @property
    def mean(self):
        return 0.5 * (self.a + self.b)

    def moved(self, t):
        return Body(self.a + 0.3 * t, self.b * self.mean)

    def shift(self, t):
        self.a, self.b = self.b, math.sin(self.a + t)
        return self

    def __call__(self, t):
        return 0.5 * self.a * t
"""


def make(w: Writer) -> None:
    name = w.name("o")
    if w.chance(40):
        w.line(f"{name} = Point({w.pick((damped(w), f'{damped(w)}, {damped(w)}', f'b={damped(w)}, a={damped(w)}'))})")
        w.bind(Record(name, (f"{name}.a", f"{name}.b", f"{name}[1]")))
        return
    bodies = [v.name for v in of_type(w.scope, Record) if v.writes]
    forms = [f"Body({damped(w)})", f"Body({damped(w)}, b={damped(w)})"]
    for other in bodies:
        forms += [f"{other}.moved({damped(w)})", f"replace({other}, a={damped(w)})", f"copy.copy({other})", other]
    w.line(f"{name} = {w.pick(forms)}")
    w.bind(Record(name, (f"{name}.a", f"{name}.b", f"{name}.mean", f"{name}(0.7)"), (f"{name}.a", f"{name}.b")))


def change(w: Writer) -> None:
    found = of_type(w.scope, Record)
    if not found:
        return make(w)
    v = w.pick(found)
    if not v.writes:
        w.line(f"{v.name} = {v.name}._replace({w.pick('ab')}={damped(w)})")
    elif w.chance(30):
        w.line(f"{v.name}.shift({damped(w)})")
    else:
        w.line(w.pick(v.writes) + written(w, lambda: damped(w)))


OBJECTS = (make, change, change)

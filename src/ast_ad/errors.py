"""Errors. Every refusal has a code, a place in the user's file and a hint; an internal failure names the pass.

DiffError
  Refused        also a SyntaxError: Python draws the caret under the user's text
    NoRule       a function whose derivative nobody has stated
    Problems     all that was refused in one function, at once
  KindError      also a TypeError: arguments of a call that do not fit
  InternalError  a bug of ours
"""

from __future__ import annotations

import linecache
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ast_ad.ir import Place

CODES: dict[str, str] = {
    # 1xx: the language
    "AD101": "the source text of the function cannot be found",
    "AD102": "the text is no valid Python",
    "AD103": "a statement that is not understood",
    "AD104": "an expression that is not understood",
    "AD105": "a name that is not bound",
    "AD106": "an attribute or a method that is not known",
    "AD107": "a call whose arguments do not fit the function",
    "AD108": "something over which a loop cannot run",
    "AD109": "values that do not unpack into the names given",
    "AD110": "an object that cannot be taken apart while compiling",
    "AD111": "a recursion whose results have no settled kinds",
    "AD112": "operands that an operator does not take",
    "AD113": "a text that is nested too deeply",
    # 2xx: storage
    "AD201": "a write into something that must not be written",
    "AD202": "a write through one of two names that may share memory",
    "AD203": "a value with a derivative stored where it would lose it",
    "AD204": "a structure that changes in a way that is not followed",
    "AD205": "an in-place operation that may rebind or write",
    "AD206": "arguments that are written and share memory",
    # 3xx: kinds and arguments
    "AD301": "argnums or static that name no parameter",
    "AD302": "an argument of a type that cannot be differentiated",
    "AD303": "an argument that is an integer, or has nothing to differentiate",
    "AD304": "a result that is not one real number",
    "AD305": "a result that carries no derivative",
    "AD306": "a value whose kind differs between the ways that lead to it",
    "AD307": "a value whose kind is not known and decides the meaning",
    "AD308": "arguments that do not fit the function's parameters",
    "AD309": "a tangent or a seed that does not fit its value",
    "AD310": "something that is not a Python function",
    "AD311": "an option that means nothing",
    # 4xx: rules
    "AD401": "a function whose derivative is not known",
    "AD402": "a use of a function for which its derivative is not known",
    # 6xx: control
    "AD601": "a value that a try block may have assigned before its exception",
    "AD602": "an effect in a try block that forward mode would have to repeat",
    # 9xx: internal
    "AD901": "a bug in ast_ad",
}


class DiffError(Exception):
    """What ast_ad raises: ``code`` (see CODES), ``message``, ``place`` in the user's file if it has one, ``hint``."""

    def __init__(self, code: str, message: str, place: Place | None = None, hint: str = "") -> None:
        super().__init__(f"{code}: {message}")
        self._describe(code, message, place, hint)

    def _describe(self, code: str, message: str, place: Place | None, hint: str) -> None:
        self.code = code
        self.message = message
        self.place = place
        self.hint = hint
        if place is not None and not isinstance(self, SyntaxError):
            # Python shows the place of a SyntaxError by itself.
            self.add_note("\n".join([f'  File "{place.file}", line {place.line}', *_picture(place)]))
        if hint:
            self.add_note(f"hint: {hint}")

    def _arguments(self) -> tuple[object, ...]:
        return self.code, self.message, self.place, self.hint

    def __reduce__(self) -> tuple[Any, ...]:
        # Exceptions pickle as their args, which SyntaxError needs for itself.
        return type(self), self._arguments(), self.__dict__


class Refused(DiffError, SyntaxError):
    """The user's text is not understood, at ``place``."""

    def __init__(self, code: str, message: str, place: Place | None = None, hint: str = "") -> None:
        if place is not None and place.inside and " (in " not in message:
            message += f" ({place.inside})"
        SyntaxError.__init__(self, f"{code}: {message}", *([] if place is None else [_details(place)]))
        self._describe(code, message, place, hint)


class NoRule(Refused):
    """A function is called whose derivative is not known."""


class Problems(Refused):
    """Everything that was refused in one function. It stands at the first place; ``str`` shows all."""

    def __init__(self, problems: Iterable[Refused]) -> None:
        self.problems = tuple(problems)
        first, *others = self.problems
        more = f" (and {len(others)} more)" if others else ""
        super().__init__(first.code, first.message + more, first.place, first.hint)
        for other in others:
            self.add_note(explain(other))

    def _arguments(self) -> tuple[object, ...]:
        return (self.problems,)

    def __str__(self) -> str:
        return "\n".join(map(explain, self.problems))


def together(problems: Sequence[Refused]) -> Refused:
    """One error for all."""
    return problems[0] if len(problems) == 1 else Problems(problems)


class KindError(DiffError, TypeError):
    """The arguments of a call do not fit: their types, their number, or what is asked of them.

    The place, if there is one, is where the function is defined.
    """


class InternalError(DiffError, RuntimeError):
    """A bug of ours: the pass that failed, and the IR around the op on which it failed."""

    def __init__(self, pass_name: str, message: str, excerpt: str = "") -> None:
        super().__init__(
            "AD901", f"{pass_name}: {message}", None, "this is a bug in ast_ad; please report it with this text"
        )
        self.pass_name = pass_name
        self.reason = message
        self.excerpt = excerpt
        if excerpt:
            self.add_note(excerpt)

    def _arguments(self) -> tuple[object, ...]:
        return self.pass_name, self.reason, self.excerpt


FAILURES = (
    AssertionError, ArithmeticError, LookupError, TypeError, ValueError, AttributeError, NameError, SyntaxError,
    NotImplementedError,
)  # fmt: skip


_OF_USER = "raised by a rule of the user's"


def of_user(error: Exception, note: str) -> Exception:
    """An exception that the user's own code has raised while compiling: it is passed on as it is, with a note."""
    error.__dict__[_OF_USER] = True
    error.add_note(note)
    return error


@contextmanager
def within(pass_name: str, excerpt: Callable[[], str]) -> Iterator[None]:
    """What goes wrong in a pass is a bug of ours: the error names the pass and shows what it worked on."""
    try:
        yield
    except DiffError:
        raise
    except FAILURES as error:
        if _OF_USER in vars(error):
            raise
        raise InternalError(pass_name, f"{type(error).__name__}: {error}", excerpt()) from error


def explain(error: DiffError) -> str:
    """The diagnostic as text: file, line and column, code, message, the user's line with carets, the hint."""
    if isinstance(error, Problems):
        return str(error)
    place = error.place
    where = "" if place is None else f"{place.file}:{place.line}:{place.column + 1}: "
    lines = [f"{where}{error.code}: {error.message}"]
    if place is not None:
        lines += _picture(place)
    if isinstance(error, InternalError) and error.excerpt:
        lines.append(error.excerpt)
    if error.hint:
        lines.append(f"  hint: {error.hint}")
    return "\n".join(lines)


def _details(place: Place) -> tuple[str, int, int | None, str, int, int | None]:
    """What SyntaxError wants to know. Its offsets count characters from 1."""
    text = _line(place)
    if not text:
        return place.file, place.line, None, place.statement, place.line, None
    return place.file, place.line, place.column + 1, text, place.line, _end(place, text) + 1


def _line(place: Place) -> str:
    """The user's line, as the file has it now."""
    linecache.checkcache(place.file)
    return linecache.getline(place.file, place.line)


def _end(place: Place, text: str) -> int:
    """The column where the carets end. A range of several lines is shown on its first, as one caret line allows no more."""
    width = len(text.rstrip())
    return min(place.end_column, width) if place.end_line == place.line else width


def _picture(place: Place) -> list[str]:
    text = _line(place).rstrip()
    if not text:
        return [f"    {place.statement}"] if place.statement else []
    shown = text.lstrip()
    indent = len(text) - len(shown)
    # Tabs before the carets are copied, so that both lines are indented alike.
    before = "".join("\t" if char == "\t" else " " for char in text[indent : place.column])
    return [f"    {shown}", f"    {before}{'^' * max(1, _end(place, text) - place.column)}"]

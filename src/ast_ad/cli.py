"""The command ``ast-ad``: read a file, print derivatives of its functions."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from ast_ad.errors import DiffError, KindError, explain
from ast_ad.frontend.reading import notation
from ast_ad.frontend.reading.file import read
from ast_ad.frontend.reading.guess import signature
from ast_ad.frontend.reading.source import Source
from ast_ad.ir import Func
from ast_ad.standalone import Request, derive, guessed, module

_MODES = {
    "adjoint": "print the adjoints (reverse mode): f_bar",
    "tangent": "print the tangents (forward mode): f_dot",
    "ssa": "print the functions as assignments of one operation each",
}


class Usage(Exception):
    """The command was called in a wrong way."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status: 0, 1 after diagnostics, 2 for a wrong call."""
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        return _run(options)
    except (Usage, OSError) as error:
        parser.exit(2, f"{parser.prog}: error: {error}\n")
    except DiffError as error:
        print(explain(error), file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="ast-ad", description="Print the source of derivatives. The file is read and never run."
    )
    commands = parser.add_subparsers(dest="mode", required=True, metavar="{adjoint,tangent,ssa}")
    for mode, about in _MODES.items():
        command = commands.add_parser(mode, help=about, description=about.capitalize() + ".")
        command.add_argument("file", metavar="FILE", help="a Python file; - is the standard input")
        command.add_argument("functions", metavar="FUNC", nargs="*", help="functions of the file (all)")
        command.add_argument("--wrt", metavar="NAMES", help='the parameters that vary, as in "x, A" (all that can)')
        command.add_argument(
            "--types", default="", metavar="KINDS", help='kinds of parameters, as in "x=float, A=float[:,:]"'
        )
        command.add_argument("--set", default="", metavar="VALUES", help='values of parameters, as in "n=3"')
        command.add_argument(
            "--unroll",
            nargs="?",
            const=True,
            default=False,
            type=_count,
            metavar="N",
            help="unroll loops (of at most N trips)",
        )
        default = "trace" if mode == "ssa" else "source"
        command.add_argument(
            "--names", choices=("trace", "source"), default=default, help=f"names of values ({default})"
        )
        command.add_argument("-o", dest="output", metavar="FILE", help="write to a file instead of the standard output")
        command.add_argument(
            "--check", action="store_true", help="print nothing but diagnostics: does it differentiate?"
        )
        command.add_argument(
            "--color", choices=("auto", "always", "never"), default="auto", help="colour the output (auto)"
        )
    return parser


def _count(text: str) -> int:
    count = int(text)
    if count < 1:
        raise argparse.ArgumentTypeError("a count of trips is at least 1")
    return count


def _run(options: argparse.Namespace) -> int:
    functions = read(options.file)
    chosen = _chosen(functions, options)
    request = _request(options, chosen)
    funcs: list[Func] = []
    failed = False
    for source in chosen:
        try:
            func = derive(source, request)
        except DiffError as error:
            print(explain(error), *guessed(source, request), sep="\n", file=sys.stderr)
            failed = True
            continue
        if func is not None:
            funcs.append(func)
        elif options.functions:
            raise Usage(f"{source.qualname} has no parameter with a derivative; see --types and --wrt")
    if not funcs and not failed:
        raise Usage(f"{options.file} has no function that can be differentiated")
    if funcs and not options.check:
        _write(module(funcs, options.names), options)
    return 1 if failed else 0


def _chosen(functions: dict[str, Source], options: argparse.Namespace) -> list[Source]:
    for name in options.functions:
        if name not in functions:
            known = ", ".join(functions) or "none"
            raise Usage(f"{options.file} has no function {name!r} (it has: {known})")
    return [functions[name] for name in dict.fromkeys(options.functions or functions)]


def _request(options: argparse.Namespace, chosen: Sequence[Source]) -> Request:
    try:
        types, values = notation.parse_types(options.types), notation.parse_values(options.set)
    except KindError as error:
        raise Usage(f"{error.message}; {error.hint}") from None
    wrt = None if options.wrt is None else tuple(name.strip() for name in options.wrt.split(",") if name.strip())
    known = {name for source in chosen for name in signature(source).parameters}
    for name in (*types, *values, *(wrt or ())):
        if name not in known:
            raise Usage(f"no function has a parameter {name!r}")
    return Request(options.mode, wrt, types, values, options.unroll, options.names)


def _write(text: str, options: argparse.Namespace) -> None:
    if options.output is not None:
        Path(options.output).write_text(text, encoding="utf-8")
        return
    sys.stdout.write(_coloured(text) if _wants_colour(options.color) else text)


def _wants_colour(choice: str) -> bool:
    if choice == "auto":
        return sys.stdout.isatty() and "NO_COLOR" not in os.environ and _can_colour()
    if choice == "always" and not _can_colour():
        raise Usage("--color always needs pygments: pip install 'ast_ad[color]'")
    return choice == "always"


def _can_colour() -> bool:
    try:
        import pygments  # noqa: F401
    except ImportError:
        return False
    return True


def _coloured(text: str) -> str:
    from pygments import highlight
    from pygments.formatters import TerminalFormatter
    from pygments.lexers import PythonLexer

    return str(highlight(text, PythonLexer(stripnl=False), TerminalFormatter()))


def run() -> NoReturn:
    """The entry point of the command."""
    try:
        status = main()
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read the output has seen enough; Python would complain once more when it closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 0
    sys.exit(status)

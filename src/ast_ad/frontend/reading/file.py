"""Functions of a file that is read and never run: what its names mean is worked out from the text."""

from __future__ import annotations

import builtins
import importlib
import linecache
import sys
import tokenize
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

import gast

from ast_ad.errors import Refused
from ast_ad.frontend.machine.objects import LiveRead
from ast_ad.frontend.reading import bindings
from ast_ad.frontend.reading.bindings import Binding, Bindings, Import
from ast_ad.frontend.reading.constants import NotConstant, evaluate
from ast_ad.frontend.reading.find import function_node
from ast_ad.frontend.reading.source import Source
from ast_ad.frontend.reading.syntax import parse
from ast_ad.ir import Place

STDIN = "-"
# Modules that are imported as they are: what they hold is known, and importing them runs nothing of the user's.
REAL = frozenset(
    {"math", "cmath", "numpy", "scipy", "operator", "functools", "itertools", "collections", "typing", "dataclasses"}
)
# Decorators that leave what a function computes as it is.
_TRANSPARENT = frozenset({"functools", "numba", "typing", "jax"})
_OUR_OWN = "ast_ad"


def read(path: str) -> dict[str, Source]:
    """The functions at the top level of a file, by name; ``-`` is the standard input."""
    return File.load(path, {}).functions()


class FileModule(ModuleType):
    """A module beside the file: its attributes are looked up in its text."""

    def __init__(self, name: str, file: File) -> None:
        super().__init__(name)
        self._file = file

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        try:
            return self._file.own(name)
        except KeyError:
            pass
        beside = self._file.beside(name, self.__name__)
        if beside is None:
            raise AttributeError(name)
        return beside


class File:
    """A file as a namespace. Names are resolved when they are asked for; what cannot be known is refused then."""

    def __init__(self, path: str, text: str, directory: Path, loaded: dict[Path, File]) -> None:
        self.path = path
        self.lines: Sequence[str] = text.splitlines(keepends=True)
        self.directory = directory
        self.loaded = loaded
        self.bindings = Bindings(self._parse(text).body)
        self._known: dict[str, object] = {}
        self._sources: dict[str, Source] = {}

    @classmethod
    def load(cls, path: str, loaded: dict[Path, File]) -> File:
        """Read a file, or take it from those that were read. Raises OSError and Refused (AD102)."""
        if path == STDIN:
            text = sys.stdin.read()
            linecache.cache["<stdin>"] = (len(text), None, text.splitlines(keepends=True), "<stdin>")
            return cls("<stdin>", text, Path.cwd(), loaded)
        place = Path(path).resolve()
        if place not in loaded:
            try:
                with tokenize.open(path) as stream:
                    text = stream.read()
            except (SyntaxError, UnicodeDecodeError) as error:
                raise Refused("AD102", f"{path} cannot be read as text: {error}", None, "save it as UTF-8") from None
            loaded[place] = cls(path, text, place.parent, loaded)
        return loaded[place]

    def _parse(self, text: str) -> Any:
        try:
            return parse(text, self.path)
        except SyntaxError as error:
            line, column = error.lineno or 1, max((error.offset or 1) - 1, 0)
            place = Place(self.path, line, column, line, max((error.end_offset or 1) - 1, column + 1))
            raise Refused("AD102", error.msg, place) from None
        except ValueError as error:
            raise Refused("AD102", str(error), Place(self.path, 1, 0, 1, 0)) from None

    def functions(self) -> dict[str, Source]:
        found = {}
        for name, definitions in self.bindings.names.items():
            node = bindings.function(definitions[-1])
            if node is not None:
                found[name] = self._source(node, name)
        return found

    def lookup(self, name: str) -> object:
        try:
            return self.own(name)
        except KeyError:
            if hasattr(builtins, name):
                return getattr(builtins, name)
            if self.bindings.star is not None:
                self._refuse(
                    "AD105", f"where {name!r} comes from is not known", self.bindings.star, "import it by its name"
                )
            raise

    def own(self, name: str) -> object:
        """What the file itself binds to a name."""
        if name not in self._known:
            self._known[name] = self._resolve(name)
        return self._known[name]

    def _resolve(self, name: str) -> object:
        definition = self.bindings.names[name][-1]
        if name in self.bindings.unclear:
            message = f"what {name!r} holds when the function is called is not known without running the file"
            self._refuse("AD110", message, self.bindings.unclear[name], "bind it once, at the top level of the file")
        if isinstance(definition, Import):
            return self._import(definition)
        node = bindings.function(definition)
        if node is not None:
            self._check_decorators(node)
            return self._source(node, name)
        try:
            return evaluate(definition.value, self.lookup)
        except NotConstant:
            what = "a class" if isinstance(definition.node, gast.ClassDef) else "a value"
            message = f"{name!r} is {what} that is not known without running the file"
            self._refuse("AD110", message, definition.node, "pass it as an argument")

    def _source(self, node: Any, name: str) -> Source:
        if name not in self._sources:
            self._sources[name] = Source(function_node(node, name), self.path, self.lines, self, None, name)
        return self._sources[name]

    def _check_decorators(self, node: Any) -> None:
        for decorator in getattr(node, "decorator_list", ()):
            root = self._origin(decorator)
            if root in _TRANSPARENT or root == "staticmethod":
                continue
            what = "a derivative" if root == _OUR_OWN else "whatever its decorator makes of it"
            self._refuse("AD110", f"{node.name!r} is {what}, which is not known without running the file", decorator)

    def _origin(self, decorator: Any) -> str:
        """The name of the package that a decorator comes from, or its own."""
        while isinstance(decorator, gast.Call | gast.Attribute):
            decorator = decorator.func if isinstance(decorator, gast.Call) else decorator.value
        if not isinstance(decorator, gast.Name):
            return ""
        definition = self.bindings.names.get(decorator.id, [None])[-1]
        return definition.module.partition(".")[0] if isinstance(definition, Import) else decorator.id

    def copy(self, name: str, owners: dict[str, File], rows: dict[str, None]) -> None:
        """Append the statement that binds a name, after those of the names that it uses."""
        definition = self.bindings.names.get(name, [None])[-1]
        if definition is None or owners.get(name) is self:
            return
        if isinstance(definition, Import):
            self._copy_import(name, definition, owners, rows)
            return
        self._own(name, definition, owners)
        for node in gast.walk(definition.value):
            if isinstance(node, gast.Name):
                self.copy(node.id, owners, rows)
        rows.setdefault(self._quote(definition.node))

    def _copy_import(self, name: str, what: Import, owners: dict[str, File], rows: dict[str, None]) -> None:
        """An import of a library as it is; of what another file defines the definition."""
        if not what.level and what.module.partition(".")[0] in REAL:
            rows.setdefault(what.row(name))
            return
        sibling = self._sibling(what)
        if sibling is None or what.attribute is None:
            hint = "import what you need by its name"
            message = f"{name!r} is imported: the text cannot be made to stand on its own"
            self._refuse("AD110", message, what.node, hint)
        sibling._file.copy(what.attribute, owners, rows)
        if name != what.attribute:
            self._own(name, what, owners)
            rows.setdefault(f"{name} = {what.attribute}")

    def _own(self, name: str, definition: Import | Binding, owners: dict[str, File]) -> None:
        """Take a name for this file, if no other file has it."""
        if name in owners:
            message = f"{name!r} is defined in {self.path} and in {owners[name].path}"
            what = f"{message}: the text cannot be made to stand on its own"
            self._refuse("AD110", what, definition.node, "rename one of them")
        owners[name] = self

    def _quote(self, node: Any) -> str:
        return Source(node, self.path, self.lines, self).place(node).statement

    def _import(self, what: Import) -> object:
        root = what.module.partition(".")[0]
        if not what.level and root in (*REAL, _OUR_OWN):
            return self._real(what)
        module = self._sibling(what)
        if module is None:
            hint = "only numpy, scipy, math and modules beside the file are known"
            self._refuse("AD110", f"the module {what.module!r} is not known without running the file", what.node, hint)
        try:
            return module if what.attribute is None else getattr(module, what.attribute)
        except AttributeError:
            self._refuse("AD105", f"{what.module!r} has no name {what.attribute!r}", what.node)

    def _real(self, what: Import) -> object:
        try:
            module = importlib.import_module(what.module)
            if what.attribute is None:
                return module if what.whole else importlib.import_module(what.module.partition(".")[0])
            if not hasattr(module, what.attribute):
                return importlib.import_module(f"{what.module}.{what.attribute}")
            return getattr(module, what.attribute)
        except ImportError as error:
            self._refuse("AD105", str(error), what.node)

    def _sibling(self, what: Import) -> FileModule | None:
        """The module of an import, if it is a file beside this one (or, relative, above it)."""
        directory = self.directory
        for _ in range(what.level - 1):
            directory = directory.parent
        if not what.module:
            return FileModule("", File(str(directory), "", directory, self.loaded))
        parts = what.module.split(".")
        first = found = _module(directory, parts[0], self.loaded)
        for part in parts[1:]:
            if found is None:
                return None
            found = found._file.beside(part, found.__name__)
        return found if what.whole or what.attribute else first

    def beside(self, name: str, package: str) -> FileModule | None:
        """The module of a package, this file being its ``__init__``."""
        return _module(self.directory, name, self.loaded, f"{package}." if package else "")

    def _refuse(self, code: str, message: str, node: Any, hint: str = "") -> NoReturn:
        raise Refused(code, message, Source(node, self.path, self.lines, self).place(node), hint)


def _module(directory: Path, name: str, loaded: dict[Path, File], package: str = "") -> FileModule | None:
    for candidate in (directory / f"{name}.py", directory / name / "__init__.py"):
        if candidate.is_file():
            return FileModule(package + name, File.load(str(candidate), loaded))
    return None


def copies(reads: Iterable[LiveRead]) -> list[str]:
    """The statements of files that define the names which generated code reads, with the imports that they need."""
    found: dict[str, File] = {}
    rows: dict[str, None] = {}
    for live in reads:
        owner = getattr(live.namespace, "owner", live.namespace)
        file = owner._file if isinstance(owner, FileModule) else owner
        if isinstance(file, File):
            file.copy(live.name, found, rows)
    return list(rows)

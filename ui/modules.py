"""One text out of the ES modules that a component is made of, since a page can be sent a text and no folder.

Streamlit serves a component's files from an asset folder only where an installed package declares it in its manifest
(its `component_definition_resolver.py`: "must be declared in pyproject.toml with asset_dir"); this app is run from
its folder, uninstalled, so there the import of a file finds none.

What is imported becomes a function that is called once, before those that use it, with a scope of its own; the entry
comes last and keeps its `export default`. Lines that hold a comment only stay at home. Supported are
`import { a, b as c } from "./x.js";` and exports at the declaration of a name: `export const`, `export function`,
`export class`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# What is no code, and what a template may hide. A slash begins a pattern where no value stands before it.
_TOKEN = re.compile(
    r"""(?P<hidden>//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')"""
    r"""|(?:(?<=[(,=:\[!&|?{};+\-*%<>~^])|(?<=\breturn)|^)\s*(?P<pattern>/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\[\n])+/)"""
    r"""|(?P<mark>[`{}])""",
    re.DOTALL | re.MULTILINE,
)
_TEMPLATE = re.compile(r"(?:\\.|[^`\\$]|\$(?!\{))*(?P<end>`|\$\{)", re.DOTALL)
_STATEMENT = re.compile(r"(?<![\w$.])(?:import|export)\b(?!\s*:)")
_IMPORT = re.compile(r'import\s*\{(?P<names>[^{}]*)\}\s*from\s*"(?P<file>\.{1,2}/[^"\n]+)";')
_EXPORT = re.compile(r"export\s+(?=(?:const|class|(?:async\s+)?function)\s+(?P<name>[\w$]+))")
_DEFAULT = re.compile(r"export\s+default\b")
_NAME = re.compile(r"(?P<name>[\w$]+)(?:\s+as\s+(?P<local>[\w$]+))?")


class ModuleError(ValueError):
    """A module cannot be resolved; the message begins with the file and the line."""


@dataclass(frozen=True)
class _Import:
    start: int
    end: int
    file: Path
    names: tuple[tuple[str, str], ...]  # as exported, as used here


@dataclass(frozen=True)
class _Module:
    path: Path
    text: str
    imports: tuple[_Import, ...]
    exports: dict[str, tuple[int, int]]  # each name, and where its `export ` stands
    comments: tuple[tuple[int, int], ...]  # whole lines
    has_default: bool


def bundle(entry: Path) -> str:
    """Write a module and all that it imports as one text whose default export is the entry's.

    Raises
    ------
    ModuleError
        Where an import names no file or no export, goes round in a circle, or is of a form that is not supported.
    """
    modules = list(_in_order(entry.resolve(), {}, ()))
    if not modules[-1].has_default:
        raise ModuleError(f"{entry}:1: a component's entry needs an export default")
    prefix = "$"
    while any(re.search(re.escape(prefix) + r"\d", module.text) for module in modules):
        prefix += "$"
    names = {module.path: f"{prefix}{i}" for i, module in enumerate(modules)}
    used = {(each.file, name): None for module in modules for each in module.imports for name, _ in each.names}
    pieces = []
    for module in modules:
        text = _with_imports_from(names, module)
        if module is not modules[-1]:
            exports = ", ".join(name for file, name in used if file == module.path)
            text = f"const {names[module.path]} = (() => {{\n{text.rstrip()}\nreturn {{ {exports} }};\n}})();\n"
        pieces.append(text)
    return "".join(pieces)


def _in_order(path: Path, done: dict[Path, _Module], above: tuple[Path, ...]) -> Iterator[_Module]:
    """Every module once, after those that it imports."""
    module = _read(path)
    for each in module.imports:
        if each.file in (*above, path):
            circle = " → ".join(file.name for file in (*above, path, each.file))
            raise _error(path, module.text, each.start, f"the imports go round in a circle: {circle}")
        if not each.file.is_file():
            raise _error(path, module.text, each.start, f"there is no file {each.file}")
        if each.file not in done:
            yield from _in_order(each.file, done, (*above, path))
        for name, _ in each.names:
            if name not in done[each.file].exports:
                raise _error(path, module.text, each.start, f"{each.file.name} exports no {name}")
    if above and module.has_default:
        raise ModuleError(f"{path}:1: only an entry may export default, and {above[-1].name} imports it")
    done[path] = module
    yield module


def _read(path: Path) -> _Module:
    """Find a module's imports and exports."""
    text = path.read_text("utf-8")
    code, comments = _code(path, text)
    imports: list[_Import] = []
    exports: dict[str, tuple[int, int]] = {}
    has_default = False
    for match in _STATEMENT.finditer(code):
        start = match.start()
        if _DEFAULT.match(code, start):
            has_default = True
        elif found := _EXPORT.match(code, start):
            exports[found["name"]] = found.span()
        elif (found := _IMPORT.match(text, start)) and (names := _names(found["names"])):
            imports.append(_Import(start, found.end(), (path.parent / found["file"]).resolve(), names))
        else:
            line = text[start:].partition("\n")[0]
            raise _error(path, text, start, f"this form is not supported: {line}")
    return _Module(path, text, tuple(imports), exports, tuple(comments), has_default)


def _names(text: str) -> tuple[tuple[str, str], ...]:
    """The names between an import's braces, as exported and as used; none where one of them is no name."""
    parts = [part.strip() for part in text.strip().removesuffix(",").split(",")]
    found = [_NAME.fullmatch(part) for part in parts]
    return tuple((each["name"], each["local"] or each["name"]) for each in found if each) if all(found) else ()


def _code(path: Path, text: str) -> tuple[str, list[tuple[int, int]]]:
    """Blank what is no code, letter for letter: comments, strings, patterns, and templates but for their `${…}`.

    The second is where comments begin and end that have their lines for themselves.
    """
    pieces: list[str] = []
    comments: list[tuple[int, int]] = []
    kept = at = 0  # all before `kept` is in `pieces`; all before `at` is understood
    braces: list[int] = []  # of each `${` that is open, how many braces are open in it

    def blank(start: int, end: int) -> None:
        nonlocal kept
        pieces.extend((text[kept:start], re.sub(r"[^\n]", " ", text[start:end])))
        kept = end

    def template(start: int) -> int:
        found = _TEMPLATE.match(text, start)
        if found is None:
            raise _error(path, text, start - 1, "a template has no end")
        if found["end"] == "${":
            braces.append(0)
        blank(start, found.end())
        return found.end()

    while match := _TOKEN.search(text, at):
        at = match.end()
        if match["mark"] is None:
            start = match.start("hidden" if match["hidden"] else "pattern")
            blank(start, at)
            line = text.rfind("\n", 0, start) + 1
            if text.startswith("//", start) and not text[line:start].strip():
                comments.append((line, at + 1))
        elif match["mark"] == "`" or (match["mark"] == "}" and braces and braces[-1] == 0):
            if match["mark"] == "}":
                braces.pop()
            at = template(at)
        elif braces:
            braces[-1] += 1 if match["mark"] == "{" else -1
    return "".join(pieces) + text[kept:], comments


def _with_imports_from(names: dict[Path, str], module: _Module) -> str:
    """A module's code, what it imports taken from the functions of these names."""
    changes = [(span, "") for span in (*module.comments, *module.exports.values())]
    for each in module.imports:
        taken = ", ".join(name if name == local else f"{name}: {local}" for name, local in each.names)
        changes.append(((each.start, each.end), f"const {{ {taken} }} = {names[each.file]};"))
    text = module.text
    for (start, end), new in sorted(changes, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _error(path: Path, text: str, place: int, what: str) -> ModuleError:
    line = text.count("\n", 0, place) + 1
    return ModuleError(f"{path}:{line}: {what}")

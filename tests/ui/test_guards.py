"""What no module of the app does, read as a program: unpickle, run what it was given, start a shell, make markup."""

import ast
import re
from pathlib import Path

import pytest

from tests.support.source import parsed

MODULES = [Path("app.py"), *(path for folder in ("pages", "ui", "mnist_core") for path in Path(folder).rglob("*.py"))]
SCRIPTS = list(Path("ui").rglob("*.js"))
# By the last names of what is called. `exec` is where a signal is waited for, of an empty text.
CALLS = {
    "eval", "exec", "system", "popen", "getoutput", "getstatusoutput", "unpickle", "read_pickle", "Unpickler",
    "mktemp", "execv", "execve", "spawnl", "load_module",
}  # fmt: skip
ALLOWED = {("mnist_core/command_line/interrupts.py", "exec")}
IMPORTS = {
    "pickle",
    "cPickle",
    "marshal",
    "shelve",
    "dill",
    "cloudpickle",
    "joblib",
    "yaml",
    "torch",
    "pty",
    "commands",
}
KEYWORDS = ("allow_pickle", "shell", "unsafe_allow_html", "unsafe_allow_javascript")  # which may be False alone
SINKS = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|javascript:")


def test_no_module_unpickles_or_runs_what_it_is_given():
    wrong = [f"{path}: {what}" for path in MODULES for what in _wrong(path)]
    assert not wrong


def _wrong(path):
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [getattr(node, "module", None) or "", *(each.name for each in node.names)]
            yield from {name.partition(".")[0] for name in names} & IMPORTS
        elif isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            name = called.rpartition(".")[2]
            said = {each.arg: ast.unparse(each.value) for each in node.keywords if each.arg in KEYWORDS}
            is_bare = called == "np.load" and "allow_pickle" not in said
            if (name in CALLS and (path.as_posix(), name) not in ALLOWED) or set(said.values()) - {"False"} or is_bare:
                yield ast.unparse(node)


@pytest.mark.parametrize("line", ["import pickle", "eval(x)", "os.system(x)", "run(x, shell=True)", "np.load(x)",
                                  "np.load(x, allow_pickle=y)", "from joblib import load"])  # fmt: skip
def test_what_is_looked_for_is_found(tmp_path, line):
    (tmp_path / "module.py").write_text(line)
    assert list(_wrong(tmp_path / "module.py"))


def test_no_script_makes_markup_of_a_text_or_runs_it():
    assert not {str(path): found for path in SCRIPTS if (found := SINKS.findall(path.read_text("utf-8")))}

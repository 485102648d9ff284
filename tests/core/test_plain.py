"""What is shown to be read first is short, and runs wherever it is pasted; each room tests its numbers."""

import ast

import pytest

from tests.support import ROOT
from tests.support.source import parsed

MOST = 6  # lines, the last of which returns


def functions(path) -> list[ast.FunctionDef]:
    return [node for node in parsed(path).body if isinstance(node, ast.FunctionDef)]


@pytest.mark.parametrize("path", sorted(ROOT.glob("mnist_core/*/plain.py")), ids=lambda path: path.parent.name)
def test_plain_lines_are_few_and_need_nothing_but_numpy_and_each_other(path):
    tree = parsed(path)
    imported = {
        alias.name for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom) for alias in node.names
    }
    assert imported <= {"numpy", "softmax"}
    assert functions(path)
    for function in functions(path):
        described, *rest = function.body
        assert isinstance(described.value, ast.Constant), f"{function.name} says what it does"
        assert rest[-1].end_lineno - rest[0].lineno < MOST, function.name

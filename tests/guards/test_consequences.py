"""Every consequence that the reference tells is proved by a test that exists."""

import ast
import tomllib

import pytest

from core.management.commands import diagrams
from tests.conftest import ROOT

pytestmark = pytest.mark.anywhere

LINES = tomllib.loads(diagrams.CONSEQUENCES.read_text())["line"]


@pytest.mark.parametrize("line", LINES, ids=lambda line: line["test"].rpartition("::")[2])
def test_consequence_has_its_test(line):
    path, _, name = line["test"].partition("::")
    tree = ast.parse((ROOT / path).read_text())

    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_reference_prints_every_consequence():
    page = diagrams.PAGE.read_text()

    assert all(line["then"] in page for line in LINES)

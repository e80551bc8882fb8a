"""The demo's texts, before they are pages."""

import json
import re

import pytest

from home.demo import source

STRAIGHT = re.compile(r"[^\W\d]'[^\W\d]")
PROJECTS = [
    (curriculum["code"], number, project)
    for curriculum in source.seed()["curricula"]
    for number, project in enumerate(curriculum["projects"], 1)
]


def test_apostrophes_are_typographic():
    assert STRAIGHT.findall(json.dumps(source.seed(), ensure_ascii=False)) == []


@pytest.mark.parametrize(("code", "number", "project"), PROJECTS, ids=lambda value: str(value)[:8])
def test_rubric_of_a_brief_describes_the_criteria_of_its_project(code, number, project):
    """They meet by title: a title changed on one side alone would lose its levels."""
    written = {item["title"] for item in source.brief(code, number)["criteria"]}

    assert written == {row["criterion"] for row in project["rubric"]}

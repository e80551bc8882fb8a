"""The reviewer's desk with a big work: the tree of 5,000 files, a difference of 2,000 lines; the page of a work with 40
remarks and 500 files; a version of 60 files and 6,000 lines.

    python -m benchmarks.workspace
    python -m benchmarks.workspace --against FOLDER    # CPU compared with another working tree of this repository
"""

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

from benchmarks import world

FILES, LINES, REMARKS, OWN_FILES = 5000, 2000, 40, 500
SIXTY, EACH = 60, 100
ROUNDS = 10
# Bytes before the first file of the page of sixty files; CPU against the other tree.
HEAD_LIMIT, FIRST_FILE_RATIO, DIFFERENCE_RATIO = 40 * 1024, 1.0, 0.7


def make_world() -> dict:
    """A work of 5,000 files in a mentor's hands, its second version with one file of 2,000 lines changed."""
    from projects import actions
    from tests import factories

    module = factories.module(factories.bootcamp())
    cohort = factories.cohort(module.get_parent().specific)
    mentor, learner = factories.staff(cohort, "mentor"), factories.enrolment(cohort)
    big = factories.submission(factories.assignment(cohort, factories.project(module)), learner)
    hand_in(big, learner.learner, before(), FILES)
    actions.claim(big, by=mentor)
    factories.scored_review(big, mentor)
    actions.add_remark(big, by=mentor, kind="must_fix", body="Et ?", path="app/vues.py", line=1000)
    actions.request_changes(big, by=mentor)
    hand_in(big, learner.learner, after(), FILES)
    actions.claim(big, by=mentor)
    reviewed = factories.submission(factories.assignment(cohort, factories.project(module)), learner)
    hand_in(reviewed, learner.learner, before(), OWN_FILES)
    actions.claim(reviewed, by=mentor)
    factories.scored_review(reviewed, mentor)
    for number in range(REMARKS):
        actions.add_remark(reviewed, by=mentor, kind="question", body="Et ?", path="app/vues.py", line=number + 1)
    actions.request_changes(reviewed, by=mentor)
    sixty = factories.submission(factories.assignment(cohort, factories.project(module)), learner)
    hand_in_sixty(sixty, learner.learner)
    actions.claim(sixty, by=mentor)
    return {"big": big, "reviewed": reviewed, "sixty": sixty, "mentor": mentor, "learner": learner.learner}


def hand_in_sixty(row, learner) -> None:
    from projects import actions
    from projects.models import VersionFile
    from tests import factories

    draft = actions.save_draft(row, by=learner, repository_url="https://example.org/d")
    for number in range(SIXTY):
        text = "\n".join(f"def calcul_{number}_{n}(litres): return litres * {n}" for n in range(EACH))
        blob = actions.keep_content(factories.upload("calcul.py", text.encode()))
        VersionFile.objects.create(version=draft, path=f"app/module_{number // 10}/calcul_{number:02}.py", blob=blob)
    actions.submit(row, by=learner)


def before() -> list[str]:
    return [f"    total_{n} = adherente_{n % 40}.litres * prix_{n % 7}" for n in range(LINES)]


def after() -> list[str]:
    """A line of three is another one."""
    return [line.replace(" * ", " * taux * ") if n % 3 == 0 else line for n, line in enumerate(before())]


def hand_in(row, learner, lines: list[str], count: int) -> None:
    """A version with ``count`` files of one content, and one of ``lines``."""
    from projects import actions
    from projects.models import VersionFile
    from tests import factories

    text = "\n".join(lines).encode()
    actions.save_draft(row, by=learner).files.all().delete()  # a new version begins with the files of the last
    draft = actions.save_draft(
        row, by=learner, repository_url="https://example.org/d", files=[factories.upload("vues.py", text)]
    )
    draft.files.update(path="app/vues.py")
    blob = actions.keep_content(factories.upload("vide.py", b"x = 1\n"))
    paths = (f"app/module_{n // 50}/partie_{n}.py" for n in range(count - 1))
    VersionFile.objects.bulk_create(
        [VersionFile(version=draft, path=path, blob=blob) for path in paths], batch_size=500
    )
    actions.submit(row, by=learner)


def look(address: str, person, **headers) -> tuple[int, int, float, float]:
    """Queries, bytes, the seconds of the first answer and of the quickest one."""
    from django.core.cache import cache
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client()
    client.force_login(person)
    client.get("/notifications/compte/")  # what a process reads once is not this page's cost
    cache.clear()
    times = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        answer = client.get(address, headers=headers)
        times.append(time.perf_counter() - begun)
        assert answer.status_code == 200, (address, answer.status_code)
    with CaptureQueriesContext(connection) as made:
        client.get(address, headers=headers)
    return len(made), len(answer.content), times[0], min(times)


def desks(made: dict) -> list[tuple[str, str, dict, int]]:
    """(what, address, headers, most milliseconds) of the mentor's pages."""
    from django.urls import reverse

    from projects.models import VersionFile

    big = made["big"]
    file = VersionFile.objects.get(version__submission=big, version__number=2, path="app/vues.py")
    desk = reverse("projects:review", args=[big.pk])
    part = reverse("projects:review_file", args=[big.pk, file.pk])
    htmx = {"HX-Request": "true"}
    return [
        (f"tree of {FILES} files", f"{desk}?depuis=0", {}, 200),
        (f"what changed in {FILES} files", desk, {}, 200),
        (f"first view of a {LINES}-line difference", f"{part}?depuis=1", htmx, 300),
        ("the same side by side", f"{part}?depuis=1&vue=cote", htmx, 300),
    ]


def cpu(client, address: str, **headers) -> float:
    """Seconds of CPU of the cheapest answer, the pages of a process made once."""
    client.get(address, headers=headers)
    times = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        answer = client.get(address, headers=headers)
        times.append(time.process_time() - begun)
        assert answer.status_code == 200, (address, answer.status_code)
    return min(times)


def costs() -> dict[str, float]:
    """Seconds of CPU: a long difference; the page of sixty files until its first file is there."""
    world.begin(ALLOWED_HOSTS="localhost,testserver")
    made = make_world()
    from django.test import Client
    from django.urls import reverse

    from projects.models import VersionFile

    client = Client()
    client.force_login(made["mentor"])
    htmx = {"HX-Request": "true"}
    file = VersionFile.objects.get(version__submission=made["big"], version__number=2, path="app/vues.py")
    part = reverse("projects:review_file", args=[made["big"].pk, file.pk])
    desk = reverse("projects:review", args=[made["sixty"].pk])
    body = client.get(desk).content
    head = body.index(b'class="file-body"')
    first = VersionFile.objects.filter(version__submission=made["sixty"]).order_by("path").first()
    waits = b"data-waiting" in body[head : head + 1500]
    later = cpu(client, reverse("projects:review_file", args=[made["sixty"].pk, first.pk]), **htmx) if waits else 0
    return {
        "difference": cpu(client, f"{part}?depuis=1", **htmx),
        "first file": cpu(client, desk) + later,
        "head": head,
    }


def compare(folder: str) -> bool:
    """The same measure here and there, one after the other."""
    found = []
    for place in (Path.cwd(), Path(folder).resolve()):
        env = {**os.environ, "PYTHONPATH": str(place)}
        command = [sys.executable, "-P", str(Path(__file__).resolve()), "--costs"]
        made = subprocess.run(command, cwd=place, env=env, check=True, capture_output=True, text=True)
        found.append(json.loads(re.search(r"^\{.*\}$", made.stdout, re.MULTILINE)[0]))
    here, there = found
    kept = world.verdict("bytes before the first file", here["head"], HEAD_LIMIT)
    kept = world.verdict("first file, CPU ratio", here["first file"] / there["first file"], FIRST_FILE_RATIO) and kept
    return world.verdict("difference, CPU ratio", here["difference"] / there["difference"], DIFFERENCE_RATIO) and kept


def measure() -> bool:
    world.begin(ALLOWED_HOSTS="localhost,testserver")
    from django.urls import reverse

    made = make_world()
    kept = True
    for what, address, headers, limit in desks(made):
        queries, size, first, best = look(address, made["mentor"], **headers)
        print(f"\n{what}: {queries} queries, {size / 1024:.0f} KB, the first answer in {first * 1000:.0f} ms")
        kept = world.verdict("quickest answer, ms", best * 1000, limit) and kept
    queries, size, _first, best = look(reverse("projects:submission", args=[made["reviewed"].pk]), made["learner"])
    print(f"\na work’s page, {REMARKS} remarks, {OWN_FILES} files: {size / 1024:.0f} KB, {best * 1000:.0f} ms")
    return world.verdict("queries", queries, 14) and kept


if __name__ == "__main__":
    if "--costs" in sys.argv:
        print(json.dumps(costs()))
    elif "--against" in sys.argv:
        raise SystemExit(not compare(sys.argv[-1]))
    else:
        raise SystemExit(not measure())

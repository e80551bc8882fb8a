"""What a big project costs the server that receives it: the memory at the peak, for 200 MB sent in pieces; the CPU and
the memory of an archive of 5,000 files, compared with another working tree of this repository.

.venv/bin/python -m benchmarks.uploads [megabytes]
.venv/bin/python -m benchmarks.uploads --against FOLDER
"""

import http.client
import io
import json
import os
import random
import re
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from urllib.parse import urlencode

from benchmarks import world
from benchmarks.rooms import Server, free_port

LIMIT_MB = 30
# An archive of many files: CPU against the other tree, memory above what the process holds before.
FILES, READ_RATIO, READ_MB = 5000, 0.2, 40
MB = 2**20
CSRF = "b" * 32


def peak(pid: int) -> float:
    """The most memory the process ever held, in MB (proc(5))."""
    with open(f"/proc/{pid}/status") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def project(megabytes: int) -> bytes:
    """An archive of ``megabytes`` that no compression makes smaller, in files of one megabyte."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as opened:
        for number in range(megabytes):
            opened.writestr(f"projet/donnees/{number:03}.txt", os.urandom(MB // 2).hex())
    return made.getvalue()


class Sender:
    """A learner's browser that sends a file in pieces."""

    def __init__(self, port: int, cookie: str):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
        self.headers = {"Cookie": f"{cookie}; csrftoken={CSRF}", "X-CSRFToken": CSRF}

    def post(self, address: str, body: bytes, **headers: str) -> dict:
        self.connection.request("POST", address, body, {**self.headers, **headers})
        answer = self.connection.getresponse()
        text = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{answer.status}: {text[:300]!r}")
        return json.loads(text)

    def send(self, submission: int, content: bytes) -> None:
        """The whole file, to the draft."""
        said = urlencode({"path": "projet.zip", "size": len(content)}).encode()
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        begun = self.post(f"/rendus/{submission}/envois/", said, **form)
        for at in range(0, len(content), begun["piece"]):
            piece = content[at : at + begun["piece"]]
            self.post(begun["address"], piece, **{"Upload-Offset": str(at), "Content-Type": "application/octet-stream"})


def make_draft() -> tuple[int, str]:
    """A draft, and the cookie of its learner."""
    from tests import factories

    cohort = factories.cohort()
    module = factories.module(cohort.bootcamp)
    enrolment = factories.enrolment(cohort)
    draft = factories.submission(factories.assignment(cohort, factories.project(module)), enrolment)
    return draft.pk, world.sign_in(enrolment.learner)


def many_files() -> bytes:
    """An archive of ``FILES`` sources of some hundred words, the same at each run."""
    dice, made = random.Random(7), io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as opened:
        for number in range(FILES):
            words = " ".join(f"mot{dice.randrange(800)}" for _ in range(dice.randrange(40, 500)))
            opened.writestr(f"projet/src/m{number % 60}/f{number}.py", f"# {number}\n{words}\n")
    return made.getvalue()


def costs() -> dict[str, float]:
    """Seconds of CPU and megabytes of the end of an upload: its archive is read into the draft."""
    world.begin()
    from projects import actions
    from projects.models import Submission

    content, draft = many_files(), Submission.objects.get(pk=make_draft()[0])
    by = draft.team.members.get().enrolment.learner
    upload = actions.begin_upload(draft, by=by, path="projet.zip", size=len(content))
    for at in range(0, len(content), actions.PIECE):
        actions.add_piece(upload, by=by, offset=at, data=content[at : at + actions.PIECE])
    Path("/proc/self/clear_refs").write_text("5")  # the peak is counted from here (proc(5))
    held, begun = peak(os.getpid()), time.process_time()
    actions.finish_upload(upload, by=by)
    used = time.process_time() - begun
    return {"cpu": used, "memory": peak(os.getpid()) - held}


def compare(folder: str) -> bool:
    """The same measure here and there, one after the other."""
    found = []
    for place in (Path.cwd(), Path(folder).resolve()):
        command = [sys.executable, "-P", str(Path(__file__).resolve()), "--costs"]
        env = {**os.environ, "PYTHONPATH": str(place)}
        made = subprocess.run(command, cwd=place, env=env, check=True, capture_output=True, text=True)
        found.append(json.loads(re.search(r"^\{.*\}$", made.stdout, re.MULTILINE)[0]))
    here, there = found
    print(f"{FILES} files: {here['cpu']:.1f} s of CPU, {there['cpu']:.1f} s there")
    kept = world.verdict("memory more, MB", here["memory"], READ_MB)
    return world.verdict("CPU ratio", here["cpu"] / there["cpu"], READ_RATIO) and kept


def main() -> int:
    if "--costs" in sys.argv:
        print(json.dumps(costs()))
        return 0
    if "--against" in sys.argv:
        return 0 if compare(sys.argv[-1]) else 1
    megabytes = int(sys.argv[1]) if len(sys.argv) > 1 else 199
    world.begin()
    submission, cookie = make_draft()
    server = Server("-m", "lms.server", port=free_port())
    try:
        sender = Sender(server.port, cookie)
        sender.send(submission, project(1))  # what the process loads once is no upload's cost
        before, begun, used = peak(server.process.pid), time.monotonic(), server.cpu()
        sender.send(submission, project(megabytes - 1))
        grown = peak(server.process.pid) - before
        print(f"{megabytes} MB in {time.monotonic() - begun:.0f} s, {server.cpu() - used:.1f} s of CPU")
        return 0 if world.verdict("memory at the peak, MB", grown, LIMIT_MB) else 1
    finally:
        server.end()


if __name__ == "__main__":
    sys.exit(main())

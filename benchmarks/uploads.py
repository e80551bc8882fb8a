"""What a big project costs the server that receives it: the memory at the peak, for 200 MB sent in pieces.

.venv/bin/python -m benchmarks.uploads [megabytes]
"""

import http.client
import io
import os
import sys
import time
import zipfile
from urllib.parse import urlencode

from benchmarks import world
from benchmarks.rooms import Server, free_port

LIMIT_MB = 30
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
        import json

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
    return draft.pk, world.signed_in(enrolment.learner)


def main() -> int:
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

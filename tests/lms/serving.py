"""The product's server in a process of its own, on the test database."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connections

from tests.conftest import ROOT


def database_url() -> str:
    """The address of this test process's own database."""
    database = connections["default"].settings_dict
    if database["ENGINE"].endswith("sqlite3"):
        return f"sqlite:///{database['NAME']}"
    secret = f":{database['PASSWORD']}" if database["PASSWORD"] else ""
    return f"postgres://{database['USER']}{secret}@{database['HOST']}:{database['PORT'] or 5432}/{database['NAME']}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def serving(folder: Path, **environment: str) -> Iterator[tuple[int, int]]:
    """A running server that writes under ``folder``: its port and its process's number."""
    port = free_port()
    env = os.environ | {
        "PYTHONWARNINGS": "ignore",
        "DATABASE_URL": database_url(),
        "VAR_DIR": str(folder),
        "PORT": str(port),
        "SECRET_KEY": "only-for-this-run-" + "x" * 40,
        **environment,
    }
    with (folder / f"server-{port}.log").open("w") as log:
        process = subprocess.Popen([sys.executable, "-m", "lms.server"], cwd=ROOT, env=env, stdout=log, stderr=log)
        try:
            _wait(port, process)
            yield port, process.pid
        finally:
            process.terminate()
            process.wait(20)


def _wait(port: int, process: subprocess.Popen) -> None:
    for _ in range(200):
        if status(port, "/healthz") == 200:
            return
        if process.poll() is not None:
            break
        time.sleep(0.2)
    raise RuntimeError(f"the server did not start (code {process.poll()})")


def status(port: int, path: str) -> int:
    """The code of a GET, 0 when nobody answers."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        with error:
            return error.code
    except OSError:
        return 0

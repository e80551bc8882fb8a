"""Our own Daphne refuses a body too large before it fills the memory."""

import select
import socket
import sys
from pathlib import Path

import pytest

from lms.server import MAX_BYTES
from tests.lms.serving import serving, status

pytestmark = [
    pytest.mark.anywhere,
    pytest.mark.skipif(sys.platform != "linux", reason="the peak of memory is read in /proc"),
]
MEGABYTE = 2**20
SENT = 200 * MEGABYTE
ALLOWED_GROWTH = 30 * MEGABYTE


@pytest.fixture(scope="module")
def server(django_db_setup, tmp_path_factory):
    with serving(tmp_path_factory.mktemp("server")) as running:
        yield running


def _peak(pid: int) -> int:
    """The most memory the process ever held, in bytes."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return 1024 * int(next(line.split()[1] for line in lines if line.startswith("VmHWM")))


def _post(port: int, headers: str, pieces) -> bytes:
    """Send until the server answers or hangs up; what it said."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as wire:
        wire.sendall(f"POST /nulle-part/ HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n\r\n".encode())
        try:
            for piece in pieces:
                if select.select([wire], [], [], 0)[0]:
                    break
                wire.sendall(piece)
        except (BrokenPipeError, ConnectionResetError):
            pass  # it hung up while we spoke; its answer may still be there to read
        try:
            return b"".join(iter(lambda: wire.recv(4096), b""))
        except ConnectionResetError:
            return b""


def _plain(total: int):
    yield from (b"x" * MEGABYTE for _ in range(total // MEGABYTE))


def _chunked(total: int):
    for piece in _plain(total):
        yield b"%x\r\n%b\r\n" % (len(piece), piece)
    yield b"0\r\n\r\n"


WAYS = {
    "with its length": (f"Content-Length: {SENT}", _plain),
    "in chunks, without a length": ("Transfer-Encoding: chunked", _chunked),
}


@pytest.mark.parametrize("way", WAYS)
def test_huge_body_is_answered_413_and_fills_no_memory(server, way):
    port, pid = server
    headers, pieces = WAYS[way]
    status(port, "/nulle-part/")
    before = _peak(pid)

    answer = _post(port, headers, pieces(SENT))

    assert answer.startswith(b"HTTP/1.1 413 "), answer[:80]
    assert _peak(pid) - before < ALLOWED_GROWTH
    assert status(port, "/healthz") == 200


def test_refusal_is_a_page_of_the_product_with_the_way_back(server):
    sender = "Referer: http://localhost/rendus/7/?a=1\r\n"
    answer = _post(server[0], f"{sender}Content-Length: {SENT}", []).decode()

    assert "text/html; charset=utf-8" in answer
    assert "Cet envoi est trop lourd" in answer
    assert 'href="/rendus/7/">Revenir à mon travail</a>' in answer
    assert "css/app" in answer
    assert 'class="brand"' in answer


@pytest.mark.parametrize(
    ("sender", "back"),
    [("", "/aujourdhui/"), ("https://ailleurs.example//rendus/", "/rendus/"), ('http://localhost/"><b>', "/&quot;")],
)
def test_way_back_from_a_refusal_stays_on_the_site(server, sender, back):
    answer = _post(server[0], f"Referer: {sender}\r\nContent-Length: {SENT}", []).decode()

    assert f'href="{back}' in answer


def test_refusal_speaks_the_language_of_the_cookie(server):
    answer = _post(server[0], f"Cookie: language=ar\r\nContent-Length: {SENT}", []).decode()

    assert 'lang="ar"' in answer


def test_form_without_a_field_reaches_the_application(server):
    """The page editor's pings are such forms."""
    body = b"--x--\r\n"
    headers = f"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: {len(body)}\r\nConnection: close"

    assert _post(server[0], headers, [body]).startswith((b"HTTP/1.1 404 ", b"HTTP/1.1 403 "))


def test_body_within_the_limit_reaches_the_application(server):
    """A 404 address answers as it does to anybody; nothing says 413 under 32 MB."""
    total = MAX_BYTES - MEGABYTE

    answer = _post(server[0], f"Content-Length: {total}\r\nConnection: close", _plain(total))

    assert answer.startswith((b"HTTP/1.1 404 ", b"HTTP/1.1 403 ")), answer[:80]

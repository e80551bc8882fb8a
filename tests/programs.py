"""A person's program, which knows the API by a token and no page."""

import json

from django.test import Client

from accounts import actions

ROOT = "/api/v1"


def secret_of(person, scope: str = "write", *, second_factor: bool = False) -> str:
    """A fresh token of the person's."""
    return actions.create_token(by=person, name="script", scope=scope, days=30, second_factor=second_factor)[1]


class Program:
    """``program("POST", "/submissions/1/submit")``: one request, its answer."""

    def __init__(self, secret: str = ""):
        self.client = Client(raise_request_exception=False)
        self.headers = {"Authorization": f"Bearer {secret}"} if secret else {}

    def __call__(self, method: str, path: str, data=None, *, raw: bytes | None = None, **headers):
        """``data`` is sent as JSON, ``raw`` as it is; a header is written with _ for -."""
        body = raw if raw is not None else b"" if data is None else json.dumps(data).encode()
        kind = "application/octet-stream" if raw is not None else "application/json"
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.generic(method, ROOT + path, body, content_type=kind, headers=self.headers | named)


def program_of(person, scope: str = "write") -> Program:
    return Program(secret_of(person, scope))


def ok(reply, status: int = 200):
    """The JSON of an answer that has ``status``; None where it has no body."""
    assert reply.status_code == status, reply.content.decode()
    return reply.json() if reply.content else None

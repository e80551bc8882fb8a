"""One log-in door: no other address resolves to a view that takes a password."""

from django.contrib.auth import views as auth_views
from django.urls import get_resolver

DOORS = (
    auth_views.LoginView,
    auth_views.PasswordResetView,
    auth_views.PasswordResetConfirmView,
    auth_views.PasswordChangeView,
)


def _views(resolver, prefix=""):
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from _views(pattern, prefix + str(pattern.pattern))
        else:
            yield prefix + str(pattern.pattern), pattern.callback


def _classes(view, seen=None):
    """The view's class, through decorators."""
    seen = seen if seen is not None else set()
    if view in seen:
        return
    seen.add(view)
    if hasattr(view, "view_class"):
        yield view.view_class
    for cell in getattr(view, "__closure__", None) or ():
        if callable(cell.cell_contents) and getattr(cell.cell_contents, "__hash__", None):
            yield from _classes(cell.cell_contents, seen)
    if hasattr(view, "__wrapped__"):
        yield from _classes(view.__wrapped__, seen)


def test_no_second_door(client, db):
    doors = [
        route
        for route, view in _views(get_resolver())
        if any(isinstance(found, type) and issubclass(found, DOORS) for found in _classes(view))
    ]
    reached = [
        route for route in doors if "<" not in route and client.get("/" + route.replace("^", "")).status_code == 200
    ]

    assert reached == []


def test_old_doors_lead_to_the_one(client, a):
    for address in ("/admin/login/", "/fr/_util/login/", "/admin/"):
        reply = client.get(address)
        assert reply.status_code == 302
        assert "/admin/login" not in reply.headers["Location"].split("?")[0]

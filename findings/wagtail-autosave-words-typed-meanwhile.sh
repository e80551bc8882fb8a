#!/usr/bin/env bash
#
# Wagtail 8.0.1 (Django 5.2.19): the page editor's autosave takes words for saved that it never sent.
#
# Behaviour. When an autosave's answer arrives, the editor notes the form as it stands *then* as the saved one, not the
# form it had read and sent. A change it had noticed before the answer has a request of its own queued and is kept. One
# not noticed yet is lost: the editor looks at its form every 500 ms and then waits for 530 ms without a change, so that
# is what was typed in the last half second to second before the answer. It says "Saved", sends nothing more, does not
# warn on leaving, and after a reload the words are gone. Until then, any further change saves them with it. No server
# need be slow, as this script's is: the form is read WAGTAIL_AUTOSAVE_INTERVAL before it is sent (500 ms).
#
# Why one would guess otherwise. The event w-autosave:save carries the form as read, and comparing with what was sent is
# the usual way. Wagtail queues changes made during a request since its pull request #14189, so the case seems settled.
# And who types on saves the words with the next change: they are lost only where typing stops.
#
# What Minwal does about it. static/js/editing.js notes the form at w-autosave:save and gives it back to the controller
# w-unsaved (initialFormData, previousFormData) at w-autosave:success, so its next look finds the difference;
# tests/e2e/test_trainer.py holds that. When this script ends with 1, the mend may go.
#
# Needs Python 3.10 or later, the package index and, for want of a Chromium on PATH, Playwright's own download.
# Ends with 0: as described. 1: the behaviour has changed. 2: it could not be tried.

set -euo pipefail

place=$(mktemp -d) server=
clean() {
  if [[ -n $server ]]; then kill "$server" 2>/dev/null && wait "$server" 2>/dev/null || true; fi
  rm -rf "$place"
}
trap clean EXIT
trap 'echo "Could not be tried: line $LINENO failed." >&2; exit 2' ERR
cd "$place"

# 1. The libraries as published, in an environment of their own.
python3 -m venv env
env/bin/pip install -qq --disable-pip-version-check wagtail==8.0.1 Django==5.2.19 playwright==1.65.2
browser=$(command -v chromium-headless-shell || command -v chromium || command -v chromium-browser || true)
export PLAYWRIGHT_BROWSERS_PATH=$place/browsers
[[ -n $browser ]] || env/bin/playwright install chromium >/dev/null

# 2. Wagtail's own new site (SQLite), one text field on its home page, and a superuser.
mkdir site
env/bin/wagtail start trial site >/dev/null
cd site
cat >home/models.py <<'PYTHON'
from django.db import models
from wagtail.models import Page

class HomePage(Page):
    text = models.TextField(blank=True)
    content_panels = [*Page.content_panels, "text"]
PYTHON
cat >>trial/settings/dev.py <<'PYTHON'
WAGTAIL_AUTOSAVE_INTERVAL = 500  # milliseconds: on, as Wagtail has it by default
WAGTAIL_ENABLE_UPDATE_CHECK, WAGTAIL_GRAVATAR_PROVIDER_URL = False, None  # nothing here looks outside
PYTHON
export DJANGO_SETTINGS_MODULE=trial.settings.dev DJANGO_SUPERUSER_PASSWORD=only-for-this-trial
manage() { ../env/bin/python manage.py "$@" >>../log 2>&1 || { cat ../log >&2; return 1; }; }
manage makemigrations home; manage migrate
manage createsuperuser --noinput --username editor --email editor@example.org
port=$(python3 -c 'import socket; s = socket.create_server(("127.0.0.1", 0)); print(s.getsockname()[1])')
../env/bin/python manage.py runserver --noreload "127.0.0.1:$port" >>../log 2>&1 &
server=$!
for _ in {1..150}; do (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null && break || sleep 0.2; done

# 3. Types in the editor while the answers of its autosaves are held.
cat >probe.py <<'PYTHON'
import json, sqlite3, sys
from importlib.metadata import version
from playwright.sync_api import expect, sync_playwright

EDIT, STATE = "/admin/pages/3/edit/", "data-w-autosave-state-value"
REVISION = """SELECT content FROM wagtailcore_revision r JOIN wagtailcore_page p ON p.latest_revision_id = r.id
              WHERE p.slug = 'home'"""
FIRST, NOTICED, LAST = "First words.", " Words noticed while saving.", " Last words before the answer."


def hold(route):
    """Lets an autosave through to the server and keeps the answers to the first two back; all else passes."""
    if route.request.method == "POST" and route.request.headers["accept"] == "application/json":
        held.append((route, route.fetch()))
        if len(held) > 2:
            release(len(held))()
    else:
        route.continue_()


def release(number):
    """What gives that autosave its answer, once the server has answered; after a minute without, an error."""
    any(len(held) >= number or page.wait_for_timeout(50) for _ in range(1200))
    route, answer = held[number - 1]
    assert answer.json()["success"], answer.text()
    return lambda: route.fulfill(response=answer)


def warns():
    return page.evaluate("!window.dispatchEvent(new Event('beforeunload', {cancelable: true}))")


def attempt():
    page.goto(EDIT)
    held.clear(), dialogs.clear()
    page.wait_for_timeout(4000)  # the editor looks at its form from the second second on
    text.press_sequentially(FIRST)
    answer = release(1)
    text.press_sequentially(NOTICED)
    page.wait_for_timeout(3000)  # more than it needs to notice them
    warned = warns()
    answer()
    answer = release(2)  # the queued request, with the words noticed
    page.keyboard.insert_text(LAST)
    answer()  # at once: these are not noticed yet
    expect(indicator).to_have_attribute(STATE, "saved")
    page.wait_for_timeout(6000)  # twelve autosave intervals
    sent, field, state, warning = len(held) - 2, text.input_value(), indicator.get_attribute(STATE), warns()
    kept = json.loads(sqlite3.connect("db.sqlite3").execute(REVISION).fetchone()[0])["text"]
    page.reload()
    again = text.input_value()
    assert warned and field.endswith(FIRST + NOTICED + LAST), "the trial did not go as planned"
    print(f"  in the field, 6 s after the answer  {field!r}\n  in the latest revision              {kept!r}")
    print(f"  in the field after a reload         {again!r}\n  autosaves sent in those 6 s         {sent}")
    print(f"  the indicator says                  {state}\n  dialogs at the reload               {dialogs}")
    print(f"  would warn on leaving               {warning} (while the first answer was held: {warned})\n")
    return kept == again == field.removesuffix(LAST) and state == "saved" and not (sent or warning or dialogs)


with sync_playwright() as playwright:
    chromium = playwright.chromium.launch(executable_path=sys.argv[2] or None, args=["--no-sandbox"])
    page, held, dialogs = chromium.new_page(base_url=sys.argv[1]), [], []
    page.set_default_timeout(60_000), expect.set_options(timeout=60_000)
    text, indicator = page.locator("[name=text]"), page.locator("#w-autosave-indicator")
    print(*(f"{name} {version(name)}," for name in ("wagtail", "Django", "playwright")), "Chromium", chromium.version)
    print("Expected: words typed just before an autosave's answer are taken for saved, though it did not send them.")
    print("The editor says so, sends nothing more and does not warn on leaving; after a reload they are gone.\n")
    page.goto(f"/admin/login/?next={EDIT}")
    page.fill("[name=username]", "editor"), page.fill("[name=password]", "only-for-this-trial")
    page.click("[type=submit]"), text.wait_for(), page.route(f"**{EDIT}", hold)
    page.on("dialog", lambda dialog: (dialogs.append(dialog.type), dialog.accept()))
    lost = any(attempt() for _ in range(3))  # a busy machine may be too slow to answer before the words are noticed
print("Source: client/src/controllers/UnsavedController.ts (clear), AutosaveController.ts (save); in Wagtail's wheel")
print("wagtailadmin/js/core.js, joined in …/pages/edit.html. No issue on it found in its tracker; near: #14189.")
sys.exit(0 if lost else 10)
PYTHON
code=0
../env/bin/python probe.py "http://127.0.0.1:$port" "$browser" || code=$?
case $code in
  0) echo "As described." ;;
  10) echo "The behaviour has changed: see whether static/js/editing.js is still needed." >&2; exit 1 ;;
  *) echo "Could not be tried." >&2; exit 2 ;;
esac

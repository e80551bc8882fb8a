"""What a phone downloads and how soon it sees the page: gzip weights, LCP on slow 3G, and every host asked.

    .venv/bin/python -m benchmarks.weights

Budgets of the design: CSS 14 KB, core scripts (htmx and those of every page) 22 KB, HTML 14 KB (gzip, each
page), LCP 2.5 s on the throttled profile (400 kbit/s, 400 ms, processor four times slower, 360 px), no request
to another host.
"""

import gzip
import statistics
import subprocess
import sys
import urllib.request
from urllib.parse import urlsplit

from benchmarks import world
from benchmarks.rooms import Server, free_port
from run import BROWSERS

KB = 1024
BUDGETS = {"document": 14, "stylesheet": 14, "script": 22, "font": 32, "image": 60}
LCP_SECONDS = 2.5
ROUNDS = 3
PASSPHRASE = "un métier à tisser"
PAGES = [
    ("home", "", "/fr/"),
    ("catalogue", "", "/fr/formations/"),
    ("Aujourd’hui", "salma.benali", "/aujourdhui/"),
    ("lesson", "salma.benali", "/cohortes/DWFS-CASA-03/lecons/{lesson}/"),
    ("submission", "salma.benali", "/rendus/{submission}/"),
    ("room", "salma.benali", "/seances/{session}/salle/"),
    ("review queue", "hamza.ait-lahcen", "/revues/"),
]
JUDGED_LCP = {"home", "Aujourd’hui", "lesson"}
OWN_SCRIPTS = ("/js/room.js", "/js/review.js", "/js/reading.js")  # a page's own, told apart from the core
ADMIN = ["/admin/", "/admin/pages/", "/admin/images/", "/admin/pages/{page}/edit/"]


def places() -> dict[str, int]:
    """The numbers that the addresses need, from the demo."""
    from cohorts.models import Session
    from courses.models import LessonPage
    from projects.models import Submission

    lesson = LessonPage.objects.get(title__startswith="Transactions, contraintes")
    waiting = Submission.objects.filter(team__members__enrolment__learner__email="salma.benali@demo.example")
    return {
        "lesson": lesson.pk,
        "page": lesson.pk,
        "submission": waiting.get(state="changes_requested").pk,
        "session": Session.objects.get(state="live").pk,
    }


class Phone:
    """Chromium as a slow phone; ``asked`` are the hosts of every request."""

    def __init__(self, browser, address: str):
        self.browser, self.address = browser, address
        self.asked: set[str] = set()

    def context(self, who: str):
        context = self.browser.new_context(base_url=self.address, viewport={"width": 360, "height": 740})
        context.on("request", lambda request: self.asked.add(urlsplit(request.url).hostname))
        if who:
            page = context.new_page()
            page.goto("/accounts/login/")
            page.fill("input[name=login]", f"{who}@demo.example")
            page.fill("input[name=password]", PASSPHRASE)
            page.click("main button[type=submit]")
            page.wait_for_load_state()
            page.close()
        return context

    def weigh(self, context, path: str) -> dict[str, float]:
        """KB after gzip by kind of file, for a first visit; the fonts as they are."""
        page, found = context.new_page(), {}
        answers = []

        def keep(answer):  # Playwright marks the function it is given, which a list's method does not allow
            answers.append(answer)

        page.on("response", keep)
        page.goto(path, wait_until="networkidle")
        for answer in answers:
            kind = "own script" if answer.url.endswith(OWN_SCRIPTS) else answer.request.resource_type
            if kind in {*BUDGETS, "own script"} and answer.status == 200:
                body = answer.body()
                size = len(body) if kind in ("font", "image") else len(gzip.compress(body, 9))
                found[kind] = found.get(kind, 0) + size / KB
        page.close()
        return found

    def lcp(self, who: str, path: str) -> float:
        """Seconds to the largest contentful paint, files not kept from before."""
        context = self.context(who)
        page = context.new_page()
        tools = context.new_cdp_session(page)
        tools.send("Network.enable")
        tools.send("Network.setCacheDisabled", {"cacheDisabled": True})
        slow = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
        tools.send("Network.emulateNetworkConditions", slow)
        tools.send("Emulation.setCPUThrottlingRate", {"rate": 4})
        page.goto(path, wait_until="load")
        seen = page.evaluate(
            "new Promise(done => { new PerformanceObserver(list => done(list.getEntries().at(-1).startTime))"
            ".observe({type: 'largest-contentful-paint', buffered: true}); setTimeout(() => done(99999), 5000); })"
        )
        context.close()
        return seen / 1000


def measure() -> bool:
    port = free_port()
    world.begin(DEMO="1", BASE_URL=f"http://localhost:{port}")
    subprocess.run([sys.executable, "-W", "ignore", "manage.py", "seed_demo"], check=True, stdout=subprocess.DEVNULL)
    server = Server("-m", "lms.server", port=port)
    urllib.request.urlopen(f"http://localhost:{port}/healthz", timeout=60).close()
    try:
        return _look(f"http://localhost:{port}", places())
    finally:
        server.end()


def _look(address: str, numbers: dict[str, int]) -> bool:
    import shutil

    from playwright.sync_api import sync_playwright

    kept = True
    with sync_playwright() as playwright:
        program = next(filter(None, map(shutil.which, BROWSERS)))
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        phone = Phone(browser, address)
        for name, who, path in PAGES:
            kept = _page(phone, name, who, path.format(**numbers)) and kept
        context = phone.context("mehdi.tazi")
        for path in ADMIN:
            phone.weigh(context, path.format(**numbers))
        print(f"\nhosts asked, the Wagtail admin included: {', '.join(sorted(phone.asked))}")
        kept = world.verdict("other hosts", len(phone.asked - {"localhost"}), 0) and kept
        browser.close()
    return kept


def _page(phone: Phone, name: str, who: str, path: str) -> bool:
    context = phone.context(who)
    weights = phone.weigh(context, path)
    context.close()
    seconds = statistics.median(phone.lcp(who, path) for _ in range(ROUNDS))
    print(f"\n{name}")
    kept = True
    for kind, most in BUDGETS.items():
        kept = world.verdict(f"{kind}, KB gzip", weights.get(kind, 0), most) and kept
    print(f"          the page’s own script: {weights.get('own script', 0):.2f} KB")
    if name in JUDGED_LCP:
        return world.verdict("LCP, seconds on slow 3G", seconds, LCP_SECONDS) and kept
    print(f"          LCP on slow 3G: {seconds:.2f} s")
    return kept


if __name__ == "__main__":
    raise SystemExit(not measure())

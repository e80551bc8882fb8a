"""The review desk with two people: remarks on lines, a second version read by what changed, by mouse and by keys."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.conftest import PHONE, violations

PROJECT = "Plateforme de rendez-vous d’un centre de santé"
CRITERIA = 5
VIEWS = (
    "from .models import Creneau\n\n\ndef reserver(request, pk):\n    creneau = Creneau.objects.get(pk=pk)\n"
    "    creneau.libre = False\n    creneau.save()\n"
)
TESTS = "def test_reserver():\n    assert reserver\n"
README = "# Centre de santé\n\nUn `README` lisible.\n\n<script>window.stolen = 1</script>\n"


def open_work(visit) -> Page:
    page = visit("kenza.oulhaj", "/cohortes/DWFS-CASA-03/projets/")
    page.get_by_role("link", name=PROJECT).click()
    return page


def hand_in(page: Page, **files: str) -> None:
    sent = [
        {"name": name.replace("__", "."), "mimeType": "text/plain", "buffer": text.encode()}
        for name, text in files.items()
    ]
    page.get_by_label("Fichiers").first.set_input_files(sent)
    page.get_by_role("button", name="Déposer").click()
    expect(page.locator("#submission .head .pill")).to_have_text("En file")


def take(page: Page) -> None:
    row = page.get_by_role("listitem").filter(has_text=PROJECT).filter(has_text="Walid")
    row.get_by_role("button", name="Prendre").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(PROJECT)


def test_review_from_a_first_version_to_approval(visit):
    learner, mentor = open_work(visit), visit("sanaa.berrada", "/revues/")
    hand_in(learner, views__py=VIEWS, tests__py=TESTS, README__md=README)
    mentor.reload()
    take(mentor)
    read_the_files(mentor)
    remark_on_lines(mentor)
    score_by_keys(mentor)
    assert faults(mentor) == []
    mentor.get_by_role("button", name="Demander des changements").click()
    expect(mentor.get_by_text("Il n’y a pas de message à l’équipe.")).to_be_visible()
    assert faults(mentor) == []
    mentor.get_by_role("button", name="Envoyer quand même").click()
    expect(mentor.get_by_text("Changements demandés : l’équipe est prévenue.")).to_be_visible()

    learner.reload()
    box = learner.locator(".say-box").filter(has_text="Et si le créneau manque ?")
    expect(box).to_contain_text("Proposé à la place")
    expect(box).to_contain_text("get_object_or_404")
    fixed = "# vues\n" + VIEWS.replace("Creneau.objects.get(pk=pk)", "get_object_or_404(Creneau, pk=pk)")
    hand_in(learner, views__py=fixed, tests__py=TESTS, README__md=README)

    mentor.goto("/revues/")
    take(mentor)
    read_what_changed(mentor)
    mentor.get_by_role("button", name="Confirmer la correction").click()
    expect(mentor.get_by_role("region", name="Demandé auparavant").get_by_text("Confirmée")).to_be_visible()
    expect(mentor.locator("[data-to-score]:visible")).to_have_count(CRITERIA)
    mentor.get_by_role("button", name="Reprendre les niveaux de la version 1").click()
    expect(mentor.locator("[data-to-score]:visible")).to_have_count(0)
    expect(mentor.locator(".rubric input:checked")).to_have_count(CRITERIA)
    expect(mentor.get_by_text("Tout est en place pour valider.")).to_be_visible()
    expect(mentor.get_by_role("button", name="Valider")).not_to_have_attribute("aria-disabled", "true")
    mentor.get_by_role("button", name="Valider").click()
    expect(mentor.get_by_text("Validé : l’équipe est prévenue.")).to_be_visible()


def faults(page: Page) -> list[str]:
    """What axe finds from the top of the page, where the bar hides nothing."""
    page.evaluate("scrollTo(0, 0)")
    return violations(page)


def read_the_files(page: Page) -> None:
    """Each comes as it is seen; Markdown is read, not obeyed; a read file folds away."""
    expect(page.get_by_role("heading", name="Centre de santé", exact=True)).to_be_visible()
    assert page.evaluate("window.stolen") is None
    expect(page.get_by_role("button", name="Raccourcis")).to_be_visible()  # shown once keys are heard
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Raccourcis")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("v")
    expect(page.get_by_role("button", name="Lu README.md")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("heading", name="Centre de santé", exact=True)).to_be_hidden()


def remark_on_lines(page: Page) -> None:
    """A click aims at a line, Shift extends it; the form stands under it and answers without a reload."""
    page.evaluate("window.never = 'reloaded'")
    page.get_by_role("link", name="Commenter la ligne 5 de views.py").click()
    page.get_by_role("link", name="Commenter la ligne 6 de views.py").click(modifiers=["Shift"])
    expect(page.get_by_text("Sur views.py:5–6")).to_be_visible()
    page.get_by_role("button", name="Ajouter").click()
    expect(page.locator("#remark-form").get_by_text("Écrivez d’abord la remarque.").last).to_be_visible()
    page.get_by_label("Remarque", exact=True).fill("Et si le créneau manque ?")
    page.get_by_text("À corriger", exact=True).click()
    page.get_by_text("Critère, lignes proposées, capture").click()
    box = page.get_by_label("Lignes que vous proposez à la place")
    expect(box).to_have_value("    creneau = Creneau.objects.get(pk=pk)\n    creneau.libre = False")
    expect(box).to_have_css("font-family", re.compile("monospace"))
    box.fill("    creneau = get_object_or_404(Creneau, pk=pk)\n    creneau.libre = False\n")
    page.get_by_label("Remarque", exact=True).press("Control+Enter")
    box = page.locator(".say-box").filter(has_text="Et si le créneau manque ?")
    expect(box).to_contain_text("views.py:5–6")
    expect(page.get_by_text("1 remarque demande une correction.")).to_be_visible()
    expect(page.get_by_label("Remarque", exact=True)).to_have_value("")
    page.get_by_role("link", name="Commenter la ligne 7 de views.py").focus()
    page.keyboard.press("c")
    expect(page.get_by_text("Sur views.py:7")).to_be_visible()
    page.get_by_role("button", name="Annuler").click()
    expect(page.get_by_text("Sur views.py:7")).to_be_hidden()
    assert page.evaluate("window.never") == "reloaded"


def score_by_keys(page: Page) -> None:
    for criterion in range(CRITERIA):
        page.locator(".rubric fieldset").nth(criterion).get_by_role("radio").first.focus()
        page.keyboard.press("2")
    expect(page.get_by_text("Avant de valider : 1 remarque demande une correction.")).to_be_visible()
    expect(page.get_by_role("button", name="Valider")).to_have_attribute("aria-disabled", "true")


def read_what_changed(page: Page) -> None:
    """It opens on what changed since the last review, the remark beside its lines; the address tells it all."""
    expect(page.get_by_role("link", name="depuis la version 1", exact=True)).to_have_attribute("aria-current", "true")
    expect(page.get_by_text("2 fichiers n’ont pas changé depuis la version 1")).to_be_visible()
    expect(page.locator("ins").filter(has_text="get_object_or_404").first).to_be_visible()
    assert faults(page) == []
    page.get_by_role("link", name="Côte à côte").click()
    expect(page).to_have_url(re.compile("vue=cote"))
    page.get_by_role("region", name="views.py").scroll_into_view_if_needed()  # a file is fetched when it is in sight
    expect(page.locator("table.diff.side")).to_be_visible()


def test_two_tabs_write_over_nothing(visit):
    first = visit("hamza", "/revues/")
    first.get_by_role("link", name="Continuer").first.click()
    expect(first.get_by_label("Message à l’équipe")).to_be_visible()
    second = visit("hamza", first.url)
    first.get_by_label("Message à l’équipe").fill("Le premier onglet.")
    expect(first.get_by_text("Brouillon gardé à")).to_be_visible()
    first.get_by_role("button", name="Garder le brouillon").click()
    first.wait_for_load_state()

    second.get_by_label("Message à l’équipe").fill("Le second onglet.")
    expect(second.locator("#review-state")).to_contain_text("dans un autre onglet")
    expect(second.locator("#review-state")).to_contain_text("Le premier onglet.")
    second.get_by_role("button", name="Garder mon texte").click()
    expect(second.get_by_label("Message à l’équipe")).to_have_value("Le second onglet.")
    first.reload()
    expect(first.get_by_label("Message à l’équipe")).to_have_value("Le second onglet.")


def test_slow_answer_is_not_overtaken_by_the_draft(visit):
    """What is typed just before a button is pressed leaves once, though the network takes its time."""
    page, held = visit("hamza", "/revues/"), []
    page.get_by_role("link", name="Continuer").first.click()
    expect(page.get_by_label("Message à l’équipe")).to_be_visible()

    def hold(route) -> None:
        if "hx-request" in route.request.headers:
            route.continue_()
        else:
            held.append(route)

    page.route(re.compile(r"/brouillon|/revues/"), hold)
    page.get_by_label("Message à l’équipe").fill("Juste avant de presser.")
    page.get_by_role("button", name="Garder le brouillon").click(no_wait_after=True)
    page.wait_for_timeout(3000)
    held.pop().continue_()
    page.unroute_all()

    expect(page.get_by_label("Message à l’équipe")).to_have_value("Juste avant de presser.")
    expect(page.get_by_text("dans un autre onglet")).to_have_count(0)


def test_line_is_remarked_on_without_a_script_on_a_phone(visit):
    page = visit("hamza", "/revues/", java_script_enabled=False, viewport=PHONE)
    page.get_by_role("link", name="Continuer").first.click()
    page.get_by_role("region", name="base.sql").get_by_role("link", name="base.sql", exact=True).click()
    page.get_by_role("link", name="Commenter la ligne 3 de base.sql").click()
    page.get_by_label("à la ligne").fill("4")
    page.get_by_label("Remarque", exact=True).fill("Sans script, sur deux lignes.")
    page.get_by_role("button", name="Ajouter").click()
    page.get_by_role("region", name="base.sql").get_by_role("link", name="base.sql", exact=True).click()
    box = page.locator(".say-box").filter(has_text="Sans script")
    expect(box).to_contain_text("base.sql:3–4")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    box.get_by_role("button", name="Retirer").click()


def test_work_passes_to_a_colleague_and_its_team_sees_who_has_it(visit):
    """Three people at once: nobody reloads to know in whose hands the work is."""
    salma, hamza = visit("salma", "/cohortes/DWFS-CASA-03/projets/"), visit("hamza", "/revues/")
    salma.get_by_role("link", name="Registre d’une coopérative").first.click()
    said: list[str] = []
    hamza.on("console", lambda line: said.append(line.text))
    sanaa = visit("sanaa.berrada", "/revues/")
    row_of_salma(sanaa).get_by_role("button", name="Prendre").click()
    expect(salma.get_by_text("Sanaa Berrada relit votre travail")).to_be_visible()
    expect(row_of_salma(hamza)).to_contain_text("Sanaa Berrada")
    expect(row_of_salma(hamza).get_by_role("button", name="Prendre")).to_have_count(0)
    assert not [line for line in said if "oobErrorNoTarget" in line]  # the list was fetched once, into its place

    walk_through_stops(sanaa)
    sanaa.get_by_role("link", name="Passer à un collègue").click()
    sanaa.get_by_label("Collègue", exact=True).select_option(label=colleague(sanaa, "Hamza"))
    sanaa.get_by_label("Un mot pour votre collègue").fill("Regardez surtout les paiements.")
    sanaa.get_by_role("button", name="Passer à un collègue").click()
    expect(sanaa.get_by_text("Hamza Aït Lahcen a maintenant la revue")).to_be_visible()

    expect(salma.get_by_text("Hamza Aït Lahcen relit votre travail")).to_be_visible()
    expect(salma.get_by_text("Regardez surtout les paiements.")).to_have_count(0)
    row_of_salma(hamza).get_by_role("link", name="Continuer").click()
    expect(hamza.get_by_text("Regardez surtout les paiements.")).to_be_visible()
    hamza.get_by_role("button", name="Rendre", exact=True).click()
    expect(salma.locator("#submission .head .pill")).to_have_text("En file")


def row_of_salma(page: Page):
    return page.get_by_role("main").get_by_role("listitem").filter(has_text="Équipe 1 (Salma")


def colleague(page: Page, name: str) -> str:
    options = page.get_by_label("Collègue", exact=True).locator("option").all_inner_texts()
    return next(option for option in options if option.startswith(name))


def walk_through_stops(page: Page) -> None:
    """N goes from one change or remark to the next, P comes back."""
    stops = page.locator("[data-stop]")
    expect(stops.nth(1)).to_be_attached()
    page.evaluate("scrollTo(0, 0)")
    page.keyboard.press("n")
    first = page.evaluate("document.activeElement.outerHTML")
    page.keyboard.press("n")
    assert page.evaluate("document.activeElement.outerHTML") != first
    page.keyboard.press("p")
    assert page.evaluate("document.activeElement.outerHTML") == first


def test_whose_review_is_released_reads_it_on_the_open_desk(visit):
    """The words say who did it, and the last ones typed are kept."""
    hamza = visit("hamza", "/revues/")
    hamza.get_by_role("link", name="Continuer").first.click()
    expect(hamza.get_by_label("Message à l’équipe")).to_be_visible()
    desk = hamza.url
    mehdi = visit("mehdi", desk.replace("/revues/", "/rendus/"))
    mehdi.get_by_role("button", name="Libérer la revue").click()
    mehdi.get_by_role("dialog").get_by_role("button", name="Libérer la revue").click()

    expect(hamza.get_by_text("Mehdi Tazi a libéré cette revue")).to_be_visible()
    hamza.get_by_label("Message à l’équipe").fill("Ce que j’écrivais.")
    expect(hamza.locator("#review-state")).to_contain_text("Mehdi Tazi a libéré cette revue")

    saved: list[str] = []
    hamza.on("request", lambda request: saved.append(request.url) if "brouillon" in request.url else None)
    hamza.get_by_label("Message à l’équipe").fill("Ce que j’écrivais encore.")
    hamza.wait_for_timeout(3000)
    assert saved == []
    hamza.goto(desk.replace("/revues/", "/rendus/"))
    hamza.get_by_role("button", name="Prendre").first.click()
    expect(hamza.get_by_label("Message à l’équipe")).to_have_value("Ce que j’écrivais.")


def test_draft_remark_is_changed_by_keys_and_two_clicks_make_one(visit):
    """A keyboard alone makes a remark that blocks nothing; E changes it where it stands; a double click keeps one."""
    page = visit("hamza", "/revues/")
    page.get_by_role("link", name="Continuer").first.click()
    before = page.locator("#review-state").inner_text()
    expect(page.get_by_role("button", name="Raccourcis")).to_be_visible()  # shown once keys are heard
    page.keyboard.press("c")
    page.keyboard.type("Bravo pour le schéma.")
    page.keyboard.press("Control+Enter")
    box = page.locator(".say-box").filter(has_text="Bravo pour le schéma.")
    expect(box).to_be_focused()
    expect(box.locator(".pill")).to_have_text("Simple remarque")
    assert page.locator("#review-state").inner_text().split("Avant")[1] == before.split("Avant")[1]

    page.keyboard.press("e")
    expect(page.get_by_label("Modifier la remarque").get_by_label("Remarque", exact=True)).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("Bravo pour les contraintes.")
    assert faults(page) == []
    page.keyboard.press("Control+Enter")
    box = page.locator(".say-box").filter(has_text="Bravo pour les contraintes.")
    expect(box).to_be_focused()
    expect(page.get_by_text("Bravo pour le schéma.")).to_have_count(0)

    page.locator("#remark-form").get_by_label("Remarque", exact=True).fill("Une seule fois.")
    page.locator("#remark-form").get_by_role("button", name="Ajouter").dblclick()
    expect(page.locator(".say-box").filter(has_text="Une seule fois.")).to_have_count(1)
    page.wait_for_timeout(1000)
    expect(page.get_by_text("Écrivez d’abord la remarque.")).to_have_count(0)
    for words in ("Une seule fois.", "Bravo pour les contraintes."):
        page.locator(".say-box").filter(has_text=words).get_by_role("button", name="Retirer").click()
        expect(page.get_by_text(words)).to_have_count(0)


def test_tree_and_rubric_fold_and_stay_so(visit):
    page = visit("hamza", "/revues/")
    page.get_by_role("link", name="Continuer").first.click()
    expect(page.get_by_label("Message à l’équipe")).to_be_in_viewport()
    tree = page.locator("details[data-tree]")
    wide = page.locator("#files").bounding_box()["width"]
    page.evaluate("scrollTo(0, 900)")
    expect(tree.get_by_role("link", name="base.sql")).to_be_in_viewport()
    page.locator(".stick-panel summary").first.click()
    expect(page.get_by_label("Message à l’équipe")).to_be_hidden()
    tree.locator("summary").first.click()
    expect(tree.get_by_role("link", name="base.sql")).to_be_hidden()
    assert page.locator("#files").bounding_box()["width"] > wide + 300
    page.reload()
    expect(page.get_by_label("Message à l’équipe")).to_be_hidden()
    expect(tree.get_by_role("link", name="base.sql")).to_be_hidden()
    tree.locator("summary").first.click()
    page.locator(".stick-panel summary").first.click()
    expect(page.get_by_label("Message à l’équipe")).to_be_visible()


# The criteria that are wholly inside the panel and on the screen.
WHOLE = """() => {
  const box = document.querySelector(".panel > .body").getBoundingClientRect();
  return [...document.querySelectorAll(".panel .rubric fieldset")].map((part) => part.getBoundingClientRect())
    .filter((part) => part.top >= box.top && part.bottom <= Math.min(box.bottom, innerHeight)).length;
}"""


def test_small_laptop_shows_four_criteria_the_message_and_the_decision(visit):
    page = visit("hamza", "/revues/", viewport={"width": 1280, "height": 800})
    page.get_by_role("link", name="Continuer").first.click()
    expect(page.get_by_label("Message à l’équipe")).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("button", name="Garder le brouillon")).to_be_in_viewport(ratio=1)

    assert page.evaluate(WHOLE) >= 4
    meanings = page.locator(".panel details").first
    meanings.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(meanings.get_by_role("listitem")).to_have_count(4)


def test_escape_leaves_a_remark_without_words_and_no_other(visit):
    page = visit("hamza", "/revues/")
    page.get_by_role("link", name="Continuer").first.click()
    page.get_by_role("link", name="base.sql").first.click()
    line = page.get_by_role("link", name="Commenter la ligne 3 de base.sql")
    field = page.locator("#remark-form").get_by_label("Remarque", exact=True)

    line.press("Enter")
    expect(field).to_be_focused()
    field.press("Escape")
    expect(line).to_be_focused()
    line.press("Enter")
    field.fill("À ne pas perdre.")
    field.press("Escape")
    expect(field).to_have_value("À ne pas perdre.")


def test_phone_keeps_what_has_the_focus_clear_of_the_bars(visit):
    page = visit("hamza", "/revues/", viewport=PHONE)
    page.get_by_role("link", name="Continuer").first.click()
    page.locator(".panel summary").first.focus()
    for _ in range(8):
        page.keyboard.press("Tab")
        seen = page.evaluate("""() => {
          const here = document.activeElement, box = here.getBoundingClientRect();
          const there = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
          return here.contains(there) || Boolean(there?.contains(here));
        }""")
        assert seen, page.evaluate("document.activeElement.outerHTML")

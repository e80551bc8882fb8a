"""A team hands its work in, a mentor reviews it: both pages stay open and follow each other."""

from playwright.sync_api import Page, expect

PROJECT = "Plateforme de rendez-vous d’un centre de santé"
VIEWS = "def reserver(request, pk):\n    creneau = Creneau.objects.get(pk=pk)\n    creneau.libre = False\n    creneau.save()\n"
CRITERIA = [
    "Besoin couvert et parcours clairs",
    "Architecture et modèles",
    "Tests automatisés",
    "Sécurité : droits, données personnelles",
    "Démonstration et documentation",
]
REPOSITORY, NOTE = "Adresse de votre dépôt Git", "Un mot à votre mentor"


def open_work(visit, who: str) -> Page:
    """The team's page of the project that is still a draft."""
    page = visit(who, "/cohortes/DWFS-CASA-03/projets/")
    page.get_by_role("link", name=PROJECT).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(PROJECT)
    return page


def state_of(page: Page):
    return page.locator("#submission .head .pill")


def attach(page: Page, name: str, text: str) -> None:
    page.get_by_label("Fichiers").set_input_files({"name": name, "mimeType": "text/plain", "buffer": text.encode()})


def versions(page: Page):
    return page.get_by_role("region", name="Versions déposées").locator("ol > li")


def score(page: Page, criterion: str, level: int) -> None:
    page.get_by_role("group", name=criterion).get_by_role("radio", name=str(level)).check()


def remark(page: Page, kind: str, body: str) -> None:
    form = page.locator("#remark-form")
    form.get_by_label("Remarque", exact=True).fill(body)
    form.get_by_role("radio", name=kind).check()
    form.get_by_role("button", name="Ajouter").click()
    expect(page.get_by_text(body)).to_be_visible()


def test_draft_survives_a_reload_and_keeps_its_files(visit):
    page = open_work(visit, "oussama.kabbaj")
    page.get_by_label(NOTE).fill("La réservation marche, les rappels pas encore.")
    page.get_by_label(REPOSITORY).fill("https://forge.example.ma/equipe4/sante")
    expect(page.get_by_text("Brouillon gardé à")).to_be_visible()

    page.reload()
    expect(page.get_by_label(NOTE)).to_have_value("La réservation marche, les rappels pas encore.")
    expect(page.get_by_label(REPOSITORY)).to_have_value("https://forge.example.ma/equipe4/sante")

    attach(page, "notes.md", "# Rappels\n")
    page.get_by_role("button", name="Garder le brouillon").click()
    expect(page.get_by_text("Brouillon gardé.")).to_be_visible()
    mate = open_work(visit, "taha.sebti")
    expect(mate.get_by_role("link", name="notes.md")).to_be_visible()
    expect(mate.get_by_text("par Oussama Kabbaj")).to_be_visible()
    mate.get_by_role("button", name="Retirer notes.md").click()
    expect(mate.get_by_role("link", name="notes.md")).to_have_count(0)


def test_team_mates_do_not_write_over_each_other(visit):
    meryem, hajar = open_work(visit, "meryem.zeroual"), open_work(visit, "hajar.tamim")
    meryem.get_by_label(NOTE).fill("Le mot de Meryem.")
    meryem.get_by_role("button", name="Garder le brouillon").click()
    expect(meryem.get_by_text("Brouillon gardé.")).to_be_visible()

    hajar.get_by_label(NOTE).fill("Le mot de Hajar.")
    hajar.get_by_role("button", name="Garder le brouillon").click()
    expect(hajar.get_by_role("alert")).to_contain_text("Meryem Zeroual a modifié ce brouillon entre-temps")
    expect(hajar.get_by_role("region", name="Brouillon de Meryem Zeroual")).to_contain_text("Le mot de Meryem.")
    expect(hajar.get_by_label(NOTE)).to_have_value("Le mot de Hajar.")

    hajar.get_by_label(NOTE).fill("Le mot des deux.")
    hajar.get_by_role("button", name="Garder le brouillon").click()
    expect(hajar.get_by_text("Brouillon gardé.")).to_be_visible()
    meryem.reload()
    expect(meryem.get_by_label(NOTE)).to_have_value("Le mot des deux.")


def test_waiting_work_is_replaced_then_withdrawn(visit):
    page = open_work(visit, "zakaria.nait-ider")
    mate = open_work(visit, "meryem.zeroual")
    page.get_by_label(REPOSITORY).fill("https://forge.example.ma/equipe3/sante")
    page.get_by_role("button", name="Déposer").dblclick()
    expect(state_of(page)).to_have_text("En file")
    expect(page.get_by_text("Version 1 reçue,")).to_be_visible()
    expect(versions(page)).to_have_count(1)
    expect(state_of(mate)).to_have_text("En file")
    expect(mate.get_by_role("heading", name="Remplacer la version en attente")).to_be_visible()

    attach(page, "README.md", "# Mode d'emploi\n")
    page.get_by_role("button", name="Remplacer").click()
    expect(page.get_by_text("Version 2 reçue,")).to_be_visible()
    expect(versions(page)).to_have_count(2)
    expect(mate.get_by_role("link", name="README.md")).to_be_visible()

    page.get_by_role("button", name="Retirer", exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Reprendre votre travail ?")
    dialog.get_by_role("button", name="Retirer").click()
    expect(state_of(page)).to_have_text("Brouillon")
    expect(mate.get_by_role("button", name="Déposer")).to_be_visible()
    mentor = visit("hamza", "/revues/")
    expect(mentor.get_by_role("link", name="Registre d’une coopérative")).not_to_have_count(0)
    expect(mentor.get_by_role("link", name="Zakaria N’Aït Ider, Hajar Tamim) — Plateforme")).to_have_count(0)


def test_empty_work_is_not_handed_in(visit):
    page = open_work(visit, "khaoula.ait-taleb")
    page.get_by_label(REPOSITORY).fill("http://localhost/secret")
    page.get_by_label(NOTE).fill("Voir mon ordinateur.")
    page.get_by_role("button", name="Déposer").click()

    expect(page.get_by_role("alert")).to_contain_text("Certaines réponses sont à corriger.")
    expect(page.get_by_label(REPOSITORY)).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label(NOTE)).to_have_value("Voir mon ordinateur.")
    expect(state_of(page)).to_have_text("Brouillon")


def test_review_goes_both_ways_without_a_reload(visit):
    mentor, learner = visit("hamza", "/revues/"), open_work(visit, "youssef.el-idrissi")
    colleague = visit("sanaa.berrada", "/revues/")
    hand_in_first_version(learner)
    learner.evaluate("window.never = 'reloaded'")

    row = mentor.get_by_role("listitem").filter(has_text=PROJECT)
    news = mentor.get_by_role("link", name="1 nouveau dépôt.")
    expect(news).to_be_visible()
    expect(row).to_have_count(0)
    news.click()
    colleague.get_by_role("link", name="1 nouveau dépôt.").click()
    expect(row).to_contain_text("Youssef El Idrissi, Soukaina Lahlou, Ayoub Ouhssine")
    expect(news).to_be_hidden()
    stale = visit("sanaa.berrada", "/revues/", java_script_enabled=False)
    row.get_by_role("button", name="Prendre").click()
    expect(mentor.get_by_role("heading", level=1)).to_contain_text(PROJECT)
    the_rival_is_told(stale, colleague)
    expect(state_of(learner)).to_have_text("En revue")
    expect(learner.get_by_text("Hamza Aït Lahcen relit votre travail depuis")).to_be_visible()
    expect(learner.get_by_role("button", name="Remplacer")).to_have_count(0)

    ask_for_changes(mentor)
    expect(state_of(learner)).to_have_text("À reprendre")
    review = learner.get_by_role("region", name="Revue de la version 1")
    expect(review).to_contain_text("Vous êtes tout près.")
    expect(review.locator(".say-box").filter(has_text="views.py:2")).to_contain_text("get_object_or_404")
    expect(learner.get_by_role("heading", name="Version suivante")).to_be_visible()
    assert learner.evaluate("window.never") == "reloaded"

    hand_in_second_version(learner)
    learner.evaluate("window.never = 'reloaded'")
    approve(mentor)
    expect(state_of(learner)).to_have_text("Validé")
    expect(learner.get_by_text("Validé par Hamza Aït Lahcen, aujourd’hui")).to_be_visible()
    expect(learner.get_by_role("button", name="Déposer")).to_have_count(0)
    assert learner.evaluate("window.never") == "reloaded"


def hand_in_first_version(page: Page) -> None:
    page.get_by_label(REPOSITORY).fill("https://forge.example.ma/equipe2/sante")
    page.get_by_label(NOTE).fill("Réservation faite, rappels à venir.")
    attach(page, "views.py", VIEWS)
    page.get_by_role("button", name="Déposer").click()
    expect(state_of(page)).to_have_text("En file")
    expect(versions(page)).to_have_count(1)


def the_rival_is_told(stale: Page, open_page: Page) -> None:
    """By name: on a page that followed, before the click; on one that did not, after it."""
    expect(open_page.get_by_role("listitem").filter(has_text=PROJECT)).to_contain_text("Hamza Aït Lahcen le relit")
    stale.get_by_role("listitem").filter(has_text=PROJECT).get_by_role("button", name="Prendre").click()
    expect(stale.get_by_text("Hamza Aït Lahcen relit ce travail depuis")).to_be_visible()
    stale.get_by_role("link", name="Voir où cela en est").click()
    expect(stale).to_have_url("/revues/")


def ask_for_changes(page: Page) -> None:
    for criterion in CRITERIA[:4]:
        score(page, criterion, 2)
    page.get_by_label("Message à l’équipe").fill("Bonne séparation. Vous êtes tout près.")
    expect(page.get_by_text("1 critère reste à noter.")).to_be_visible()
    expect(page.get_by_text("Brouillon gardé à")).to_be_visible()
    page.get_by_role("button", name="Valider").click(force=True)  # it says why it cannot be yet
    expect(page.get_by_role("alert")).to_contain_text("1 critère reste à noter.")
    remark(page, "Bravo", "Le parcours du patient est limpide.")
    page.get_by_role("region", name="views.py").get_by_role("link", name="Commenter la ligne 2 de views.py").click()
    expect(page.get_by_text("Sur views.py:2")).to_be_visible()
    remark(page, "À corriger", "Si le créneau n’existe pas, la page plante : pensez à get_object_or_404.")
    expect(page.get_by_label("Message à l’équipe")).to_have_value("Bonne séparation. Vous êtes tout près.")
    page.get_by_role("button", name="Demander des changements").click()
    page.get_by_role("button", name="Envoyer quand même").click()
    expect(page.get_by_text("Changements demandés : l’équipe est prévenue.")).to_be_visible()


def hand_in_second_version(page: Page) -> None:
    fix = page.locator(".say-box").filter(has_text="views.py:2")
    fix.get_by_label("Votre réponse").fill("Corrigé, avec un test.")
    fix.get_by_role("button", name="Corrigé ici").click()
    expect(fix).to_contain_text("Corrigée par l’équipe")
    expect(fix).to_contain_text("Corrigé, avec un test.")
    attach(page, "views.py", VIEWS.replace("Creneau.objects.get(", "get_object_or_404(Creneau, "))
    page.get_by_role("button", name="Déposer").click()
    expect(versions(page)).to_have_count(2)


def approve(page: Page) -> None:
    page.get_by_role("link", name="1 nouveau dépôt.").click()
    row = page.get_by_role("listitem").filter(has_text=PROJECT)
    expect(row).to_contain_text("version 2")
    expect(row).to_contain_text("reprise de votre revue")
    row.get_by_role("button", name="Prendre").click()
    asked = page.get_by_role("region", name="Demandé auparavant")
    expect(asked.get_by_text("Corrigé, avec un test.")).to_be_visible()
    asked.get_by_role("button", name="Confirmer la correction").click()
    expect(asked.get_by_text("Confirmée")).to_be_visible()
    for criterion in CRITERIA:
        score(page, criterion, 2)
    score(page, CRITERIA[0], 0)
    expect(page.get_by_text(f"Pas encore acquis : {CRITERIA[0]}.")).to_be_visible()
    score(page, CRITERIA[0], 3)
    expect(page.get_by_text("Tout est en place pour valider.")).to_be_visible()
    page.get_by_role("button", name="Valider").click()
    expect(page.get_by_text("Validé : l’équipe est prévenue.")).to_be_visible()


def test_lesson_marked_by_keyboard_keeps_the_focus(visit):
    page = visit("taha.sebti", "/cohortes/DWFS-CASA-03/parcours/")
    page.get_by_role("link", name="Continuer").click()
    page.get_by_role("button", name="Marquer comme faite").press("Enter")

    undo = page.get_by_role("button", name="Annuler")
    expect(undo).to_be_focused()
    expect(page.locator("#announcements")).to_have_text("Leçon marquée comme faite")
    undo.press("Enter")
    expect(page.get_by_role("button", name="Marquer comme faite")).to_be_focused()


def test_field_drawn_larger_breaks_no_rule_when_its_part_of_the_page_is_renewed(visit):
    """A browser writes the size a person gives to a text field into its style attribute."""
    page = open_work(visit, "salma")
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.get_by_label(NOTE).evaluate("field => { field.style.height = '200px'; }")
    with page.expect_response(lambda answer: "/rendus/" in answer.url):
        page.locator("#submission").evaluate("part => htmx.trigger(part, 'live')")
    expect(page.locator("[aria-busy=true]")).to_have_count(0)

    assert [line for line in said if "Content Security Policy" in line] == []

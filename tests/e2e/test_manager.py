"""A manager opens a cohort, gives it a team, sessions and learners, and follows it."""

import csv
from datetime import date, timedelta

import pytest
from django.utils import timezone
from openpyxl import Workbook, load_workbook
from playwright.sync_api import Page, expect

from tests.e2e.conftest import PHONE, link_in

pytestmark = pytest.mark.anywhere

MONDAY = timezone.localdate() - timedelta(days=timezone.localdate().weekday()) + timedelta(weeks=12)
BOOTCAMP = "Développeur·se web full-stack Python & JavaScript"


def fill_cohort(page: Page, code: str, last: date = MONDAY + timedelta(weeks=16), seats: int = 5) -> None:
    page.get_by_label("Formation").select_option(BOOTCAMP)
    page.get_by_label("Code").fill(code)
    page.get_by_label("Ville").select_option("Rabat")
    page.get_by_label("Premier jour").fill(f"{MONDAY}")
    page.get_by_label("Dernier jour").fill(f"{last}")
    page.get_by_label("Places").fill(str(seats))
    page.get_by_role("button", name="Ouvrir la cohorte").click()


@pytest.fixture
def cohort(visit, request) -> Page:
    """The people of a new cohort of this test's own, as its manager sees them."""
    code = f"RABAT-{abs(hash(request.node.name)) % 10_000:04}"
    page = visit("samira", "/operateur/cohortes/nouvelle/")
    fill_cohort(page, code)
    expect(page.get_by_text(f"{code} est ouverte")).to_be_visible()
    page.goto(f"/cohortes/{code}/personnes/")
    return page


def give_seat(page: Page, email: str) -> None:
    page.get_by_label("Adresse électronique de l’apprenant·e").fill(email)
    page.get_by_role("button", name="Inviter", exact=True).click()


def row_of(page: Page, words: str):
    return page.get_by_role("region", name="Apprenants").get_by_role("listitem").filter(has_text=words)


def confirm(page: Page) -> None:
    page.get_by_role("dialog").get_by_role("button").first.click()


def error_of(page: Page, label: str):
    """What is said beside the field."""
    return page.locator(".field").filter(has=page.get_by_label(label)).locator(".error")


def sign_up(page: Page, email: str, first_name: str) -> None:
    """From an invitation's first page to its acceptance."""
    page.get_by_role("button", name="Créer mon compte").click()
    expect(page.get_by_label("Adresse électronique")).to_have_value(email)
    page.get_by_label("Prénom").fill(first_name)
    page.get_by_label("Nom", exact=True).fill("Naciri")
    page.get_by_label("Phrase de passe", exact=True).fill("trois cigognes à Chellah")
    page.get_by_label("Phrase de passe (confirmation)").fill("trois cigognes à Chellah")
    page.get_by_label("J’ai lu comment mes données personnelles").check()
    page.get_by_role("button", name="Créer mon compte").click()
    page.get_by_role("button", name="Accepter l’invitation").click()


def test_cohort_is_opened_from_nothing(visit):
    page = visit("samira", "/operateur/")
    page.get_by_role("link", name="Ouvrir une cohorte").click()
    fill_cohort(page, "dwfs-casa-03", seats=0)
    expect(page.get_by_role("alert")).to_contain_text("Certaines réponses sont à corriger.")
    expect(error_of(page, "Places")).to_contain_text("supérieure ou égale à 1")
    fill_cohort(page, "dwfs-casa-03", last=MONDAY - timedelta(days=1))
    expect(error_of(page, "Dernier jour")).to_contain_text("Le dernier jour précède le premier.")
    fill_cohort(page, "dwfs-casa-03")
    expect(error_of(page, "Code")).to_contain_text("Une autre cohorte porte déjà ce code.")
    expect(page.get_by_label("Code")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Code")).to_have_value("dwfs-casa-03")
    expect(page.get_by_label("Ville").locator("option:checked")).to_have_text("Rabat")
    expect(page.get_by_label("Premier jour")).to_have_value(f"{MONDAY}")
    expect(page.get_by_label("Places")).to_have_value("5")

    fill_cohort(page, "RABAT-OUVERTE")
    expect(page.get_by_text("RABAT-OUVERTE est ouverte : à présent son équipe")).to_be_visible()
    visitor = visit("", "/fr/formations/?region=rabat-sale-kenitra")
    expect(visitor.get_by_role("article")).to_contain_text(BOOTCAMP)


def test_staff_and_sessions_are_arranged(cohort, visit):
    code = cohort.url.split("/")[-3]
    cohort.get_by_label("Personne").select_option("Mehdi Tazi")
    cohort.get_by_label("Rôle").select_option("Mentor")
    cohort.get_by_role("button", name="Affecter").click()
    expect(error_of(cohort, "Personne")).to_contain_text("Cette personne n’a pas ce rôle dans votre équipe.")
    expect(cohort.get_by_label("Personne").locator("option:checked")).to_have_text("Mehdi Tazi")
    cohort.get_by_label("Rôle").select_option("Formateur")
    cohort.get_by_role("button", name="Affecter").click()
    expect(cohort.get_by_text("Mehdi Tazi travaille avec cette cohorte.")).to_be_visible()
    expect(visit("mehdi", f"/cohortes/{code}/").get_by_role("heading", level=1)).to_have_text(code)

    cohort.goto(f"/cohortes/{code}/seances/")
    cohort.get_by_role("link", name="Prévoir une séance").click()
    plan_session(cohort, "Accueil", "09:00", "08:00")
    expect(error_of(cohort, "Fin")).to_contain_text("La fin précède le début.")
    plan_session(cohort, "Accueil", "09:00", "12:00")
    expect(cohort.get_by_text("La séance est prévue ; la cohorte est prévenue.")).to_be_visible()
    expect(cohort.get_by_role("region", name="À venir").get_by_role("listitem")).to_contain_text("Mehdi Tazi")
    cohort.get_by_role("link", name="Prévoir une séance").click()
    plan_session(cohort, "Git", "11:00", "13:00")
    expect(error_of(cohort, "Début")).to_contain_text("La séance « Accueil » a lieu à cette heure-là.")
    expect(cohort.get_by_label("Titre")).to_have_value("Git")


def plan_session(page: Page, title: str, start: str, end: str) -> None:
    page.get_by_label("Titre").fill(title)
    page.get_by_label("Début").fill(f"{MONDAY}T{start}")
    page.get_by_label("Fin").fill(f"{MONDAY}T{end}")
    page.get_by_label("Formateur").select_option("Mehdi Tazi")
    page.get_by_role("button", name="Prévoir la séance").click()


def test_invited_person_signs_up_and_lands_in_the_cohort(cohort, visit, letters):
    email = "ihssane.naciri@example.org"
    give_seat(cohort, "ihssane.naciri")
    expect(error_of(cohort, "Adresse électronique de l’apprenant·e")).to_contain_text("adresse")
    give_seat(cohort, email)
    expect(cohort.get_by_text(f"Une place est gardée pour {email}")).to_be_visible()
    expect(row_of(cohort, email)).to_contain_text("Invité·e")
    expect(cohort.get_by_text("1 sur 5 places")).to_be_visible()
    link = link_in(letters(email)[0], "/invitations/")

    invited = visit("", link)
    expect(invited.get_by_role("heading", level=1)).to_have_text("Atlas Code Academy vous invite")
    sign_up(invited, email, "Ihssane")
    expect(invited.get_by_text("Bienvenue : Atlas Code Academy compte sur vous.")).to_be_visible()
    expect(invited.get_by_role("heading", level=1)).to_have_text("Bonjour Ihssane")
    invited.get_by_role("navigation", name="Principal").get_by_role("link", name="Mon parcours").click()
    expect(invited.get_by_role("heading", level=1)).to_have_text(BOOTCAMP)
    assert len(letters(email)) == 1  # the link was the proof: no code by e-mail

    assert visit("").goto(link).status == 410
    assert invited.goto(link).status == 410
    expect(invited.get_by_role("heading", level=1)).to_have_text("Cette invitation a déjà servi")
    expect(invited.get_by_text("Vous l’avez déjà acceptée : tout est en place.")).to_be_visible()
    cohort.reload()
    expect(row_of(cohort, email)).to_contain_text("En formation")


def test_invitation_is_sent_again_then_closed(cohort, visit, letters):
    email = "driss.naciri@example.org"
    give_seat(cohort, email)
    first = link_in(letters(email)[0], "/invitations/")
    row_of(cohort, email).get_by_role("button", name="Renvoyer").click()
    expect(cohort.get_by_text(f"Un nouveau lien part vers {email}.")).to_be_visible()
    second = link_in(letters(email, 2)[-1], "/invitations/")

    page = visit("", first)
    expect(page.get_by_role("heading", level=1)).to_have_text("Ce lien n’est pas valable")
    page.goto(second)
    expect(page.get_by_role("button", name="Créer mon compte")).to_be_visible()

    row_of(cohort, email).get_by_role("button", name="Annuler l’invitation").click()
    expect(cohort.get_by_role("dialog")).to_contain_text(f"Fermer l’invitation de {email} ?")
    confirm(cohort)
    expect(row_of(cohort, email)).to_contain_text("Invitation fermée")
    page.goto(second)
    expect(page.get_by_role("heading", level=1)).to_have_text("Cette invitation a été retirée")


def test_colleague_is_invited_to_the_team_then_the_invitation_is_closed(visit, letters):
    email = "mentor.nouveau@example.org"
    page = visit("samira", "/operateur/equipe/")
    page.get_by_label("Adresse électronique").fill(email)
    page.get_by_label("Rôle").select_option("Mentor")
    page.get_by_role("button", name="Envoyer l’invitation").click()
    expect(page.get_by_text(f"L’invitation part vers {email}.")).to_be_visible()
    link = link_in(letters(email)[0], "/invitations/")
    expect(visit("", link).get_by_text("Votre rôle : Mentor.")).to_be_visible()
    stranger = visit("hamza", link)
    expect(stranger.get_by_role("heading", level=1)).to_have_text("Cette invitation est destinée à une autre adresse")

    invitation = page.get_by_role("region", name="Invitations en cours").get_by_role("listitem").filter(has_text=email)
    invitation.get_by_role("button", name="Annuler l’invitation").click()
    confirm(page)
    expect(page.get_by_text(f"Le lien envoyé à {email} ne fonctionne plus.")).to_be_visible()
    assert visit("").goto(link).status == 410


def test_learner_is_suspended_resumed_and_withdrawn_with_a_reason(cohort, visit):
    code = cohort.url.split("/")[-3]
    give_seat(cohort, "anas.mouline@demo.example")
    expect(error_of(cohort, "Cette personne a aussi un rôle")).to_contain_text("Anas Mouline : Mentor")
    cohort.get_by_label("Cette personne a aussi un rôle").check()
    cohort.get_by_role("button", name="Inviter", exact=True).click()
    expect(cohort.get_by_text("Une place est gardée pour anas.mouline@demo.example")).to_be_visible()
    learner = visit("anas.mouline", "/notifications/")
    learner.get_by_role("link", name=f"Vous êtes invité·e à apprendre dans la cohorte {code}").click()
    learner.get_by_role("button", name="Accepter la place").click()
    cohort.reload()
    expect(learner.get_by_role("heading", level=1)).to_have_text(BOOTCAMP)

    act_on(cohort, "Suspendre")
    cohort.get_by_role("button", name="Suspendre").click()
    expect(error_of(cohort, "Motif")).to_contain_text("Ce champ est obligatoire.")
    cohort.get_by_label("Motif").fill("Absence longue, retour prévu")
    cohort.get_by_role("button", name="Suspendre").click()
    expect(row_of(cohort, "Anas Mouline")).to_contain_text("En suspens")
    expect(row_of(cohort, "Anas Mouline")).to_contain_text("Absence longue, retour prévu")
    assert learner.goto(f"/cohortes/{code}/parcours/").status in (403, 404)
    act_on(cohort, "Reprendre", role="button")
    expect(row_of(cohort, "Anas Mouline")).to_contain_text("En formation")
    assert learner.goto(f"/cohortes/{code}/parcours/").status == 200

    act_on(cohort, "Enregistrer un départ")
    cohort.get_by_label("Motif").fill("A trouvé un emploi")
    cohort.get_by_role("button", name="Enregistrer un départ").click()
    expect(cohort.get_by_text("Anas Mouline : A quitté la formation.")).to_be_visible()
    expect(cohort.get_by_text("0 sur 5 places")).to_be_visible()
    assert learner.goto(f"/cohortes/{code}/parcours/").status == 404


def act_on(page: Page, verb: str, role: str = "link") -> None:
    row = row_of(page, "Anas Mouline")
    row.get_by_label("Agir sur Anas Mouline").click()
    row.get_by_role(role, name=verb).click()


def test_progress_is_taken_away_as_csv_and_as_a_workbook(visit, tmp_path):
    page = visit("samira", "/cohortes/DWFS-CASA-03/avancement/")
    for name, ending in (("CSV", "csv"), ("Excel", "xlsx")):
        before = timezone.localdate()
        with page.expect_download() as download:
            page.get_by_role("link", name=name).click()
        days = {before, timezone.localdate()}  # midnight may pass in between
        assert download.value.suggested_filename in {f"DWFS-CASA-03-{day}.{ending}" for day in days}
        download.value.save_as(tmp_path / f"table.{ending}")

    text = (tmp_path / "table.csv").read_bytes().decode("utf-8-sig")
    table = list(csv.reader(text.splitlines(), delimiter=";"))
    sheet = list(load_workbook(tmp_path / "table.xlsx").active.values)
    assert table[0][:3] == ["Nom", "Prénom", "État"]
    assert [list(row[:3]) for row in sheet] == [row[:3] for row in table]
    salma = next(row for row in table if row[:2] == ["Benali", "Salma"])
    assert (salma[2], salma[3]) == ("En formation", "5 sur 5")
    assert int(salma[-1]) > 30


def test_pasted_list_is_shown_line_by_line_then_invited(cohort, letters):
    cohort.get_by_role("link", name="Inviter plusieurs personnes").click()
    cohort.get_by_label("Adresses").fill(
        "Amal Naciri <amal.naciri@example.org>\nsalma.benali@demo.example\npas une adresse"
    )
    cohort.get_by_role("button", name="Lire la liste").click()
    lines = cohort.get_by_role("region", name="Ce qui va se passer").get_by_role("listitem")
    expect(lines).to_contain_text(["sera invité·e", "suit une autre cohorte", "n’est pas une adresse"])
    cohort.get_by_role("button", name="Inviter 1 personne").click()
    expect(cohort.get_by_text("Une place est gardée pour 1 personne")).to_be_visible()
    expect(row_of(cohort, "amal.naciri@example.org")).to_contain_text("Invité·e")
    assert link_in(letters("amal.naciri@example.org")[0], "/invitations/")


def test_list_in_a_file_is_read_by_its_columns(cohort, tmp_path):
    book = Workbook()
    for row in (["Nom", "Prénom", "E-mail"], ["Alaoui", "Rim", "rim.alaoui@example.org"]):
        book.active.append(row)
    book.save(tmp_path / "liste.xlsx")
    cohort.get_by_role("link", name="Inviter plusieurs personnes").click()
    cohort.get_by_label("ou un fichier CSV ou Excel").set_input_files(tmp_path / "liste.xlsx")
    cohort.get_by_role("button", name="Lire la liste").click()
    expect(cohort.get_by_role("region", name="Ce qui va se passer")).to_contain_text("Rim Alaoui")
    cohort.get_by_role("button", name="Inviter 1 personne").click()
    expect(row_of(cohort, "rim.alaoui@example.org")).to_be_visible()


def test_weeks_of_sessions_are_planned_then_what_follows_moves(cohort):
    cohort.get_by_role("link", name="Séances").first.click()
    cohort.get_by_role("link", name="Prévoir des semaines").click()
    cohort.get_by_label("Titre").fill("Atelier {n}")
    cohort.get_by_label("Du", exact=True).fill(f"{MONDAY}")
    cohort.get_by_label("Au", exact=True).fill(f"{MONDAY + timedelta(days=20)}")
    cohort.get_by_label("Lundi, début", exact=True).fill("08:00")
    cohort.get_by_label("Lundi, fin", exact=True).fill("10:00")
    cohort.get_by_role("button", name="Montrer les séances").click()
    slots = cohort.get_by_role("region", name="Ce qui serait prévu").get_by_role("checkbox")
    expect(slots).to_have_count(3)
    for number in range(3):  # a holiday of the year is meant here
        slots.nth(number).check()
    cohort.get_by_role("button", name="Prévoir les séances cochées").click()
    expect(cohort.get_by_text("3 séances sont prévues")).to_be_visible()
    coming = cohort.get_by_role("region", name="À venir").get_by_role("listitem")
    expect(coming).to_have_count(3)

    coming.nth(1).get_by_role("link", name="Modifier").click()
    cohort.get_by_role("link", name="Décaler cette séance et toutes les suivantes").click()
    cohort.get_by_role("spinbutton", name="Jours").fill("1")
    cohort.get_by_role("button", name="Montrer ce que cela donne").click()
    expect(cohort.get_by_role("region", name="Ce qui serait décalé").get_by_role("listitem")).to_have_count(2)
    if (meant := cohort.get_by_role("checkbox")).count():
        meant.check()
    cohort.get_by_role("button", name="Décaler ces séances").click()
    expect(cohort.get_by_text("2 séances sont déplacées")).to_be_visible()
    expect(coming.nth(0)).to_contain_text("lundi")
    expect(coming.nth(1)).to_contain_text("mardi")


def test_learners_page_reads_on_a_phone(visit):
    page = visit("samira", "/cohortes/DWFS-CASA-03/personnes/?q=benali", viewport=PHONE)
    page.get_by_role("link", name="Salma Benali").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Salma Benali")
    for name in ("Projets", "Leçons", "Séances tenues", "Historique"):
        expect(page.get_by_role("region", name=name)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

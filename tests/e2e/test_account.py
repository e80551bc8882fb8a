"""An account: sign-up, sign-in, names, appearance, pass phrase, second factor, sessions, several roles."""

import re
from contextlib import suppress

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from playwright.sync_api import Error, Page, expect

from tests.e2e.conftest import PASSPHRASE, email_of, link_in, sign_in, violations

pytestmark = pytest.mark.anywhere

NEW_PASSPHRASE = "quatre saisons au Haouz"


def code_of(secret: str) -> str:
    """What a telephone's application shows now."""
    counters = list(yield_hotp_counters_from_time())
    return format_hotp_value(hotp_value(secret, counters[len(counters) // 2]))


def open_menu(page: Page, name: str) -> None:
    page.locator("header summary").filter(has_text=f"{name}, mon compte").click()


def fill_passphrase(page: Page, phrase: str) -> None:
    page.get_by_label("Phrase de passe", exact=True).fill(phrase)
    page.get_by_label("Phrase de passe (confirmation)").fill(phrase)
    page.get_by_role("button", name="Créer mon compte").click()


def test_newcomer_signs_up_with_the_code_of_a_letter(visit, letters):
    email = "ghali.sqalli@example.org"
    page = visit("", "/accounts/login/")
    page.get_by_role("main").get_by_role("link", name="Créer un compte").click()
    page.get_by_label("Prénom").fill("Ghali")
    page.get_by_label("Nom", exact=True).fill("Sqalli")
    page.get_by_label("Adresse électronique").fill(email)
    fill_passphrase(page, "motdepasse")
    errors = page.locator(".error")
    expect(errors.filter(has_text="Cette phrase de passe est trop courante.")).to_be_visible()
    expect(errors.filter(has_text="Sans votre accord, nous ne pouvons pas conserver vos données.")).to_be_visible()
    expect(page.get_by_label("Prénom")).to_have_value("Ghali")
    page.get_by_label("J’ai lu comment mes données personnelles").check()
    fill_passphrase(page, NEW_PASSPHRASE)
    expect(page.get_by_role("heading", level=1)).to_contain_text("code de vérification")

    letter = letters(email)[0]
    assert letter.startswith("Bonjour,")
    page.get_by_label("Code").fill("ABCD-EFGH")
    page.get_by_role("button", name="Confirmer").click()
    expect(page.get_by_label("Code")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Code").fill(re.search(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$", letter, re.MULTILINE)[0])
    page.get_by_role("button", name="Confirmer").click()

    expect(page).to_have_url("/aujourdhui/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bonjour Ghali")
    expect(page.get_by_text("Vous ne suivez pas encore de cohorte.")).to_be_visible()
    expect(page.get_by_text(f"Ouvrez le lien du message envoyé à {email}.")).to_be_visible()
    page.get_by_role("link", name="Je cherche une formation").click()
    expect(page).to_have_url("/fr/formations/")
    assert page.goto("/revues/").status == 403
    assert page.goto("/cohortes/DWFS-CASA-03/").status == 404


def test_wrong_passphrase_is_told_without_telling_who_exists(visit):
    page = visit("")
    said = []
    for email in (email_of("sara.belhaj"), "personne@example.org"):
        page.goto("/accounts/login/?next=/compte/")
        sign_in(page, email, "ce n’est pas ma phrase")
        expect(page.get_by_role("alert")).to_contain_text("phrase de passe")
        expect(page.locator("input[name=login]")).to_have_value(email)
        said.append(page.get_by_role("alert").inner_text())
    assert said[0] == said[1]

    sign_in(page, email_of("sara.belhaj"))
    expect(page).to_have_url("/compte/")
    open_menu(page, "Sara Belhaj")
    page.get_by_role("button", name="Se déconnecter").click()
    expect(page.get_by_role("link", name="Se connecter")).to_be_visible()
    page.goto("/compte/")
    expect(page).to_have_url("/accounts/login/?next=/compte/")


def test_names_in_both_alphabets_and_appearance_are_kept(visit):
    page = visit("hajar.tamim", "/compte/")
    page.get_by_label("Prénom", exact=True).fill("")
    page.get_by_role("button", name="Enregistrer mon compte").click()
    expect(page.get_by_role("alert")).to_contain_text("Prénom")
    page.get_by_label("Prénom", exact=True).fill("Hajar-Zohra")
    page.get_by_label("Prénom en arabe").fill("هاجر الزهراء")
    page.get_by_label("Apparence").select_option("Sombre")
    page.get_by_role("button", name="Enregistrer mon compte").click()

    expect(page.get_by_text("Votre compte est à jour.")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(page.get_by_label("Prénom en arabe")).to_have_value("هاجر الزهراء")
    mate = visit("meryem.zeroual", "/cohortes/DWFS-CASA-03/projets/")
    mate.get_by_role("link", name="Registre d’une coopérative").click()
    expect(mate.get_by_text("Hajar-Zohra Tamim").first).to_be_visible()

    open_menu(page, "Hajar-Zohra Tamim")
    page.get_by_role("button", name="Apparence claire").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    page.get_by_label("Prénom", exact=True).fill("Hajar")
    page.get_by_role("button", name="Enregistrer mon compte").click()
    expect(page.locator("header summary").filter(has_text="Hajar Tamim")).to_be_attached()


def test_each_kind_of_notice_has_its_switch(visit):
    page = visit("hajar.tamim", "/compte/")
    page.get_by_role("link", name="Choisir ce qui vous est annoncé").click()
    page.get_by_label("Séances déplacées ou annulées").select_option("Pas du tout")
    page.get_by_role("button", name="Enregistrer mes choix").click()

    expect(page.get_by_text("Vos choix sont enregistrés.")).to_be_visible()
    expect(page.get_by_label("Séances déplacées ou annulées")).to_have_value("none")
    expect(page.get_by_label("Remerciements pour mes revues")).to_have_count(0)
    assert violations(page) == []
    page.get_by_label("Séances déplacées ou annulées").select_option("Ici et par courriel")
    page.get_by_role("button", name="Enregistrer mes choix").click()
    expect(page.get_by_label("Séances déplacées ou annulées")).to_have_value("mail")


def test_changed_passphrase_closes_the_other_sessions(visit):
    page, other = visit(""), visit("")
    for browser in (page, other):
        browser.goto("/accounts/login/")
        sign_in(browser, email_of("walid.filali"))
        expect(browser).to_have_url("/aujourdhui/")
    page.goto("/compte/")
    page.get_by_role("link", name="Phrase de passe").click()
    page.get_by_label("Phrase de passe actuelle").fill(PASSPHRASE)
    page.get_by_label("Nouvelle phrase de passe", exact=True).fill(NEW_PASSPHRASE)
    page.get_by_label("Nouvelle phrase de passe (confirmation)").fill(NEW_PASSPHRASE)
    page.get_by_role("button", name="Changer la phrase de passe").click()
    expect(page.get_by_text("Phrase de passe changée")).to_be_visible()
    assert page.goto("/aujourdhui/").status == 200
    expect(page).to_have_url("/aujourdhui/")

    expect(other).to_have_url(re.compile("/accounts/login/"))  # its socket is closed within seconds
    sign_in(other, email_of("walid.filali"))
    expect(other.get_by_role("alert")).to_be_visible()
    sign_in(other, email_of("walid.filali"), NEW_PASSPHRASE)
    expect(other).to_have_url(re.compile("/aujourdhui/"))


def test_second_factor_is_set_up_then_asked(visit):
    page = visit("saad.drissi", "/compte/")
    page.get_by_role("link", name="Second facteur").click()
    page.get_by_role("main").get_by_role("link", name="Activer").click()
    secret = page.get_by_label("Secret d'authentification").input_value()
    expect(page.get_by_role("img", name=secret)).to_be_visible()
    page.get_by_label("Code de l'authentificateur").fill("000000")
    page.get_by_role("button", name="Activer").click()
    expect(page.get_by_role("alert")).to_contain_text("Code incorrect")
    page.get_by_label("Code de l'authentificateur").fill(code_of(secret))
    page.get_by_role("button", name="Activer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Codes de récupération")
    spare = page.get_by_label("Codes inutilisés").input_value().split()
    assert len(spare) == 10

    other = visit("", "/accounts/login/")
    sign_in(other, email_of("saad.drissi"))
    expect(other.get_by_role("heading", level=1)).to_have_text("Authentification à deux facteurs")
    assert other.request.get("/aujourdhui/").url.endswith("/accounts/2fa/authenticate/")  # no way past it
    other.get_by_label("Code").fill("000000")
    other.get_by_role("button", name="Connexion").click()
    expect(other.get_by_role("alert")).to_contain_text("Code incorrect")
    other.get_by_label("Code").fill(spare[0])
    other.get_by_role("button", name="Connexion").click()
    expect(other).to_have_url("/aujourdhui/")
    page.goto("/accounts/2fa/")
    expect(page.get_by_text("Il y a 9 codes de récupération disponibles sur 10.")).to_be_visible()


def test_other_sessions_are_seen_and_closed(visit):
    telephone = "Mozilla/5.0 (Android 16; Mobile; rv:150.0) Gecko/150.0 Firefox/150.0"
    page, other = visit(""), visit("", user_agent=telephone)
    for browser in (page, other):
        browser.goto("/accounts/login/")
        sign_in(browser, email_of("khalid.sqalli"))
        expect(browser).to_have_url("/aujourdhui/")
    page.goto("/compte/")
    page.get_by_role("link", name="Mes sessions").click()
    sessions = page.get_by_role("main").get_by_role("listitem")
    expect(sessions.filter(has_text="Celle-ci")).to_contain_text("Chrome, Linux")
    expect(sessions.filter(has_text="Firefox, Android")).to_have_count(1)

    page.get_by_role("button", name="Fermer les autres sessions").click()
    expect(sessions.filter(has_text="Celle-ci")).to_have_count(1)
    expect(sessions.filter(has_text="Firefox, Android")).to_have_count(0)
    with suppress(Error):  # the closed page may be on its way to the door by itself
        other.goto("/compte/")
    other.goto("/compte/")
    expect(other).to_have_url("/accounts/login/?next=/compte/")


def test_person_of_two_roles_changes_workspace(visit, letters):
    manager = visit("samira", "/operateur/equipe/")
    email = email_of("nour-el-houda.saidi")
    manager.get_by_label("Adresse électronique").fill(email)
    manager.get_by_label("Rôle").select_option("Mentor")
    manager.get_by_role("button", name="Envoyer l’invitation").click()
    link = link_in(letters(email, about="/invitations/")[-1], "/invitations/")

    page = visit("", link)
    expect(page.get_by_text("Vous avez déjà un compte à cette adresse")).to_be_visible()
    page.get_by_role("button", name="Se connecter et accepter").click()
    sign_in(page, email)
    page.get_by_role("button", name="Accepter l’invitation").click()
    expect(page.get_by_text("Bienvenue : Atlas Code Academy compte sur vous.")).to_be_visible()
    menu = page.get_by_role("navigation", name="Principal")
    expect(menu.get_by_role("link", name="Éditer les parcours")).to_be_visible()

    open_menu(page, "Nour El Houda Saïdi")
    expect(page.get_by_role("button", name="Formateur")).to_have_attribute("aria-current", "true")
    page.get_by_role("button", name="Mentor", exact=True).click()
    expect(page).to_have_url("/aujourdhui/")
    expect(menu.get_by_role("link", name="Revues")).to_be_visible()
    expect(menu.get_by_role("link", name="Éditer les parcours")).to_have_count(0)
    open_menu(page, "Nour El Houda Saïdi")
    expect(page.get_by_role("button", name="Mentor", exact=True)).to_have_attribute("aria-current", "true")
    page.get_by_role("button", name="Formateur").click()
    expect(menu.get_by_role("link", name="Éditer les parcours")).to_be_visible()

"""The live session's room: two learners and the trainer, with sockets, without, and without JavaScript; its end."""

import json
import re

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.e2e.conftest import PHONE, ZOOMED, expect_little_under_bars, expect_mirrored, expect_within, violations

RACHID, FATIMA, TRAINER = "rachid.amrani", "fatima-zahra.bouchta", "mehdi"


@pytest.fixture(scope="module")
def room(_visitors) -> str:
    """The address of the room that is live, from a learner's page of the day."""
    page = _visitors.page(RACHID, "/aujourdhui/")
    page.get_by_role("link", name="Entrer dans la salle").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Revue de code collective")
    return page.url


def say(page: Page, words: str) -> None:
    page.get_by_label("Votre message").fill(words)
    page.get_by_role("button", name="Envoyer").click()


def said(page: Page, mark: str = ""):
    """What is written in the room, oldest first; ``mark`` keeps one test's own words."""
    return page.get_by_role("log").locator(".body").filter(has_text=mark)


def present(page: Page):
    return page.get_by_role("region", name="Présents").get_by_role("listitem")


class Cable:
    """A browser's network, that can be cut and joined again."""

    def __init__(self, page: Page):
        self.page, self.cut_off, self.sockets = page, False, []
        page.route_web_socket(re.compile("/ws/"), self._plug)

    def _plug(self, socket: WebSocketRoute) -> None:
        if self.cut_off:
            socket.close()
            return
        socket.connect_to_server()
        self.sockets.append(socket)

    def cut(self) -> None:
        self.cut_off = True
        self.page.context.set_offline(True)
        for socket in self.sockets:
            socket.close()
        self.sockets.clear()

    def join(self) -> None:
        self.page.context.set_offline(False)
        self.cut_off = False


def test_presence_and_words_are_seen_at_once(visit, room):
    rachid, trainer = visit(RACHID, room), visit(TRAINER, room)
    expect(present(rachid).filter(has_text="Mehdi Tazi")).to_contain_text("Formateur")
    expect(present(rachid).filter(has_text="Rachid Amrani")).to_contain_text("vous")
    expect(present(rachid).filter(has_text="Fatima-Zahra Bouchta")).to_have_count(0)

    fatima = visit(FATIMA, room)
    expect(present(rachid).filter(has_text="Fatima-Zahra Bouchta")).to_be_visible()
    say(fatima, "Bonjour, je suis en retard.\n<b>Désolée</b>")
    for page in (rachid, trainer, fatima):
        expect(said(page, "je suis en retard")).to_have_count(1)
        expect(said(page, "je suis en retard")).to_contain_text("<b>Désolée</b>")
    say(trainer, "Bienvenue. On lit views.py.")
    row = rachid.get_by_role("log").get_by_role("listitem").filter(has_text="On lit views.py.")
    expect(row).to_contain_text("Mehdi Tazi Formateur")

    fatima.close()
    expect(present(rachid).filter(has_text="Fatima-Zahra Bouchta")).to_have_count(0)


def test_trainer_stays_on_a_name_while_others_come(visit, room):
    trainer, _rachid = visit(TRAINER, room), visit(RACHID, room)
    name = present(trainer).get_by_role("link", name="Rachid Amrani")
    name.focus()

    visit(FATIMA, room)
    expect(present(trainer).filter(has_text="Fatima-Zahra Bouchta")).to_have_count(1)
    expect(name).to_be_focused()


def test_words_written_during_a_cut_come_back_in_order_once(visit, room):
    rachid = visit(RACHID)
    cable = Cable(rachid)
    rachid.goto(room)
    fatima, trainer = visit(FATIMA, room), visit(TRAINER, room)
    say(rachid, "coupure 0")
    expect(said(fatima, "coupure")).to_have_text(["coupure 0"])

    cable.cut()
    expect(rachid.get_by_text("Connexion perdue. Vos mots sont gardés.")).to_be_visible()
    for number, page in enumerate((fatima, trainer, fatima), 1):
        say(page, f"coupure {number}")
        expect(said(trainer, f"coupure {number}")).to_be_visible()
    say(rachid, "coupure 4")
    expect(rachid.get_by_text("Pas encore envoyé")).to_be_visible()
    expect(said(rachid, "coupure")).to_have_text(["coupure 0", "coupure 4"])
    waiting = rachid.get_by_role("log").get_by_role("listitem").filter(has_text="coupure 4")
    expect(waiting).to_contain_text("à envoyer")

    cable.join()
    everything = [f"coupure {number}" for number in range(5)]
    for page in (rachid, fatima, trainer):
        expect(said(page, "coupure")).to_have_text(everything)
    expect(rachid.get_by_text("Connexion perdue. Vos mots sont gardés.")).to_be_hidden()
    rachid.reload()
    expect(said(rachid, "coupure")).to_have_text(everything)


def test_page_whose_socket_falls_silent_says_so_and_asks_by_itself(visit, room):
    """As behind a network that drops everything without a word: the browser still believes in its socket."""
    rachid, fatima = visit(RACHID), visit(FATIMA, room)

    def swallow(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()
        server.on_message(lambda message: socket.send(message) if "hello" in str(message) else None)

    rachid.route_web_socket(re.compile("/ws/salles/"), swallow)
    rachid.goto(room)

    expect(rachid.get_by_text("Hors direct")).to_be_visible(timeout=25_000)
    say(fatima, "Tu me lis, sans direct ?")
    expect(said(rachid, "sans direct")).to_have_count(1)
    say(rachid, "Oui, en interrogeant.")
    expect(said(fatima, "en interrogeant")).to_have_count(1)


def test_words_that_the_room_could_not_keep_are_sent_again(visit, room):
    rachid, fatima = visit(RACHID), visit(FATIMA, room)
    refused, heard = [], []

    def fail_once(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()

        def pass_back(message) -> None:
            heard.append(message)
            socket.send(message)

        def pass_on(message) -> None:
            if "Deuxième essai" in str(message) and not refused:
                refused.append(message)
                key = json.loads(message)["key"]
                socket.send(json.dumps([{"kind": "failed", "key": key, "error": "Ce sera renvoyé."}]))
            else:
                server.send(message)

        socket.on_message(pass_on)
        server.on_message(pass_back)

    rachid.route_web_socket(re.compile("/ws/salles/"), fail_once)
    rachid.goto(room)
    while not heard:  # until the line is open, words go another way
        rachid.wait_for_timeout(50)
    say(rachid, "Deuxième essai.")

    expect(rachid.get_by_role("alert")).to_have_text("Ce sera renvoyé.")
    expect(said(fatima, "Deuxième essai")).to_have_count(1)
    expect(rachid.locator("[data-waiting]")).to_have_count(0)
    expect(said(rachid, "Deuxième essai")).to_have_count(1)
    assert len(refused) == 1


@pytest.mark.parametrize("lack", ["absent", "refused"])
def test_page_without_a_socket_hears_and_speaks_by_polling(visit, room, lack):
    rachid = visit(RACHID)
    if lack == "absent":
        rachid.add_init_script("delete window.WebSocket")
    else:
        rachid.route_web_socket(re.compile("/ws/"), lambda socket: socket.close())
    rachid.goto(room)
    fatima = visit(FATIMA, room)
    expect(present(fatima).filter(has_text="Rachid Amrani")).to_be_visible(timeout=10_000)

    say(fatima, f"Tu m’entends, {lack} ?")
    expect(said(rachid, f"Tu m’entends, {lack} ?")).to_have_count(1)
    say(rachid, f"Oui, {lack}.")
    for page in (rachid, fatima):
        expect(said(page, f"Oui, {lack}.")).to_have_count(1)
    expect(rachid.get_by_label("Votre message")).to_have_value("")


def test_room_works_without_javascript(visit, room):
    plain, fatima = visit(RACHID, room, java_script_enabled=False), visit(FATIMA, room)
    say(plain, "Sans un seul script.")

    expect(said(plain, "Sans un seul script.")).to_have_count(1)
    expect(said(fatima, "Sans un seul script.")).to_have_count(1)
    say(fatima, "Reçu, sans script.")
    expect(said(fatima, "Reçu, sans script.")).to_be_visible()
    plain.get_by_role("link", name="Voir les nouveaux messages").click()
    expect(said(plain, "Reçu, sans script.")).to_be_visible()
    plain.get_by_label("Votre message").fill("   ")
    plain.get_by_role("button", name="Envoyer").click()
    expect(plain.get_by_role("alert")).to_have_text("Écrivez d’abord quelque chose.")


def test_room_is_closed_to_another_cohort(visit, room):
    assert visit("ilyas.bennani").goto(room).status == 404
    page = visit("nabil")
    assert page.goto(room).status == 403  # the officer reads figures, not discussions
    expect(page.get_by_text("Bonjour à toutes et à tous")).to_have_count(0)


def test_first_of_many_pages_keeps_up_without_a_socket(visit, room):
    """Beyond five sockets the oldest page asks from time to time; once looked at again, it hears at once."""
    first, rachid = visit(FATIMA, room), visit(RACHID, room)
    expect(present(rachid).filter(has_text="Fatima-Zahra Bouchta")).to_be_visible()
    with first.expect_request(lambda asked: "/salles/" in asked.url and asked.resource_type == "fetch"):
        for _ in range(5):
            visit(FATIMA, "/aujourdhui/").wait_for_timeout(500)
    opened = []
    first.on("websocket", lambda socket: opened.append(socket.url))

    say(rachid, "Qui m’entend sans socket ?")

    expect(said(first, "sans socket")).to_have_count(1)
    assert opened == []  # it chases no other page away
    with first.expect_event("websocket", lambda socket: "salles" in socket.url):
        first.evaluate("dispatchEvent(new Event('focus'))")


def test_room_and_account_are_in_arabic(arabic, visit):
    arabic.goto("/aujourdhui/")
    arabic.get_by_role("link", name="دخول القاعة").click()
    expect_mirrored(arabic)
    present = arabic.get_by_role("region", name="الحاضرون").get_by_role("listitem")
    expect(present.filter(has_text="سلمى بنعلي")).to_contain_text("أنت")
    classmate = visit("rachid.amrani", arabic.url)
    classmate.get_by_label("Votre message").fill("Bonjour Salma, تصبحين على خير")
    classmate.get_by_role("button", name="Envoyer").click()
    message = arabic.get_by_role("log").get_by_role("listitem").filter(has_text="Bonjour Salma")
    expect(message).to_contain_text("رشيد العمراني")
    assert violations(arabic) == []

    arabic.goto("/compte/")
    expect_mirrored(arabic)
    expect(arabic.get_by_role("heading", level=1)).to_have_text("حسابي")
    assert violations(arabic) == []


def test_room_on_a_phone_has_its_composer_on_the_first_screen(visit):
    page = visit("mehdi", "/cohortes/DWFS-CASA-03/seances/", viewport=PHONE)
    page.get_by_role("listitem").filter(has_text="En direct").get_by_role("link").first.click()
    page.get_by_label("Votre message").wait_for()

    assert page.locator("#say").bounding_box()["y"] + page.locator("#say").bounding_box()["height"] <= 740 - 56
    tab = page.locator(".tabbar a").last
    assert tab.inner_text() == "Éditeur"


def test_room_at_400_percent_leaves_the_screen_to_its_words(visit, room):
    page = visit(RACHID, room, viewport=ZOOMED)

    expect_within(page, ZOOMED["width"])
    expect_little_under_bars(page)


def test_session_is_moderated_and_ended(visit):
    """Last of this file: no session is live after it."""
    page = visit("mehdi", "/cohortes/DWFS-CASA-03/seances/")
    coming = page.get_by_role("region", name="À venir").get_by_role("listitem")
    later = coming.filter(has_text="Prévue").last
    expect(later).to_contain_text("ouvre au plus tôt")
    expect(later.get_by_role("button", name="Ouvrir")).to_have_count(0)
    coming.filter(has_text="En direct").get_by_role("link").first.click()
    expect(page.locator("#room-head .pill")).to_have_text("En direct")
    learner, polling = visit("khaoula.ait-taleb", page.url), visit(FATIMA)
    polling.add_init_script("delete window.WebSocket")
    polling.goto(page.url)
    learner.get_by_label("Votre message").fill("Le corrigé du contrôle, vite !")
    learner.get_by_role("button", name="Envoyer").click()

    said = page.get_by_role("log").get_by_role("listitem").filter(has_text="Khaoula Ait Taleb")
    expect(said).to_contain_text("Le corrigé du contrôle, vite !")
    said.get_by_role("button", name="Retirer").click()
    page.get_by_role("dialog").get_by_role("button", name="Retirer").click()
    for who in (page, learner, polling):
        expect(who.get_by_role("log")).to_contain_text("Message retiré par le formateur")
        expect(who.get_by_text("Le corrigé du contrôle")).to_have_count(0)

    page.get_by_role("button", name="Terminer la séance").click()
    page.get_by_role("dialog").get_by_role("button", name="Terminer la séance").click()
    expect(page.get_by_text("La séance est terminée ; les présences sont enregistrées.")).to_be_visible()
    for who in (learner, polling):
        expect(who.get_by_text("La séance est terminée : la discussion est close.")).to_be_visible()
    expect(learner.get_by_label("Votre message")).to_have_count(0)
    page.goto(learner.url)
    expect(page.get_by_role("region", name="Qui était là")).to_contain_text("Khaoula Ait Taleb")
    expect(learner.get_by_role("region", name="Qui était là")).to_have_count(0)

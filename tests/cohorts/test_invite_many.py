"""Many invited at once: a list pasted or in a file, shown line by line, then all of it or nothing."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import Workbook

from accounts import actions as account_actions
from accounts.models import Invitation
from cohorts import actions
from cohorts.models import Enrolment
from cohorts.roster import entries_of_file, entries_of_text
from core import sheets
from tests import factories


@pytest.fixture
def send(client, a):
    client.force_login(a.manager)
    address = reverse("cohorts:invite_many", args=[a.cohort.code])
    return lambda **form: client.post(address, form)


def _verdicts(reply) -> dict[str, str]:
    return {line.email: line.verdict.value for line in reply.context["list"].lines}


def _read(text: str) -> list[str]:
    return [str(entry) for entry in entries_of_text(text)]


def _file(data: bytes, name: str = "liste.csv") -> list[str]:
    return [str(entry) for entry in entries_of_file(SimpleUploadedFile(name, data))]


def workbook(*rows) -> bytes:
    book, content = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(content)
    return content.getvalue()


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("a@x.ma, b@x.ma; c@x.ma\n\nd@x.ma", ["a@x.ma", "b@x.ma", "c@x.ma", "d@x.ma"]),
        ("a@x.ma b@x.ma", ["a@x.ma", "b@x.ma"]),
        ("Salma Benali <s@x.ma>", ["Salma Benali <s@x.ma>"]),
        ('"Benali, Salma" <s@x.ma>; h@x.ma', ["Benali Salma <s@x.ma>", "h@x.ma"]),
        ("Salma\tBenali\ts@x.ma", ["Salma Benali <s@x.ma>"]),
        ("s@x.ma;Salma;Benali", ["Salma Benali <s@x.ma>"]),
        ("s@x.ma, hamza.x.ma", ["s@x.ma", "hamza.x.ma"]),
        ("Nom;Prénom;E-mail\nBenali;Salma;s@x.ma", ["Salma Benali <s@x.ma>"]),
        ("Email,First name\r\ns@x.ma,Salma", ["Salma <s@x.ma>"]),
        ("البريد الإلكتروني,الاسم الشخصي\nz@x.ma,زينب", ["زينب <z@x.ma>"]),
        ("tout sauf une adresse", ["tout sauf une adresse"]),
    ],
    ids=["parted by anything", "by spaces", "name and angles", "quoted", "tabs", "address first", "a slip",
         "columns in French", "in English", "in Arabic", "no address"],
)  # fmt: skip
def test_pasted_list_is_read_as_people_write_them(text, read):
    assert _read(text) == read


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252"])
@pytest.mark.parametrize("delimiter", list(";,\t|"))
def test_csv_is_read_in_any_writing_and_with_any_delimiter(encoding, delimiter):
    rows = [["Prénom", "Nom", "Courriel"], ["Zoé", "Aït Benhaddou", "zoe@x.ma"]]
    text = "\r\n".join(delimiter.join(row) for row in rows)

    assert _file(text.encode(encoding)) == ["Zoé Aït Benhaddou <zoe@x.ma>"]


def test_workbook_is_read_by_its_columns():
    data = workbook(
        ["N°", "Nom", "Prénom", "Adresse e-mail"], [1, "Benali", "Salma", "s@x.ma"], [2, None, None, "h@x.ma"]
    )

    assert _file(data, "liste.xlsx") == ["Salma Benali <s@x.ma>", "h@x.ma"]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("liste.csv", b"\x00\x01\x02\x03" * 20),
        ("liste.xlsx", b"PK\x03\x04" + b"\x00" * 60),
        ("liste.xlsx", workbook(["x"])[:-40]),
        ("liste.csv", b"a@x.ma\n" * (sheets.BYTES // 7 + 1)),
        ("liste.csv", b"a@x.ma\n" * (sheets.ROWS + 1)),
        ("liste.xlsx", workbook(*([f"a{n}@x.ma"] for n in range(sheets.ROWS + 1)))),
    ],
    ids=["bytes", "no workbook", "half a workbook", "too large", "too many lines", "too many rows"],
)
def test_file_that_is_no_list_is_refused_in_a_sentence_beside_it(send, name, data):
    reply = send(file=SimpleUploadedFile(name, data))

    assert reply.status_code == 422
    assert len(reply.context["form"].errors["file"]) == 1
    assert not Invitation.objects.exists()


def test_workbook_larger_than_its_bounds_once_unpacked_is_refused(send, monkeypatch):
    monkeypatch.setattr(sheets, "UNPACKED", 1000)

    reply = send(file=SimpleUploadedFile("liste.xlsx", workbook(["a@x.ma"])))

    assert "trop volumineux" in reply.context["form"].errors["file"][0]


def test_nothing_sent_is_said_beside_the_field(send):
    assert "addresses" in send(addresses=" \n ").context["form"].errors


def test_each_line_says_what_will_happen_and_nothing_is_written(send, a, b, stranger):
    gone = factories.enrolment(a.cohort, state=Enrolment.State.WITHDRAWN, email="partie@demo.example").learner
    actions.invite_learner(a.cohort, by=a.manager, email="invitee@demo.example")
    before = Invitation.objects.count()
    lines = {
        "nouvelle@demo.example": "new",
        stranger.email.upper(): "known",
        gone.email: "back",
        b.manager.email: "role",
        "pas-une-adresse": "wrong",
        "invitee@demo.example": "invited",
        a.enrolment.learner.email: "here",
        a.mentor.email: "teaches",
        b.enrolment.learner.email: "elsewhere",
    }

    reply = send(addresses="\n".join([*lines, "Nouvelle Personne <NOUVELLE@demo.example>"]))

    assert reply.status_code == 200
    assert [line.verdict.value for line in reply.context["list"].lines] == [*lines.values(), "twice"]
    assert Invitation.objects.count() == before
    assert "Inviter 3 personnes" in reply.content.decode()


def test_preview_asks_the_database_as_much_for_one_as_for_many(send):
    send(addresses="x@demo.example")
    counts = []
    for count in (1, 100):
        with CaptureQueriesContext(connection) as made:
            send(addresses="\n".join(f"n{number}@demo.example" for number in range(count)))
        counts.append(len(made))

    assert counts[0] == counts[1]


def test_confirmed_list_is_invited_and_its_letters_leave(send, a, stranger, committed, mailoutbox):
    with committed():
        reply = send(chosen=["un@demo.example", stranger.email])

    assert reply.status_code == 302
    invited = Enrolment.objects.filter(cohort=a.cohort, state="invited")
    assert {row.invitation.email for row in invited} == {"un@demo.example", stranger.email}
    assert sorted(mail.to[0] for mail in mailoutbox) == sorted(["un@demo.example", stranger.email])
    assert not invited.filter(learner__isnull=False).exists()


def test_one_refusal_invites_nobody_and_the_list_is_shown_again(send, a, b, committed, mailoutbox):
    elsewhere = b.enrolment.learner.email
    with committed():
        reply = send(chosen=["un@demo.example", elsewhere], addresses=f"Un <un@demo.example>\n{elsewhere}")

    assert reply.status_code == 422
    shown = reply.content.decode()
    assert f"{elsewhere}\u00a0: " in shown
    assert "Personne n’a été invité" in shown
    assert _verdicts(reply) == {"un@demo.example": "new", elsewhere: "elsewhere"}
    assert not Invitation.objects.exists()
    assert mailoutbox == []


def test_two_clicks_invite_once(send, a):
    form = {"chosen": ["un@demo.example"], "addresses": "un@demo.example", "request_key": "k" * 20}

    assert [send(**form).status_code, send(**form).status_code] == [302, 302]
    assert Invitation.objects.filter(email="un@demo.example").count() == 1


def test_list_longer_than_the_seats_cannot_be_confirmed(send, a):
    a.cohort.seats = 2
    a.cohort.save()

    reply = send(addresses="un@demo.example\ndeux@demo.example")

    assert not reply.context["list"].fits
    assert "2 invitations, 1 place libre :" in reply.content.decode().replace("\xa0", " ")
    assert send(chosen=["un@demo.example", "deux@demo.example"], addresses="un@demo.example").status_code == 422
    assert not Invitation.objects.exists()


def test_days_limit_is_told_and_nobody_is_invited(send, a, monkeypatch):
    monkeypatch.setattr(account_actions, "INVITATIONS_PER_DAY", 1)

    reply = send(chosen=["un@demo.example", "deux@demo.example"], addresses="un@demo.example")

    assert "aujourd’hui" in reply.context["refusal"]
    assert not Invitation.objects.exists()


def test_one_with_a_role_is_invited_if_ticked(send, a, b):
    reply = send(meant=[b.manager.email])

    assert reply.status_code == 302
    assert Enrolment.objects.get(invitation__email=b.manager.email).state == "invited"


def test_forged_address_is_refused(send):
    assert send(chosen=["pas une adresse"], addresses="un@demo.example").status_code == 422


def test_cohort_that_is_over_invites_nobody(client, a):
    over = factories.cohort(a.bootcamp, state="completed")
    client.force_login(a.manager)

    assert client.get(reverse("cohorts:invite_many", args=[over.code])).status_code == 409

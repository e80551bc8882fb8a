"""Figures from before, many regions at once: a table pasted or in a file, shown line by line, then all or nothing."""

import io
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook

from core.models import Event
from programme.models import Programme, Region
from reports.models import ImportedFigure
from tests import factories
from tests.disk import answers_as_it_fills

DAY = "30/09/2026"
HEAD = "Région;Compté le;Formés;En formation;Motif"


@pytest.fixture
def casablanca(db) -> Region:
    region = factories.region("MA-06", "Casablanca-Settat")
    region.name_ar = "الدار البيضاء-سطات"
    region.save()
    return region


@pytest.fixture
def souss(db) -> Region:
    return factories.region("MA-09", "Souss-Massa")


@pytest.fixture
def programme(casablanca, souss) -> Programme:
    return factories.programme(goal=200)


@pytest.fixture
def send(client, officer, programme):
    client.force_login(officer)
    return lambda *rows, **form: client.post(
        reverse("reports:baseline_many"), {"table": "\n".join(rows) if rows else "", **form}
    )


def _lines(reply) -> list:
    assert reply.status_code == 200
    return reply.context["list"].lines


def _read(reply) -> list[tuple]:
    figures = [line.figure for line in _lines(reply)]
    return [(row["region"].code, row["as_of"], row["trained"], row["in_training"]) for row in figures]


@pytest.mark.parametrize(
    "rows",
    [
        (HEAD, f"Casablanca-Settat;{DAY};40;10;Import"),
        ("Code\tFormées\tEn formation\tDate\tMotif", "MA-06\t40\t10\t2026-09-30\tImport, hors AMI, corrigé, relu, sûr"),
        ("Region,Trained,In training,Cut-off date,Reason,Domain", "casablanca settat,40,10,30.09.2026,Import,IA"),
        ("الجهة;المكونون;قيد التكوين;التاريخ;السبب", f"الدار البيضاء-سطات;٤٠;10;{DAY};Import"),
    ],
    ids=["French", "tabs and commas", "English, a column more", "Arabic"],
)
def test_pasted_table_is_read_by_its_columns(send, casablanca, rows):
    assert _read(send(*rows)) == [("MA-06", date(2026, 9, 30), 40, 10)]


def test_workbook_is_read_and_the_form_gives_what_its_lines_do_not_say(send, casablanca):
    book, content = Workbook(), io.BytesIO()
    for row in (["Région", "Formés", "En formation", "Compté le"], ["MA-06", 40, 10.0, None],
                ["MA-09", "1 00", 5, date(2026, 8, 31)]):  # fmt: skip
        book.active.append(row)
    book.save(content)

    reply = send(file=SimpleUploadedFile("liste.xlsx", content.getvalue()), as_of="2026-09-30", reason="Décompte")

    first, second = _lines(reply)
    assert (first.figure["as_of"], first.figure["in_training"]) == (date(2026, 9, 30), 10)
    assert (first.goes, first.figure["reason"]) == (True, "Décompte")
    assert second.figure["as_of"] == date(2026, 8, 31)
    assert second.errors  # "1 00" is no number


def test_each_line_says_what_will_happen_and_nothing_is_written(send, programme, casablanca, souss):
    oriental = factories.region("MA-02", "L’Oriental")
    for region, trained in ((casablanca, 40), (souss, 5)):
        ImportedFigure.objects.create(
            programme=programme, region=region, as_of=date(2026, 9, 30), trained=trained, in_training=0
        )

    reply = send(HEAD, f"MA-06;{DAY};40;0;Import", f"MA-09;{DAY};7;0;Import", f"{oriental.code};{DAY};1;1;Import")

    assert [line.goes for line in _lines(reply)] == [False, True, True]
    page = " ".join(reply.content.decode().split())
    assert "compte déjà" in page
    assert "remplace 5 formés et 0 en formation" in page
    assert "Écrire 2 entrées" in page
    assert ImportedFigure.objects.count() == 2


@pytest.mark.parametrize(
    "wrong",
    [
        f"Atlantide;{DAY};1;1;Import",
        "MA-06;hier;1;1;Import",
        f"MA-06;{DAY};beaucoup;1;Import",
        f"MA-06;{DAY};1;-1;Import",
        f"MA-06;{DAY};1;;Import",
        f"MA-06;{DAY};201;1;Import",
        f"MA-06;{timezone.localdate() + timedelta(days=1)};1;1;Import",
        f"MA-06;{DAY};1;1;",
        f"MA-06;{DAY};1;1;{'x' * 301}",
        f"MA-09;{DAY};9;9;Autre domaine",
    ],
)
def test_one_wrong_line_writes_nothing_and_says_why(send, wrong):
    reply = send(HEAD, f"MA-09;{DAY};1;1;Import", wrong, confirmed="1")

    good, bad = _lines(reply)
    assert (good.errors, len(bad.errors)) == ([], 1)
    assert 'name="confirmed"' not in reply.content.decode()
    assert not ImportedFigure.objects.exists()


def test_confirmed_table_is_written_whole_and_says_who(send, officer, souss, casablanca):
    shown = send(HEAD, f"MA-06;{DAY};40;10;Import", f'Souss-Massa;{DAY};7;0;"Import; ligne 2"')

    reply = send(table=shown.context["list"].text, confirmed="1")

    assert (reply.status_code, reply.url) == (302, reverse("reports:baseline"))
    rows = list(ImportedFigure.objects.order_by("pk").values_list("region", "trained", "in_training", "reason", "by"))
    assert rows == [(casablanca.pk, 40, 10, "Import", officer.pk), (souss.pk, 7, 0, "Import; ligne 2", officer.pk)]
    assert Event.objects.filter(verb="reports.importedfigure.record", actor=officer).count() == 2


def test_same_table_again_or_two_clicks_write_it_once(send):
    form = {"confirmed": "1", "request_key": "k" * 20}
    table = (HEAD, f"MA-06;{DAY};40;10;Import")

    assert [send(*table, **form).status_code, send(*table, **form).status_code] == [302, 302]
    again = send(*table, confirmed="1")

    assert again.status_code == 200
    assert "compte déjà" in again.content.decode()
    assert ImportedFigure.objects.count() == 1


@pytest.mark.parametrize("table", ["", "MA-06;40;10", "Région;Formés\nMA-06;40", f"{HEAD}\n"])
def test_table_without_its_columns_or_lines_is_refused_beside_the_field(send, table):
    reply = send(table=table)

    assert reply.status_code == 422
    assert len(reply.context["form"].errors["table"]) == 1


def test_file_that_is_no_table_is_refused_beside_it(send):
    reply = send(file=SimpleUploadedFile("liste.csv", b"\x00\x01\x02\x03" * 20))

    assert reply.status_code == 422
    assert "file" in reply.context["form"].errors


def test_preview_asks_the_database_as_much_for_one_line_as_for_twelve(send):
    codes = [factories.region(f"MA-{number:02}", f"Région {number}").code for number in range(1, 13)]
    send(HEAD, f"MA-06;{DAY};1;1;Import")
    counts = []
    for some in (codes[:1], codes):
        with CaptureQueriesContext(connection) as made:
            send(HEAD, *[f"{code};{DAY};1;1;Import" for code in some])
        counts.append(len(made))

    assert counts[0] == counts[1]


def test_disk_that_fills_up_midway_leaves_no_figure_and_tells_no_success(client, officer, programme):
    client.force_login(officer)
    table = f"{HEAD}\nCasablanca-Settat;{DAY};5;1;Ancien fichier\nSouss-Massa;{DAY};5;1;Ancien fichier"
    form = {"table": table, "confirmed": "1", "request_key": "une-seule-fois"}

    def send():
        return client.post(reverse("reports:baseline_many"), form, headers={"Accept": "text/html"})

    answers = answers_as_it_fills(send)
    while (answer := next(answers)).status_code == 507:
        page = answer.content.decode()
        assert "plus de place" in page
        assert 'data-tone="ok"' not in page
        assert f'name="table" value="{table}"' in page
        assert not ImportedFigure.objects.exists()

    assert answer.status_code == 302
    assert ImportedFigure.objects.count() == 2

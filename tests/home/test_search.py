"""The search: words without accents or plurals; lessons only for those who read them."""

import pytest
from django.urls import reverse
from django.utils.text import slugify

from cohorts.models import Enrolment
from courses.models import ModulePage, OperatorPage
from home.models import StandardPage
from tests import factories

pytestmark = pytest.mark.usefixtures("indexed")

SEARCH = reverse("search")


@pytest.fixture
def network(a):
    """A public module and a lesson, both about networks."""
    module = factories.module(a.bootcamp, title="Réseaux et systèmes")
    lesson = factories.lesson(module, title="Câbler un réseau local")
    for page in (module, lesson):
        page.save_revision().publish()
    return module, lesson


def _found(client, text: str) -> dict[str, str]:
    """title -> address of what is found."""
    return {result.title: result.url for result in client.get(SEARCH, {"q": text}).context["results"]}


@pytest.mark.parametrize("asked", ["réseaux", "reseaux", "RÉSEAU", "reseau", "rése", "systemes reseau"])
def test_accents_capitals_and_plurals_do_not_matter(client, a, network, asked):
    assert network[0].title in _found(client, asked)


@pytest.mark.parametrize("asked", ["", "   ", "zzz", "%", "réseaux zzz"])
def test_nothing_matches_nothing(client, a, network, asked):
    assert _found(client, asked) == {}


def test_what_was_asked_is_shown_as_text(client, a):
    text = client.get(SEARCH, {"q": "<script>alert(1)</script>"}).content.decode()

    assert "<script>alert(1)" not in text
    assert "&lt;script&gt;" in text


def test_visitor_finds_no_lesson(client, a, network):
    assert set(_found(client, "réseau")) == {network[0].title}


def test_lesson_is_found_by_those_who_read_it(client, a, network):
    for person in (a.enrolment.learner, a.mentor, a.trainer, a.manager):
        client.force_login(person)
        assert network[1].title in _found(client, "réseau"), person


def test_lesson_is_found_by_nobody_else(client, a, b, network, officer, stranger):
    paused = factories.enrolment(a.cohort, state=Enrolment.State.SUSPENDED).learner
    for person in (b.enrolment.learner, b.manager, b.trainer, officer, stranger, paused):
        client.force_login(person)
        assert network[1].title not in _found(client, "réseau"), person


def test_found_lesson_opens_under_the_cohort(client, a, network):
    client.force_login(a.enrolment.learner)

    address = _found(client, "câbler")[network[1].title]

    assert client.get(address, follow=True).redirect_chain[-1][0] == reverse(
        "learning:lesson", args=[a.cohort.code, network[1].pk]
    )


def test_draft_is_found_by_nobody(client, a, network):
    network[0].unpublish()
    client.force_login(a.trainer)

    assert network[0].title not in _found(client, "réseaux")


def test_brief_is_found_by_its_learners_only(client, a):
    a.project.title = "Registre des tisserandes"
    a.project.save_revision().publish()
    assert _found(client, "tisserande") == {}

    client.force_login(a.enrolment.learner)
    assert list(_found(client, "tisserande")) == ["Registre des tisserandes"]


def test_each_result_says_its_kind_and_its_bootcamp(client, a, network):
    text = client.get(SEARCH, {"q": "réseaux"}).content.decode()

    assert "Module" in text
    assert a.bootcamp.title in text


def test_bootcamps_come_before_their_modules(client, a):
    for title in ("Python pour tous", "Python encore"):
        factories.module(a.bootcamp, title=title).save_revision().publish()
    a.bootcamp.title = "Développer en Python"
    a.bootcamp.save_revision().publish()

    assert next(iter(_found(client, "python"))) == "Développer en Python"


@pytest.mark.parametrize("address", [SEARCH, "/nulle-part/"])
def test_page_without_a_language_in_its_address_still_offers_the_others(client, a, address):
    text = client.get(address).content.decode()

    assert 'name="language" value="ar"' in text
    client.post(reverse("set_language"), {"language": "ar", "next": address})
    assert 'lang="ar"' in client.get(address).content.decode()


@pytest.fixture
def jointures(a):
    """A lesson whose words are in its blocks alone."""
    lesson = factories.lesson(a.module, title="Relier des tables")
    lesson.body = [
        ("text", "<p>On garde les œuvres sans auteur.</p>"),
        ("code", {"language": "sql", "caption": "", "code": "SELECT * FROM adherente LEFT JOIN pret"}),
        ("table", {"caption": "", "header": ["Sorte"], "rows": [["Externe"]]}),
    ]
    lesson.save_revision().publish()
    return lesson


@pytest.mark.parametrize("asked", ["LEFT JOIN", "left joi", "oeuvre", "œuvres", "externes", "gardées", "garder"])
def test_words_of_a_lessons_blocks_are_found_by_who_reads_it(client, a, jointures, asked):
    assert jointures.title not in _found(client, asked)

    client.force_login(a.enrolment.learner)
    assert jointures.title in _found(client, asked)


@pytest.mark.parametrize("asked", ["Tan-Tan", "tantan", "tan tan", "طانطان", "web tan"])
def test_city_leads_to_the_bootcamps_given_there(client, a, asked):
    city = factories.city("Tan-Tan", name_ar="طانطان")
    a.bootcamp.title = "Développeur·se web"
    a.bootcamp.save_revision().publish()
    factories.cohort(a.bootcamp, city=city)

    if asked == "tantan":  # no name of the city is spelt so
        assert _found(client, asked) == {}
    else:
        assert a.bootcamp.title in _found(client, asked)


def test_other_words_still_choose_among_a_citys_bootcamps(client, a):
    factories.cohort(a.bootcamp, city=factories.city("Tan-Tan"))

    assert _found(client, "boulangerie tan-tan") == {}


def test_operators_city_leads_to_its_page(client, a):
    OperatorPage.objects.get(operator=a.operator).save_revision().publish()

    assert a.operator.name in _found(client, "casablanca")


def test_arabic_title_is_found_however_it_is_spelt(client, a):
    page = factories.home().add_child(
        instance=StandardPage(title="À propos", slug="a-propos", title_ar="حول البرنامج الوطني")
    )
    page.save_revision().publish()
    client.post(reverse("set_language"), {"language": "ar", "next": SEARCH})

    for asked in ("البرنامج", "برنامج", "الوطنى", "حـــول"):
        assert "حول البرنامج الوطني" in _found(client, asked), asked


def test_what_has_the_word_in_its_title_comes_first(client, a, jointures):
    for title in ("Le café", "Relier des tables, encore"):
        lesson = factories.lesson(a.module, title=title)
        lesson.body = [("text", "<p>tables tables tables</p>")]
        lesson.save_revision().publish()
    client.force_login(a.enrolment.learner)

    assert list(_found(client, "tables"))[-1] == "Le café"


def _named(a, *titles: str) -> None:
    """Modules with those titles, and the addresses that the editor proposes for them."""
    for title in titles:
        a.bootcamp.add_child(instance=ModulePage(title=title, slug=slugify(title)))


def test_that_very_title_comes_before_everything_else(client, a):
    _named(a, "Réseaux", *(f"Réseaux {number}" for number in range(55)))
    a.bootcamp.title = "Administrer des réseaux"
    a.bootcamp.save_revision().publish()

    assert list(_found(client, "reseaux"))[:2] == ["Réseaux", "Administrer des réseaux"]


def test_titles_come_first_however_many_pages_hold_the_word(client, a):
    client.force_login(a.enrolment.learner)
    _named(a, "Les boucles en pratique")
    for number in range(55):
        body = [("text", "<p>boucles boucles boucles</p>")]
        factories.lesson(a.module, title=f"Leçon {number}", body=body)

    found = list(_found(client, "boucles"))

    assert found[0] == "Les boucles en pratique"
    assert len(found) == 30


def test_what_one_may_not_read_takes_no_place_among_the_results(client, a, b):
    for number in range(55):
        factories.lesson(b.module, title=f"Boucles {number}")
    _named(a, "Parcourir avec des boucles")
    client.force_login(a.enrolment.learner)

    assert list(_found(client, "boucles")) == ["Parcourir avec des boucles"]


def test_search_asks_no_more_when_more_is_found(client, a, django_assert_max_num_queries):
    asked = []
    for first, last in ((0, 1), (1, 40)):
        _named(a, *(f"Réseaux {number}" for number in range(first, last)))
        client.get(SEARCH, {"q": "réseaux"})
        with django_assert_max_num_queries(12) as made:
            client.get(SEARCH, {"q": "réseaux"})
        asked.append(len(made))

    assert asked[1] <= asked[0]


@pytest.mark.parametrize(
    ("title", "asked"),
    [
        ("Serveurs Node.js", "nodejs"), ("Serveurs NodeJS", "node js"), ("HTML 5", "html5"), ("HTML5", "html 5"),
        ("Envoyer un e-mail", "courriel"), ("Le courriel", "e-mail"), ("Débuter en C#", "c#"), ("Le C++", "c++"),
        ("L’école du code", "l'école"), ("للمدرسة", "مدرسة"), ("مسؤول", "مسئول"), ("Promotion ٢٠٢٥", "2025"),
    ],
)  # fmt: skip
def test_titles_are_found_however_they_are_written(client, a, title, asked):
    _named(a, title, "Cacher des courriers")

    assert list(_found(client, asked)) == [title]

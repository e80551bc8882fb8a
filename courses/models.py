"""The curriculum: an operator's bootcamps, their modules, lessons and project briefs, as Wagtail pages."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable, Page
from wagtail.search import index

from accounts.models import Organisation
from core.folding import searchable
from courses.blocks import BodyBlock
from courses.page_forms import CurriculumForm
from courses.panels import PracticeSharePanel
from courses.reading import redirect_to_reader
from programme.models import Domain

# Which entry of the menu a public page belongs to.
CATALOGUE = "catalogue"
# The editor lists a course as it is followed, not by what changed last.
IN_ORDER = "ord"
HOURS = {"max_digits": 5, "decimal_places": 1, "validators": [MinValueValidator(Decimal("0.5"))]}


def words_of(body) -> str:
    """The words of a body's blocks, code and tables included."""
    return " ".join(map(str, body.stream_block.get_searchable_content(body)))


class OperatorPage(Page):
    """The root of an operator's pages: its staff edit below it and nowhere else."""

    operator = models.OneToOneField(
        Organisation, models.PROTECT, related_name="page", limit_choices_to={"kind": Organisation.Kind.OPERATOR}
    )
    intro = models.TextField(_("introduction"), blank=True)

    base_form_class = CurriculumForm
    parent_page_types = ["home.CataloguePage"]
    subpage_types = ["courses.BootcampPage"]
    content_panels = [*Page.content_panels, FieldPanel("intro")]
    template = "courses/operator_page.html"
    search_fields = [*Page.search_fields, index.SearchField("intro"), index.AutocompleteField("folded")]

    class Meta:
        verbose_name = _("operator's page")

    def get_context(self, request, *args, **kwargs):
        return {**super().get_context(request, *args, **kwargs), "here": CATALOGUE}

    @property
    def folded(self) -> str:
        """What the public search looks in."""
        return searchable(f"{self.title} {self.operator.name_ar} {self._city()} {self.intro}")

    def _city(self) -> str:
        city = self.operator.city
        return f"{city.name_fr} {city.name_ar}" if city else ""


class BootcampPage(Page):
    """An intensive programme towards one occupation: modules of lessons and projects."""

    code = models.CharField(_("code"), max_length=12, help_text=_("Begins the codes of its cohorts, e.g. DWFS"))
    domain = models.ForeignKey(Domain, models.PROTECT, related_name="bootcamps", verbose_name=_("domain"))
    occupation = models.CharField(_("occupation aimed at"), max_length=120)
    audience = models.CharField(_("for whom"), max_length=200)
    summary = models.TextField(_("summary"))
    intro = models.TextField(_("introduction"), blank=True)
    prerequisites = RichTextField(_("prerequisites"), blank=True, features=["bold", "ul", "link"])
    outcomes = RichTextField(_("what one can do afterwards"), blank=True, features=["bold", "ul", "link"])
    weeks = models.PositiveSmallIntegerField(_("length in weeks"), validators=[MaxValueValidator(52)])

    base_form_class = CurriculumForm
    parent_page_types = ["courses.OperatorPage"]
    subpage_types = ["courses.ModulePage"]
    admin_default_ordering = IN_ORDER
    content_panels = [
        *Page.content_panels,
        PracticeSharePanel(),
        MultiFieldPanel(
            [
                FieldPanel("code"),
                FieldPanel("domain"),
                FieldPanel("occupation"),
                FieldPanel("audience"),
                FieldPanel("weeks"),
            ],
            heading=_("Identity"),
        ),
        FieldPanel("summary"),
        FieldPanel("intro"),
        FieldPanel("prerequisites"),
        FieldPanel("outcomes"),
    ]
    template = "courses/bootcamp_page.html"
    search_fields = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("occupation"),
        index.SearchField("audience"),
        index.FilterField("domain"),
        index.AutocompleteField("folded"),
    ]

    class Meta:
        verbose_name = _("bootcamp")
        verbose_name_plural = _("bootcamps")

    def get_context(self, request, *args, **kwargs):
        return {**super().get_context(request, *args, **kwargs), "here": CATALOGUE}

    @property
    def folded(self) -> str:
        """What the public search looks in."""
        domain = f"{self.domain.name_fr} {self.domain.name_ar}"
        return searchable(f"{self.title} {self.code} {self.occupation} {domain} {self.summary} {self.intro}")


class ModulePage(Page):
    """A step of a bootcamp; its outline is public."""

    summary = models.TextField(_("summary"), blank=True)

    base_form_class = CurriculumForm
    parent_page_types = ["courses.BootcampPage"]
    subpage_types = ["courses.LessonPage", "courses.ProjectPage"]
    admin_default_ordering = IN_ORDER
    content_panels = [*Page.content_panels, PracticeSharePanel(), FieldPanel("summary")]
    template = "courses/module_page.html"
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.AutocompleteField("folded")]

    class Meta:
        verbose_name = _("module")
        verbose_name_plural = _("modules")

    def get_context(self, request, *args, **kwargs):
        return {**super().get_context(request, *args, **kwargs), "here": CATALOGUE}

    @property
    def folded(self) -> str:
        """What the public search looks in."""
        return searchable(f"{self.title} {self.summary}")


class LessonKind(models.TextChoices):
    COURSE = "cours", _("Course")
    WORKSHOP = "atelier", _("Workshop")
    CHALLENGE = "defi", _("Challenge")
    PAIR = "pair", _("Pair work")
    LIVE = "live", _("Live session")


class LessonPage(Page):
    """What is learned in a few hours; read by learners under their cohort."""

    kind = models.CharField(_("kind"), max_length=8, choices=LessonKind, default=LessonKind.WORKSHOP)
    hours = models.DecimalField(_("hours"), default=Decimal(1), **HOURS)
    objective = models.TextField(_("objective"), help_text=_("One sentence: at the end, you know how to…"))
    prerequisites = RichTextField(_("what one must know already"), blank=True, features=["ul", "link"])
    body = StreamField(BodyBlock(), verbose_name=_("body"), blank=True)

    # Read by learners under their cohort; the addresses of the other kinds are anybody's.
    is_walled = True
    base_form_class = CurriculumForm
    parent_page_types = ["courses.ModulePage"]
    subpage_types: list[str] = []
    content_panels = [
        *Page.content_panels,
        PracticeSharePanel(),
        MultiFieldPanel([FieldPanel("kind"), FieldPanel("hours")], heading=_("Kind and time")),
        FieldPanel("objective"),
        FieldPanel("prerequisites"),
        FieldPanel("body"),
    ]
    template = "courses/lesson_preview.html"
    search_fields = [
        *Page.search_fields,
        index.SearchField("objective"),
        index.SearchField("body"),
        index.AutocompleteField("folded"),
    ]

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")

    @property
    def folded(self) -> str:
        """What the search looks in, for those who read the lesson."""
        return searchable(f"{self.title} {self.objective} {words_of(self.body)}")

    def serve(self, request, *args, **kwargs):
        """The public address is only a signpost: the lesson is read under the cohort; its authors see it here."""
        return redirect_to_reader(self, request) or super().serve(request, *args, **kwargs)


class ProjectPage(Page):
    """A hands-on project's brief and rubric, to be given to cohorts as an assignment."""

    class Kind(models.TextChoices):
        EXERCISE = "exercise", _("Project")
        COMPANY = "company", _("Company project")

    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.EXERCISE)
    hours = models.DecimalField(_("hours"), default=Decimal(30), **HOURS)
    team_size = models.PositiveSmallIntegerField(
        _("people in a team"), default=1, validators=[MinValueValidator(1), MaxValueValidator(8)]
    )
    summary = models.TextField(_("summary"))
    body = StreamField(BodyBlock(), verbose_name=_("brief"), blank=True)

    # Read by learners under their cohort; the addresses of the other kinds are anybody's.
    is_walled = True
    base_form_class = CurriculumForm
    parent_page_types = ["courses.ModulePage"]
    subpage_types: list[str] = []
    content_panels = [
        *Page.content_panels,
        PracticeSharePanel(),
        MultiFieldPanel([FieldPanel("kind"), FieldPanel("hours"), FieldPanel("team_size")], heading=_("Kind and time")),
        FieldPanel("summary"),
        FieldPanel("body"),
        InlinePanel("criteria", heading=_("Rubric"), label=_("criterion"), min_num=1),
    ]
    template = "courses/project_preview.html"
    search_fields = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("body"),
        index.AutocompleteField("folded"),
    ]

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")

    @property
    def folded(self) -> str:
        """What the search looks in, for those who read the brief."""
        return searchable(f"{self.title} {self.summary} {words_of(self.body)}")

    def serve(self, request, *args, **kwargs):
        """As a lesson: the brief is read under the cohort."""
        return redirect_to_reader(self, request) or super().serve(request, *args, **kwargs)


class RubricCriterion(Orderable):
    """One line of a project's rubric; its four levels say what is seen at each."""

    project = ParentalKey(ProjectPage, on_delete=models.CASCADE, related_name="criteria")
    title = models.CharField(_("criterion"), max_length=150)
    weight = models.PositiveSmallIntegerField(_("weight"), validators=[MinValueValidator(1), MaxValueValidator(100)])
    level_0 = models.CharField(_("0, not acquired"), max_length=300, blank=True)
    level_1 = models.CharField(_("1, imitate"), max_length=300, blank=True)
    level_2 = models.CharField(_("2, adapt"), max_length=300, blank=True)
    level_3 = models.CharField(_("3, transpose"), max_length=300, blank=True)

    panels = [
        FieldPanel("title"),
        FieldPanel("weight"),
        FieldPanel("level_0"),
        FieldPanel("level_1"),
        FieldPanel("level_2"),
        FieldPanel("level_3"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")

    def __str__(self):
        return self.title

"""What is going on in the main demo cohort's projects, so that every screen has something to say."""

from datetime import datetime, timedelta
from io import BytesIO
from zipfile import ZipFile

from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.models import User
from cohorts import actions as cohort_actions
from cohorts.models import Cohort, Enrolment
from core.permissions import forget
from courses.queries import outline
from home.demo.people import Cast
from home.demo.works import (
    CATALOGUE_JS,
    COOPERATIVE_README,
    ESSAIS,
    MODELS_PY,
    NEXT_VERSION,
    PAGE,
    README,
    SQL,
    VENTES_SQL,
    VIEWS_PY,
)
from projects import actions
from projects.models import Assignment, Claim, Proposal, Reply, Review, Submission, Thread, Version

# Of the two versions before the last: days ago, the remark, the message, the levels.
SANAA_SAID = [
    (
        9,
        "Le litrage accepte le texte « beaucoup » : quel type et quelle contrainte poser ?",
        "Les tables sont là. Il manque les ventes, et les types se contrôlent encore à la main.",
        [1, 1, 1, 0, 1],
    ),
    (
        6,
        "Les ventes ne sont pas reliées aux récoltes : comment retrouver le lot vendu ?",
        "Le modèle avance ; il manque le lien entre récolte et vente.",
        [1, 2, 1, 1, 2],
    ),
]
# A new mentor's first review; its last remark says what is wrong, and not where to look.
ILHAM_WRITES = [
    ("praise", 6, "La contrainte est posée dès la création : le registre refusera une saisie de travers."),
    (
        "must_fix",
        11,
        "Un village qui n’a rien vendu disparaît du résultat, alors que la réunion de mars le cherche. Quelle jointure "
        "le garde ?",
    ),
    ("must_fix", 7, "Prix négatif possible. À revoir."),
]
CONTESTED = (
    "Le bouton « Réessayer » existe : catalogue.js, ligne 15, et les essais 12 à 15 le montrent. Il ne vient qu’après une "
    "erreur ou trois secondes d’attente, pas au premier affichage. Nous pensons que le critère n’est pas à 0."
)


class Stage:
    """Plays the cohort's project life through actions, then sets the clocks of the rows."""

    def __init__(self, cohort: Cohort, cast: Cast):
        self.cohort, self.cast = cohort, cast
        self.hamza, self.sanaa = cast["Hamza Aït Lahcen"], cast["Sanaa Berrada"]
        self.ilham, self.trainer = cast["Ilham Bensouda"], cast["Mehdi Tazi"]
        self.now = timezone.now()
        self.enrolments = list(cohort.enrolments.active().select_related("learner").order_by("pk"))

    def play(self) -> None:
        """Card (individual, week 2), souk (pairs), cooperative (threes), health centre (threes, running)."""
        self._welcome()
        card, souk, cooperative, health = self._assign()
        self._cards(card)
        self._souk(souk)
        self._cooperative(cooperative)
        self._health(health)

    def _welcome(self) -> None:
        """Ilham mentors here, and has never sent a review; Hamza and Sanaa have, elsewhere."""
        for mentor in (self.hamza, self.sanaa):
            actions.let_send_alone(mentor)
        manager = self._fresh(self.cast["Samira Benjelloun"])
        cohort_actions.assign_staff(self.cohort, by=manager, user=self.ilham, role="mentor")

    def _assign(self) -> list[Assignment]:
        projects = outline(self.cohort.bootcamp).projects[:4]
        starts = timezone.make_aware(datetime.combine(self.cohort.starts_on, datetime.min.time()))
        weeks = [(1, 3), (3, 5), (5, 8), (7, 10)]
        last = {"forming": Assignment.Forming.BY_LEARNERS, "is_gate": True}
        forget(self.trainer)
        return [
            actions.assign_project(
                self.cohort,
                by=self.trainer,
                project=project,
                opens_at=starts + timedelta(weeks=opens),
                due_at=starts + timedelta(weeks=due, days=4, hours=18),
                closes_at=starts + timedelta(weeks=15, days=4, hours=18),
                **(last if opens == weeks[-1][0] else {}),
            )
            for project, (opens, due) in zip(projects, weeks, strict=True)
        ]

    # -- each project ---------------------------------------------------------
    def _cards(self, assignment: Assignment) -> None:
        for enrolment in self.enrolments[:14]:
            submission = actions.start(assignment, by=self._fresh(enrolment.learner))
            self._hand_in(submission, enrolment, {"index.html": PAGE}, "Ma page, en français et en arabe.", days=38)
            self._approve(submission, self.sanaa, "Page claire et bilingue. Bravo pour les contrastes.", days=37)

    def _souk(self, assignment: Assignment) -> None:
        for pair in self._groups(2)[:6]:
            submission = self._team(assignment, pair)
            self._hand_in(
                submission,
                pair[0],
                {"catalogue.js": "export const trier = (liste) => [...liste].sort();\n"},
                "Panier gardé dans le navigateur.",
                days=24,
            )
            self._approve(submission, self.hamza, "Les erreurs de réseau sont bien traitées.", days=23)
        late = self._groups(2)[8]
        self._contested(self._team(assignment, late), late)

    def _cooperative(self, assignment: Assignment) -> None:
        scenes = [
            self._third_version,
            self._waits_two_days,
            self._waits_six_hours,
            self._claimed,
            self._accepted,
            self._accepted,
            self._first_review,
        ]
        for number, (members, scene) in enumerate(zip(self._groups(3), scenes, strict=True), 1):
            scene(self._team(assignment, members, f"Équipe {number}"), members)

    def _health(self, assignment: Assignment) -> None:
        teams = self._groups(3)
        submission = self._team(assignment, teams[0], "Équipe Atlas")
        self._to_redo(submission, teams[0])
        for number, members in enumerate(teams[1:5], 2):
            late = self._team(assignment, members, f"Équipe {number}")
        due_at, reason = assignment.due_at + timedelta(days=7), "Coupure du réseau au centre jeudi et vendredi"
        actions.grant_extension(late, by=self._fresh(self.trainer), due_at=due_at, reason=reason)

    # -- scenes -----------------------------------------------------------------
    def _waits_two_days(self, submission: Submission, members: list[Enrolment]) -> None:
        self._hand_in(submission, members[0], {"base.sql": SQL}, "Nous avons ajouté des contraintes.", hours=53)

    def _waits_six_hours(self, submission: Submission, members: list[Enrolment]) -> None:
        self._hand_in(submission, members[0], {"base.sql": SQL}, "Dix requêtes, toutes testées.", hours=6)

    def _accepted(self, submission: Submission, members: list[Enrolment]) -> None:
        note = "Modèle commenté, requêtes dans le fichier."
        self._hand_in(submission, members[0], {"base.sql": SQL}, note, days=4)
        self._approve(submission, self.sanaa, "Modèle justifié, requêtes lisibles : c’est acquis.", days=3)

    def _first_review(self, submission: Submission, members: list[Enrolment]) -> None:
        """Ilham has laid her first review before a lead, who has not read it yet."""
        note = "Les ventes par village, et ce que nous en dirons à la réunion."
        self._hand_in(submission, members[0], {"ventes.sql": VENTES_SQL}, note, hours=5)
        self._claim(submission, self.ilham)
        for kind, line, body in ILHAM_WRITES:
            self._remark(submission, kind, body, "ventes.sql", line)
        message = "Votre requête se lit bien, et vous savez à quoi elle sert. Deux points avant de valider."
        scores = self._scores(submission, [2, 1, 1, 2, 2])
        actions.save_review(submission, by=self.ilham, message=message, scores=scores)
        proposal = actions.propose(submission, by=self.ilham, decision=Review.Decision.CHANGES_REQUESTED)
        taken, made = self.now - timedelta(hours=3), self.now - timedelta(hours=2)
        Claim.objects.filter(pk=proposal.claim_id).update(claimed_at=taken, seen_at=made, worked=made - taken)
        Proposal.objects.filter(pk=proposal.pk).update(made_at=made)

    def _contested(self, submission: Submission, members: list[Enrolment]) -> None:
        """Sanaa asked for what the page does already; the pair wants someone else to look."""
        files = {"catalogue.js": CATALOGUE_JS, "tests.md": ESSAIS}
        self._hand_in(submission, members[0], files, "Le catalogue, et quinze essais rejoués à deux.", days=4)
        self._claim(submission, self.sanaa)
        asked = "Après une erreur 503, que voit la cliente, et que peut-elle faire ?"
        self._remark(submission, "must_fix", asked, "catalogue.js", 5)
        message = "Le catalogue est agréable à parcourir. Je n’ai pas trouvé comment réessayer quand le réseau manque."
        scores = self._scores(submission, [2, 2, 0, 2, 2])
        actions.save_review(submission, by=self.sanaa, message=message, scores=scores)
        review = actions.request_changes(submission, by=self.sanaa)
        self._clock(submission, decided=self.now - timedelta(days=2))
        by, at = self._fresh(members[1].learner), self.now - timedelta(hours=1)
        actions.dispute(Review.objects.get(pk=review.pk), by=by, reason=CONTESTED, at=at)

    def _to_redo(self, submission: Submission, members: list[Enrolment]) -> None:
        """Three things to fix, one already corrected; the third member has never opened the project."""
        files = {"models.py": MODELS_PY, "views.py": VIEWS_PY, "README.md": README}
        self._hand_in(submission, members[0], files, "Première version : réservation et rappels.", days=2)
        self._claim(submission, self.hamza)
        self._remark(
            submission,
            "must_fix",
            "Deux patients cliquent en même temps : que se passe-t-il ? Regardez select_for_update dans une transaction.",
            "views.py",
            8,
        )
        self._remark(
            submission,
            "must_fix",
            "Si le créneau n’existe pas, la page plante. Pensez à `get_object_or_404`.",
            "views.py",
            7,
            suggestion="    creneau = get_object_or_404(Creneau, pk=creneau_id)",
        )
        self._remark(
            submission,
            "suggestion",
            "Il vient avec cet import.",
            "views.py",
            1,
            suggestion="from django.http import JsonResponse\nfrom django.shortcuts import get_object_or_404",
        )
        self._remark(
            submission,
            "must_fix",
            "Le téléphone est une donnée personnelle : qui peut la lire, et jusqu’à quand ?",
            "models.py",
            18,
        )
        self._remark(submission, "praise", "Le README se suit du premier coup.")
        actions.save_review(
            submission,
            by=self.hamza,
            message="Bonne séparation entre modèle et vue. Trois points à corriger avant validation : vous êtes tout près.",
            scores=self._scores(submission, [2, 2, 1, 0, 2]),
        )
        review = actions.request_changes(submission, by=self.hamza)
        self._clock(submission, decided=self.now - timedelta(hours=20))
        first = review.threads.order_by("pk").first()
        actions.answer(
            first,
            by=self._fresh(members[0].learner),
            body="Corrigé : transaction et verrou sur le créneau.",
            stance=Reply.Stance.CORRECTED,
        )
        self._begin_again(submission, members[1])

    def _begin_again(self, submission: Submission, member: Enrolment) -> None:
        """A team-mate has laid the next version in the draft as his machine packs it, with what his tools made."""
        made = BytesIO()
        with ZipFile(made, "w") as archive:
            for path, text in NEXT_VERSION.items():
                archive.writestr(f"rendez-vous/{path}", text)
        files = [ContentFile(made.getvalue(), name="rendez-vous.zip")]
        actions.save_draft(Submission.objects.get(pk=submission.pk), by=self._fresh(member.learner), files=files)

    def _claimed(self, submission: Submission, members: list[Enrolment]) -> None:
        """In Hamza's hands, with a draft of four remarks."""
        self._hand_in(
            submission, members[0], {"base.sql": SQL, "README.md": COOPERATIVE_README}, "Version complète.", hours=9
        )
        self._claim(submission, self.hamza)
        self._remark(submission, "praise", "Contraintes dès la création des tables : très bien.", "base.sql", 6)
        self._remark(
            submission, "must_fix", "Une récolte dans le futur est acceptée. Quelle contrainte ajouter ?", "base.sql", 5
        )
        self._remark(submission, "question", "Pourquoi NUMERIC et pas INTEGER pour les litres ?", "base.sql", 6)
        self._remark(submission, "suggestion", "Donnez un nom à la colonne calculée : AS total.", "base.sql", 8)
        actions.save_review(
            submission, by=self.hamza, message="Lecture en cours.", scores=self._scores(submission, [2, 3])
        )

    def _third_version(self, submission: Submission, members: list[Enrolment]) -> None:
        """Two reviews behind it, waiting for the third."""
        for number, (days, remark, message, levels) in enumerate(SANAA_SAID, 1):
            self._hand_in(
                submission, members[number % len(members)], {"base.sql": SQL}, f"Version {number}.", days=days
            )
            self._claim(submission, self.sanaa)
            self._remark(submission, "must_fix", remark)
            actions.save_review(submission, by=self.sanaa, message=message, scores=self._scores(submission, levels))
            actions.request_changes(submission, by=self.sanaa)
            self._clock(submission, decided=self.now - timedelta(days=days - 1))
        self._hand_in(
            submission,
            members[0],
            {"base.sql": SQL, "README.md": COOPERATIVE_README},
            "Table lot ajoutée, clés étrangères partout.",
            hours=2,
        )

    # -- gestures ----------------------------------------------------------------
    def _groups(self, size: int) -> list[list[Enrolment]]:
        return [self.enrolments[start : start + size] for start in range(0, len(self.enrolments) - size + 1, size)]

    @staticmethod
    def _fresh(person: User) -> User:
        forget(person)
        return person

    def _team(self, assignment: Assignment, members: list[Enrolment], name: str = "") -> Submission:
        return actions.form_team(assignment, by=self._fresh(self.trainer), enrolments=members, name=name)

    def _hand_in(
        self,
        submission: Submission,
        member: Enrolment,
        files: dict[str, str],
        note: str,
        *,
        days: int = 0,
        hours: int = 0,
    ) -> None:
        at, by = self.now - timedelta(days=days, hours=hours), self._fresh(member.learner)
        uploads = [ContentFile(text.encode(), name=name) for name, text in files.items()]
        actions.save_draft(
            submission, by=by, note=note, repository_url="https://forge.example.ma/equipe/projet", files=uploads
        )
        actions.submit(submission, by=by, at=at)

    def _claim(self, submission: Submission, mentor: User) -> None:
        submission.refresh_from_db()
        actions.claim(submission, by=self._fresh(mentor))
        Claim.objects.filter(submission=submission, released_at=None).update(expires_at=self.now + timedelta(hours=12))

    def _remark(
        self, submission: Submission, kind: str, body: str, path: str = "", line: int | None = None, **more
    ) -> Thread:
        by = self._fresh(submission.claims.get(released_at=None).holder)
        return actions.add_remark(submission, by=by, body=body, kind=kind, path=path, line=line, **more)

    @staticmethod
    def _scores(submission: Submission, levels: list[int]) -> dict[int, int]:
        criteria = submission.assignment.criteria.all()
        return {criterion.pk: level for criterion, level in zip(criteria, levels, strict=False)}

    def _approve(self, submission: Submission, mentor: User, message: str, *, days: int) -> None:
        self._claim(submission, mentor)
        scores = self._scores(submission, [2, 3, 2, 3, 2])
        actions.save_review(submission, by=mentor, message=message, scores=scores)
        actions.approve(submission, by=mentor)
        self._clock(submission, decided=self.now - timedelta(days=days))

    @staticmethod
    def _clock(submission: Submission, *, decided: datetime) -> None:
        """The last decision was taken then."""
        Submission.objects.filter(pk=submission.pk).update(decided_at=decided)
        last = Version.objects.filter(submission=submission, submitted_at__isnull=False).latest("number")
        Review.objects.filter(version=last).update(sent_at=decided)
        worked = timedelta(minutes=20 + 7 * (submission.pk % 6))
        ended = Claim.objects.filter(submission=submission).latest("pk")
        Claim.objects.filter(pk=ended.pk).update(claimed_at=decided - worked, released_at=decided, worked=worked)
        submission.refresh_from_db()

"""The tables as they are now, for a database that has none yet."""

import core.schema
import core.uploads
import datetime
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [('projects', '0001_initial'), ('projects', '0002_since_0_1_0')]

    dependencies = [
        ('accounts', '0001_squashed_0002_since_0_1_0'),
        ('cohorts', '0001_squashed_0002_since_0_1_0'),
        ('core', '0001_squashed_0002_since_0_1_0'),
        ('courses', '0001_squashed_0002_since_0_1_0'),
        ('wagtailcore', '0098_apitoken'),
    ]

    operations = [
        core.schema.CreateModels(
            models=[migrations.CreateModel(
                name='Blob',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('sha256', models.CharField(max_length=64, unique=True)),
                    ('size', models.PositiveBigIntegerField()),
                    ('content_type', models.CharField(max_length=100)),
                    ('file', models.FileField(blank=True, max_length=200, storage=core.uploads.private_storage, upload_to=core.uploads.random_name)),
                    ('made_at', models.DateTimeField(auto_now_add=True)),
                ],
                options={
                    'verbose_name': 'content',
                },
            ), migrations.CreateModel(
                name='Assignment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('title', models.CharField(max_length=255, verbose_name='title')),
                    ('team_size', models.PositiveSmallIntegerField(default=1, verbose_name='people in a team')),
                    ('opens_at', models.DateTimeField(verbose_name='opens')),
                    ('due_at', models.DateTimeField(verbose_name='due')),
                    ('closes_at', models.DateTimeField(verbose_name='closes')),
                    ('forming', models.CharField(choices=[('by_staff', 'the trainer makes the teams'), ('by_learners', 'learners make their teams'), ('at_random', 'teams are drawn')], default='by_staff', max_length=12, verbose_name='how teams are made')),
                    ('is_gate', models.BooleanField(default=False, verbose_name='the next projects wait for it')),
                    ('review_hours', models.PositiveSmallIntegerField(default=24, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(200)], verbose_name='review promised within (working hours)')),
                    ('withdrawn_at', models.DateTimeField(editable=False, null=True)),
                    ('withdrawn_why', models.CharField(blank=True, editable=False, max_length=300)),
                    ('brief', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='wagtailcore.revision')),
                    ('cohort', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='cohorts.cohort')),
                    ('never_alone', models.ManyToManyField(blank=True, editable=False, related_name='+', to='cohorts.enrolment')),
                    ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='courses.projectpage', verbose_name='project')),
                    ('reviewers', models.ManyToManyField(blank=True, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='reviewers')),
                ],
                options={
                    'verbose_name': 'assignment',
                    'verbose_name_plural': 'assignments',
                    'ordering': ['due_at'],
                    'constraints': [models.UniqueConstraint(fields=('cohort', 'project'), name='a_project_is_assigned_once'), models.CheckConstraint(condition=models.Q(('due_at__gt', models.F('opens_at')), ('closes_at__gte', models.F('due_at'))), name='assignment_dates_in_order')],
                },
            ), migrations.CreateModel(
                name='AssignmentCriterion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('position', models.PositiveSmallIntegerField()),
                    ('title', models.CharField(max_length=150)),
                    ('weight', models.PositiveSmallIntegerField()),
                    ('level_0', models.CharField(blank=True, max_length=300)),
                    ('level_1', models.CharField(blank=True, max_length=300)),
                    ('level_2', models.CharField(blank=True, max_length=300)),
                    ('level_3', models.CharField(blank=True, max_length=300)),
                    ('assignment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='criteria', to='projects.assignment')),
                ],
                options={
                    'verbose_name': 'criterion',
                    'ordering': ['position'],
                    'constraints': [models.UniqueConstraint(fields=('assignment', 'position'), name='one_criterion_per_position')],
                },
            ), migrations.CreateModel(
                name='SmallContent',
                fields=[
                    ('blob', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='small', serialize=False, to='projects.blob')),
                    ('data', models.BinaryField()),
                ],
                options={
                    'verbose_name': 'small content',
                },
            ), migrations.CreateModel(
                name='Team',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(blank=True, max_length=80, verbose_name='name')),
                    ('assignment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='teams', to='projects.assignment')),
                ],
                options={
                    'verbose_name': 'team',
                },
            ), migrations.CreateModel(
                name='Submission',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('state', models.CharField(choices=[('draft', 'Draft'), ('queued', 'In the queue'), ('in_review', 'In review'), ('changes_requested', 'To redo'), ('approved', 'Approved')], default='draft', editable=False, max_length=20)),
                    ('queued_at', models.DateTimeField(editable=False, null=True)),
                    ('decided_at', models.DateTimeField(editable=False, null=True)),
                    ('rank_at', models.DateTimeField(editable=False, null=True)),
                    ('promised_at', models.DateTimeField(editable=False, null=True)),
                    ('reminded', models.PositiveSmallIntegerField(default=0, editable=False)),
                    ('escalation', models.PositiveSmallIntegerField(default=0, editable=False)),
                    ('alarm_at', models.DateTimeField(editable=False, null=True)),
                    ('assignment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='submissions', to='projects.assignment')),
                    ('team', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='submission', to='projects.team')),
                ],
                options={
                    'verbose_name': 'submission',
                    'indexes': [models.Index(condition=models.Q(('rank_at__isnull', False)), fields=['rank_at', 'id'], name='submission_queue'), models.Index(fields=['state', 'decided_at', 'id'], name='submission_decided'), models.Index(condition=models.Q(('alarm_at__isnull', False)), fields=['alarm_at'], name='submission_alarms'), models.Index(fields=['assignment', 'state', 'queued_at'], name='submission_by_assignment')],
                },
            ), migrations.CreateModel(
                name='Claim',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('claimed_at', models.DateTimeField(auto_now_add=True)),
                    ('expires_at', models.DateTimeField()),
                    ('released_at', models.DateTimeField(null=True)),
                    ('seen_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ('worked', models.DurationField(default=datetime.timedelta, editable=False)),
                    ('holder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='claims', to=settings.AUTH_USER_MODEL)),
                    ('submission', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='claims', to='projects.submission')),
                ],
                options={
                    'verbose_name': 'claim',
                    'indexes': [models.Index(condition=models.Q(('released_at', None)), fields=['expires_at'], name='claim_expiry')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('released_at', None)), fields=('submission',), name='one_open_claim')],
                },
            ), migrations.CreateModel(
                name='Recusal',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('at', models.DateTimeField(auto_now_add=True)),
                    ('learner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('reviewer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='recusals', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'recusal',
                    'constraints': [models.UniqueConstraint(fields=('reviewer', 'learner'), name='one_recusal_per_pair')],
                },
            ), migrations.CreateModel(
                name='Version',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveSmallIntegerField()),
                    ('note', models.TextField(blank=True, max_length=5000, verbose_name='note to the mentor')),
                    ('repository_url', models.URLField(blank=True, verbose_name='repository address')),
                    ('commit', models.CharField(blank=True, max_length=40, verbose_name='commit')),
                    ('demo_url', models.URLField(blank=True, verbose_name='demo address')),
                    ('how_to_run', models.TextField(blank=True, max_length=2000, verbose_name='how to run it')),
                    ('saved_at', models.DateTimeField(auto_now=True)),
                    ('submitted_at', models.DateTimeField(editable=False, null=True)),
                    ('sha256', models.CharField(blank=True, editable=False, max_length=64)),
                    ('is_late', models.BooleanField(default=False, editable=False)),
                    ('queued_at', models.DateTimeField(editable=False, null=True)),
                    ('promised_at', models.DateTimeField(editable=False, null=True)),
                    ('left_out', models.JSONField(default=dict, editable=False)),
                    ('saved_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('submission', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='projects.submission')),
                    ('submitted_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'version',
                    'ordering': ['number'],
                    'constraints': [models.UniqueConstraint(fields=('submission', 'number'), name='one_version_per_number'), models.UniqueConstraint(condition=models.Q(('submitted_at', None)), fields=('submission',), name='one_draft_per_submission')],
                },
            ), migrations.CreateModel(
                name='Review',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('message', models.TextField(blank=True, max_length=5000, verbose_name='message to the team')),
                    ('decision', models.CharField(blank=True, choices=[('changes_requested', 'Changes requested'), ('approved', 'Approved')], editable=False, max_length=20)),
                    ('saved_at', models.DateTimeField(auto_now=True)),
                    ('revision', models.PositiveIntegerField(default=0, editable=False)),
                    ('sent_at', models.DateTimeField(editable=False, null=True)),
                    ('acknowledged_at', models.DateTimeField(editable=False, null=True)),
                    ('acknowledged_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('reviewer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to=settings.AUTH_USER_MODEL)),
                    ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='projects.version')),
                ],
                options={
                    'verbose_name': 'review',
                    'indexes': [models.Index(condition=models.Q(('sent_at__isnull', False)), fields=['sent_at'], name='review_sent')],
                    'constraints': [models.UniqueConstraint(fields=('version', 'reviewer'), name='one_review_per_version_and_reviewer')],
                },
            ), migrations.CreateModel(
                name='Proposal',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('decision', models.CharField(choices=[('changes_requested', 'Changes requested'), ('approved', 'Approved')], max_length=20)),
                    ('made_at', models.DateTimeField(auto_now_add=True)),
                    ('due_at', models.DateTimeField()),
                    ('outcome', models.CharField(blank=True, choices=[('sent', 'Sent'), ('returned', 'Given back'), ('taken_back', 'Taken back by its author')], editable=False, max_length=10)),
                    ('settled_at', models.DateTimeField(editable=False, null=True)),
                    ('claim', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='projects.claim')),
                    ('settled_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('review', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='projects.review')),
                ],
                options={
                    'verbose_name': 'proposal',
                    'indexes': [models.Index(condition=models.Q(('outcome', '')), fields=['due_at'], name='proposal_due')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('outcome', '')), fields=('claim',), name='one_open_proposal_per_claim')],
                },
            ), migrations.CreateModel(
                name='Dispute',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('reason', models.TextField(max_length=2000, verbose_name='what you contest, and why')),
                    ('opened_at', models.DateTimeField(editable=False)),
                    ('promised_at', models.DateTimeField(editable=False)),
                    ('outcome', models.CharField(blank=True, choices=[('upheld', 'The second reading confirms the first'), ('changed', 'The second reading changes the first'), ('withdrawn', 'Withdrawn by the team')], editable=False, max_length=10)),
                    ('closed_at', models.DateTimeField(editable=False, null=True)),
                    ('opened_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('review', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='dispute', to='projects.review')),
                    ('second', models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='settles', to='projects.review')),
                ],
                options={
                    'verbose_name': 'dispute',
                    'indexes': [models.Index(condition=models.Q(('outcome', '')), fields=['review'], name='dispute_open')],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('outcome__in', ['', 'withdrawn']), ('second', None)), models.Q(('outcome__in', ['upheld', 'changed']), ('second__isnull', False)), _connector='OR'), name='dispute_settled_by_a_review')],
                },
            ), migrations.CreateModel(
                name='CriterionScore',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('level', models.PositiveSmallIntegerField(validators=[django.core.validators.MaxValueValidator(3)])),
                    ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='projects.assignmentcriterion')),
                    ('review', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='scores', to='projects.review')),
                ],
                options={
                    'verbose_name': 'score',
                    'constraints': [models.UniqueConstraint(fields=('review', 'criterion'), name='one_score_per_criterion'), models.CheckConstraint(condition=models.Q(('level__lte', 3)), name='level_at_most_three')],
                },
            ), migrations.CreateModel(
                name='ReviewerProfile',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('weekly_hours', models.PositiveSmallIntegerField(default=4, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(60)], verbose_name='hours a week')),
                    ('most_held', models.PositiveSmallIntegerField(default=3, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(20)], verbose_name='works held at once')),
                    ('away_until', models.DateField(blank=True, null=True, verbose_name='away until')),
                    ('is_new', models.BooleanField(default=False, editable=False)),
                    ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='reviewer_profile', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'reviewer’s time',
                },
            ), migrations.CreateModel(
                name='SavedComment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('title', models.CharField(max_length=120, verbose_name='title')),
                    ('kind', models.CharField(choices=[('remark', 'Remark'), ('must_fix', 'To fix'), ('suggestion', 'Suggestion'), ('question', 'Question'), ('praise', 'Well done')], default='remark', max_length=10, verbose_name='kind')),
                    ('body', models.TextField(max_length=5000, verbose_name='remark')),
                    ('made_at', models.DateTimeField(auto_now_add=True)),
                    ('author', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('operator', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saved_comments', to='accounts.organisation')),
                ],
                options={
                    'verbose_name': 'saved comment',
                    'ordering': ['title'],
                    'constraints': [models.UniqueConstraint(fields=('operator', 'title'), name='one_saved_comment_per_title')],
                },
            ), migrations.CreateModel(
                name='StaffNote',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('body', models.TextField(max_length=2000, verbose_name='note')),
                    ('at', models.DateTimeField(auto_now_add=True)),
                    ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('submission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='staff_notes', to='projects.submission')),
                ],
                options={
                    'verbose_name': 'staff note',
                    'ordering': ['-pk'],
                },
            ), migrations.CreateModel(
                name='Extension',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('due_at', models.DateTimeField(verbose_name='new due date')),
                    ('reason', models.CharField(max_length=300, verbose_name='reason')),
                    ('granted_at', models.DateTimeField(auto_now_add=True)),
                    ('granted_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('team', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='extensions', to='projects.team')),
                ],
                options={
                    'verbose_name': 'extension',
                    'ordering': ['-pk'],
                },
            ), migrations.CreateModel(
                name='TeamMember',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('assignment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='projects.assignment')),
                    ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='team_memberships', to='cohorts.enrolment')),
                    ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='projects.team')),
                ],
                options={
                    'verbose_name': 'team member',
                    'constraints': [models.UniqueConstraint(fields=('assignment', 'enrolment'), name='one_team_per_assignment')],
                },
            ), migrations.CreateModel(
                name='TeamWish',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('together', 'keep together'), ('apart', 'keep apart')], max_length=8, verbose_name='wish')),
                    ('assignment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='wishes', to='projects.assignment')),
                    ('one', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cohorts.enrolment')),
                    ('other', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cohorts.enrolment')),
                ],
                options={
                    'verbose_name': 'wish',
                    'constraints': [models.UniqueConstraint(fields=('assignment', 'one', 'other'), name='one_wish_per_pair'), models.CheckConstraint(condition=models.Q(('one__lt', models.F('other'))), name='a_wish_is_about_two')],
                },
            ), migrations.CreateModel(
                name='Thanks',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('word', models.TextField(blank=True, max_length=500, verbose_name='a word')),
                    ('at', models.DateTimeField(auto_now_add=True)),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('review', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='thanks', to='projects.review')),
                ],
                options={
                    'verbose_name': 'thanks',
                    'verbose_name_plural': 'thanks',
                },
            ), migrations.CreateModel(
                name='Thread',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('remark', 'Remark'), ('must_fix', 'To fix'), ('suggestion', 'Suggestion'), ('question', 'Question'), ('praise', 'Well done')], default='remark', max_length=10, verbose_name='kind')),
                    ('state', models.CharField(choices=[('open', 'Open'), ('resolved', 'Corrected by the team'), ('confirmed', 'Confirmed')], default='open', editable=False, max_length=10)),
                    ('path', models.CharField(blank=True, max_length=300, verbose_name='file')),
                    ('line', models.PositiveIntegerField(blank=True, null=True, verbose_name='line')),
                    ('last_line', models.PositiveIntegerField(blank=True, null=True, verbose_name='last line')),
                    ('body', models.TextField(max_length=5000, verbose_name='remark')),
                    ('quote', models.TextField(blank=True, editable=False, max_length=5000)),
                    ('suggestion', models.TextField(blank=True, max_length=5000, verbose_name='suggested lines')),
                    ('removes_lines', models.BooleanField(default=False, verbose_name='these lines should go')),
                    ('created_at', models.DateTimeField(auto_now_add=True)),
                    ('resolved_at', models.DateTimeField(editable=False, null=True)),
                    ('criterion', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='threads', to='projects.assignmentcriterion', verbose_name='criterion')),
                    ('resolved_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('review', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='threads', to='projects.review')),
                    ('saved_comment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='threads', to='projects.savedcomment')),
                    ('screenshot', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='projects.blob')),
                ],
                options={
                    'verbose_name': 'remark',
                    'ordering': ['pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('last_line', None), models.Q(('last_line__gte', models.F('line')), ('line__isnull', False)), _connector='OR'), name='remark_lines_in_order'), models.CheckConstraint(condition=models.Q(('removes_lines', False), models.Q(('line__isnull', False), ('suggestion', '')), _connector='OR'), name='remark_removes_lines_or_suggests_others')],
                },
            ), migrations.CreateModel(
                name='Reply',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('body', models.TextField(max_length=5000, verbose_name='answer')),
                    ('stance', models.CharField(blank=True, choices=[('', 'Answer'), ('corrected', 'Corrected here'), ('disagrees', 'Does not agree'), ('asks', 'Asks for an explanation')], default='', max_length=10)),
                    ('created_at', models.DateTimeField(auto_now_add=True)),
                    ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('criterion', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='projects.assignmentcriterion')),
                    ('question', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='explanation', to='projects.reply')),
                    ('review', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='replies', to='projects.review')),
                    ('thread', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='replies', to='projects.thread')),
                ],
                options={
                    'verbose_name': 'answer',
                    'verbose_name_plural': 'answers',
                    'ordering': ['pk'],
                },
            ), migrations.CreateModel(
                name='Amendment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('before', models.TextField(blank=True, max_length=5000)),
                    ('at', models.DateTimeField(auto_now_add=True)),
                    ('review', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='amendments', to='projects.review')),
                    ('thread', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='amendments', to='projects.thread')),
                ],
                options={
                    'verbose_name': 'amendment',
                    'ordering': ['pk'],
                },
            ), migrations.CreateModel(
                name='Upload',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('token', models.CharField(max_length=32, unique=True)),
                    ('path', models.CharField(max_length=300)),
                    ('size', models.PositiveBigIntegerField()),
                    ('received', models.PositiveBigIntegerField(default=0)),
                    ('begun_at', models.DateTimeField(auto_now_add=True)),
                    ('sha256', models.CharField(blank=True, max_length=64)),
                    ('source', models.CharField(blank=True, max_length=200)),
                    ('batch', models.CharField(blank=True, max_length=32)),
                    ('replaces_all', models.BooleanField(default=False)),
                    ('state', models.CharField(choices=[('sending', 'Sending'), ('asked', 'Asked'), ('done', 'Done'), ('refused', 'Refused')], default='sending', editable=False, max_length=8)),
                    ('files_read', models.PositiveIntegerField(default=0)),
                    ('told', models.JSONField(default=list)),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('submission', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uploads', to='projects.submission')),
                ],
                options={
                    'verbose_name': 'upload',
                },
            ), migrations.CreateModel(
                name='UploadPiece',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('offset', models.PositiveBigIntegerField()),
                    ('size', models.PositiveIntegerField()),
                    ('file', models.FileField(max_length=200, storage=core.uploads.private_storage, upload_to=core.uploads.random_name)),
                    ('upload', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pieces', to='projects.upload')),
                ],
                options={
                    'verbose_name': 'piece of an upload',
                    'ordering': ['offset'],
                    'constraints': [models.UniqueConstraint(fields=('upload', 'offset'), name='one_piece_per_offset')],
                },
            ), migrations.CreateModel(
                name='SelfAssessment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('level', models.PositiveSmallIntegerField(validators=[django.core.validators.MaxValueValidator(3)])),
                    ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='projects.assignmentcriterion')),
                    ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='own_levels', to='projects.version')),
                ],
                options={
                    'verbose_name': 'self-assessment',
                    'constraints': [models.UniqueConstraint(fields=('version', 'criterion'), name='one_own_level_per_criterion'), models.CheckConstraint(condition=models.Q(('level__lte', 3)), name='own_level_at_most_three')],
                },
            ), migrations.CreateModel(
                name='AppliedSuggestion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('path', models.CharField(max_length=300)),
                    ('at', models.DateTimeField(auto_now_add=True)),
                    ('told_at', models.DateTimeField(editable=False, null=True)),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('thread', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='applied', to='projects.thread')),
                    ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='applied', to='projects.version')),
                ],
                options={
                    'verbose_name': 'applied suggestion',
                    'verbose_name_plural': 'applied suggestions',
                },
            ), migrations.CreateModel(
                name='Anchor',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('state', models.CharField(choices=[('kept', 'same lines'), ('moved', 'moved'), ('outdated', 'lines changed since')], max_length=8)),
                    ('path', models.CharField(blank=True, max_length=300)),
                    ('line', models.PositiveIntegerField(null=True)),
                    ('last_line', models.PositiveIntegerField(null=True)),
                    ('thread', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='anchors', to='projects.thread')),
                    ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='anchors', to='projects.version')),
                ],
                options={
                    'verbose_name': 'anchor',
                    'constraints': [models.UniqueConstraint(fields=('thread', 'version'), name='one_anchor_per_version')],
                },
            ), migrations.CreateModel(
                name='VersionFile',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('path', models.CharField(max_length=300)),
                    ('source', models.CharField(blank=True, editable=False, max_length=200)),
                    ('batch', models.CharField(blank=True, editable=False, max_length=32)),
                    ('laid_at', models.DateTimeField(editable=False, null=True)),
                    ('suspect', models.CharField(blank=True, choices=[('environment', 'settings with their values'), ('key', 'a private key'), ('token', 'an access token'), ('account', 'the account of a service')], editable=False, max_length=12)),
                    ('is_wanted', models.BooleanField(default=False, editable=False)),
                    ('is_replaced', models.BooleanField(default=False, editable=False)),
                    ('blob', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='projects.blob')),
                    ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='projects.version')),
                ],
                options={
                    'verbose_name': 'file',
                    'ordering': ['path'],
                    'constraints': [models.UniqueConstraint(fields=('version', 'path'), name='one_file_per_path')],
                },
            ), migrations.CreateModel(
                name='ViewedFile',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('path', models.CharField(max_length=300)),
                    ('blob', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='projects.blob')),
                    ('submission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='viewed_files', to='projects.submission')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'viewed file',
                    'constraints': [models.UniqueConstraint(fields=('submission', 'user', 'blob', 'path'), name='one_mark_per_viewed_file')],
                },
            )],
        ),
    ]

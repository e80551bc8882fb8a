"""The tables as they are now, for a database that has none yet."""

import core.schema
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [('cohorts', '0001_initial'), ('cohorts', '0002_since_0_1_0')]

    dependencies = [
        ('accounts', '0001_squashed_0002_since_0_1_0'),
        ('core', '0001_squashed_0002_since_0_1_0'),
        ('courses', '0001_squashed_0002_since_0_1_0'),
        ('programme', '0001_squashed_0002_since_0_1_0'),
    ]

    operations = [
        core.schema.CreateModels(
            models=[migrations.CreateModel(
                name='Cohort',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.SlugField(max_length=30, unique=True, verbose_name='code')),
                    ('starts_on', models.DateField(verbose_name='first day')),
                    ('ends_on', models.DateField(verbose_name='last day')),
                    ('seats', models.PositiveSmallIntegerField(verbose_name='seats')),
                    ('state', models.CharField(choices=[('planned', 'Planned'), ('running', 'Running'), ('completed', 'Completed'), ('cancelled', 'Cancelled')], default='planned', editable=False, max_length=10)),
                    ('closed_on', models.DateField(editable=False, null=True, verbose_name='closed on')),
                    ('bootcamp', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cohorts', to='courses.bootcamppage', verbose_name='bootcamp')),
                    ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cohorts', to='programme.city', verbose_name='city')),
                    ('operator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cohorts', to='accounts.organisation', verbose_name='operator')),
                ],
                options={
                    'verbose_name': 'cohort',
                    'verbose_name_plural': 'cohorts',
                    'ordering': ['starts_on', 'code'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='cohort_ends_after_start'), models.CheckConstraint(condition=models.Q(('seats__gte', 1)), name='cohort_has_seats')],
                },
            ), migrations.CreateModel(
                name='Enrolment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('state', models.CharField(choices=[('invited', 'Invited'), ('active', 'Active'), ('suspended', 'Suspended'), ('withdrawn', 'Withdrawn'), ('completed', 'Graduate'), ('ended', 'Ended without a diploma'), ('cancelled', 'Enrolment cancelled'), ('lapsed', 'Invitation closed')], default='invited', editable=False, max_length=10)),
                    ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                    ('enrolled_at', models.DateTimeField(null=True, verbose_name='enrolled')),
                    ('changed_at', models.DateTimeField(editable=False, null=True)),
                    ('cohort', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='enrolments', to='cohorts.cohort')),
                    ('invitation', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='enrolment', to='accounts.invitation')),
                    ('learner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='enrolments', to=settings.AUTH_USER_MODEL, verbose_name='learner')),
                ],
                options={
                    'verbose_name': 'enrolment',
                    'verbose_name_plural': 'enrolments',
                    'indexes': [models.Index(fields=['cohort', 'state', 'learner'], name='enrolment_cohort_state')],
                    'constraints': [models.UniqueConstraint(fields=('cohort', 'learner'), name='one_enrolment_per_cohort'), models.UniqueConstraint(condition=models.Q(('state__in', ['active', 'suspended'])), fields=('learner',), name='one_running_enrolment_per_person'), models.CheckConstraint(condition=models.Q(('learner__isnull', False), ('state__in', ['invited', 'lapsed']), _connector='OR'), name='a_learner_once_accepted')],
                },
            ), migrations.CreateModel(
                name='EnrolmentChange',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('verb', models.CharField(max_length=20)),
                    ('before', models.CharField(choices=[('invited', 'Invited'), ('active', 'Active'), ('suspended', 'Suspended'), ('withdrawn', 'Withdrawn'), ('completed', 'Graduate'), ('ended', 'Ended without a diploma'), ('cancelled', 'Enrolment cancelled'), ('lapsed', 'Invitation closed')], max_length=10)),
                    ('after', models.CharField(choices=[('invited', 'Invited'), ('active', 'Active'), ('suspended', 'Suspended'), ('withdrawn', 'Withdrawn'), ('completed', 'Graduate'), ('ended', 'Ended without a diploma'), ('cancelled', 'Enrolment cancelled'), ('lapsed', 'Invitation closed')], max_length=10)),
                    ('reason', models.CharField(blank=True, max_length=300)),
                    ('missing', models.TextField(blank=True)),
                    ('at', models.DateTimeField()),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='cohorts.enrolment')),
                ],
                options={
                    'verbose_name': 'enrolment change',
                    'ordering': ['pk'],
                    'indexes': [models.Index(fields=['after', 'at'], name='enrolment_change_after')],
                },
            ), migrations.CreateModel(
                name='Session',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('title', models.CharField(max_length=150, verbose_name='title')),
                    ('agenda', models.TextField(blank=True, verbose_name='agenda')),
                    ('place', models.CharField(blank=True, max_length=150, verbose_name='place')),
                    ('meeting_url', models.URLField(blank=True, verbose_name='outside meeting')),
                    ('starts_at', models.DateTimeField(verbose_name='start')),
                    ('ends_at', models.DateTimeField(verbose_name='end')),
                    ('state', models.CharField(choices=[('scheduled', 'Planned'), ('live', 'Live'), ('ended', 'Ended'), ('cancelled', 'Cancelled')], default='scheduled', editable=False, max_length=10)),
                    ('cohort', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='cohorts.cohort')),
                    ('module', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='courses.modulepage', verbose_name='module')),
                    ('trainer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='trainer')),
                ],
                options={
                    'verbose_name': 'session',
                    'verbose_name_plural': 'sessions',
                    'ordering': ['starts_at'],
                    'indexes': [models.Index(fields=['cohort', 'starts_at'], name='session_cohort_start')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='session_ends_after_start'), models.CheckConstraint(condition=models.Q(('meeting_url', ''), ('meeting_url__startswith', 'https://'), _connector='OR'), name='session_meeting_is_https')],
                },
            ), migrations.CreateModel(
                name='Presence',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('joined_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('seen_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('left_at', models.DateTimeField(null=True)),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='presences', to='cohorts.session')),
                ],
                options={
                    'verbose_name': 'presence',
                    'constraints': [models.UniqueConstraint(condition=models.Q(('left_at', None)), fields=('session', 'user'), name='one_open_presence')],
                },
            ), migrations.CreateModel(
                name='StaffAssignment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('role', models.CharField(choices=[('trainer', 'Trainer'), ('mentor', 'Mentor')], max_length=10, verbose_name='role')),
                    ('cohort', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='staff', to='cohorts.cohort')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='staff_assignments', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                ],
                options={
                    'verbose_name': 'staff assignment',
                    'constraints': [models.UniqueConstraint(fields=('cohort', 'user', 'role'), name='one_assignment_per_role')],
                },
            )],
        ),
    ]

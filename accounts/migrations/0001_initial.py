"""The tables, as 0.1.0 made them."""

import core.schema
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('programme', '0001_initial'),
    ]

    operations = [
        core.schema.CreateModels(
            models=[migrations.CreateModel(
                name='User',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('password', models.CharField(max_length=128, verbose_name='password')),
                    ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                    ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                    ('email', models.EmailField(max_length=254, unique=True, verbose_name='e-mail address')),
                    ('first_name', models.CharField(max_length=80, verbose_name='first name')),
                    ('last_name', models.CharField(max_length=80, verbose_name='last name')),
                    ('first_name_ar', models.CharField(blank=True, max_length=80, verbose_name='first name in Arabic')),
                    ('last_name_ar', models.CharField(blank=True, max_length=80, verbose_name='last name in Arabic')),
                    ('language', models.CharField(choices=[('fr', 'Français'), ('ar', 'العربية'), ('en', 'English')], default='fr', max_length=2, verbose_name='language')),
                    ('theme', models.CharField(choices=[('system', 'As the device'), ('light', 'Light'), ('dark', 'Dark')], default='system', max_length=6, verbose_name='appearance')),
                    ('is_active', models.BooleanField(default=True, verbose_name='active')),
                    ('is_system', models.BooleanField(default=False, editable=False)),
                    ('session_epoch', models.PositiveIntegerField(default=0, editable=False)),
                    ('date_joined', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='joined')),
                    ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                    ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                ],
                options={
                    'verbose_name': 'person',
                    'verbose_name_plural': 'people',
                    'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='one_person_per_email'), models.UniqueConstraint(condition=models.Q(('is_system', True)), fields=('is_system',), name='one_system')],
                },
            ), migrations.CreateModel(
                name='ApiToken',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=80, verbose_name='name')),
                    ('digest', models.CharField(editable=False, max_length=64, unique=True)),
                    ('prefix', models.CharField(editable=False, max_length=10)),
                    ('scope', models.CharField(choices=[('read', 'Read only'), ('write', 'Read and write')], default='read', max_length=5, verbose_name='what it may do')),
                    ('second_factor', models.BooleanField(default=False, editable=False)),
                    ('created_at', models.DateTimeField(auto_now_add=True)),
                    ('expires_at', models.DateTimeField(editable=False)),
                    ('last_used_at', models.DateTimeField(editable=False, null=True)),
                    ('revoked_at', models.DateTimeField(editable=False, null=True)),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tokens', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'token',
                    'ordering': ['-pk'],
                },
            ), migrations.CreateModel(
                name='Consent',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('policy_version', models.CharField(max_length=20)),
                    ('given_at', models.DateTimeField(auto_now_add=True)),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consents', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'consent',
                    'constraints': [models.UniqueConstraint(fields=('user', 'policy_version'), name='one_consent_per_version')],
                },
            ), migrations.CreateModel(
                name='Organisation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('operator', 'Training operator'), ('employer', 'Employer'), ('programme', 'Programme')], max_length=10, verbose_name='kind')),
                    ('name', models.CharField(max_length=150, verbose_name='name')),
                    ('name_ar', models.CharField(blank=True, max_length=150, verbose_name='name in Arabic')),
                    ('slug', models.SlugField(unique=True, verbose_name='short name for addresses')),
                    ('city', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programme.city', verbose_name='city')),
                ],
                options={
                    'verbose_name': 'organisation',
                    'ordering': ['name'],
                },
            ), migrations.CreateModel(
                name='Membership',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('role', models.CharField(choices=[('manager', 'Manager'), ('trainer', 'Trainer'), ('mentor', 'Mentor'), ('officer', 'Programme officer'), ('administrator', 'Administrator'), ('recruiter', 'Recruiter')], max_length=15, verbose_name='role')),
                    ('since', models.DateTimeField(auto_now_add=True)),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='accounts.organisation')),
                ],
                options={
                    'verbose_name': 'membership',
                    'constraints': [models.UniqueConstraint(fields=('user', 'organisation', 'role'), name='one_membership_per_role')],
                },
            ), migrations.CreateModel(
                name='Invitation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('email', models.EmailField(max_length=254, verbose_name='e-mail address')),
                    ('purpose', models.CharField(choices=[('manager', 'Manager'), ('trainer', 'Trainer'), ('mentor', 'Mentor'), ('officer', 'Programme officer'), ('learner', 'Learner')], max_length=10, verbose_name='role')),
                    ('token_hash', models.CharField(editable=False, max_length=64, unique=True)),
                    ('created_at', models.DateTimeField(auto_now_add=True)),
                    ('expires_at', models.DateTimeField()),
                    ('accepted_at', models.DateTimeField(editable=False, null=True)),
                    ('revoked_at', models.DateTimeField(editable=False, null=True)),
                    ('sent_at', models.DateTimeField(editable=False, null=True)),
                    ('attempts', models.PositiveSmallIntegerField(default=0, editable=False)),
                    ('due_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ('refused_at', models.DateTimeField(editable=False, null=True)),
                    ('accepted_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='accepted_invitations', to=settings.AUTH_USER_MODEL)),
                    ('invited_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='accounts.organisation')),
                ],
                options={
                    'verbose_name': 'invitation',
                    'ordering': ['-created_at'],
                },
            )],
        ),
    ]

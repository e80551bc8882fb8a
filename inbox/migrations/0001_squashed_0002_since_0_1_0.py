"""The tables as they are now, for a database that has none yet."""

import core.schema
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [('inbox', '0001_initial'), ('inbox', '0002_since_0_1_0')]

    dependencies = [
        ('accounts', '0001_squashed_0002_since_0_1_0'),
        ('core', '0001_squashed_0002_since_0_1_0'),
    ]

    operations = [
        core.schema.CreateModels(
            models=[migrations.CreateModel(
                name='Notice',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('verb', models.CharField(max_length=100)),
                    ('data', models.JSONField(default=dict)),
                    ('url', models.CharField(max_length=300)),
                    ('created_at', models.DateTimeField(auto_now_add=True)),
                    ('read_at', models.DateTimeField(null=True)),
                    ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='core.event')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'notice',
                    'ordering': ['-pk'],
                    'indexes': [models.Index(condition=models.Q(('read_at', None)), fields=['user'], name='notice_unread')],
                    'constraints': [models.UniqueConstraint(fields=('user', 'event'), name='one_notice_per_person_and_event')],
                },
            ), migrations.CreateModel(
                name='Delivery',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('attempts', models.PositiveSmallIntegerField(default=0)),
                    ('due_at', models.DateTimeField()),
                    ('sent_at', models.DateTimeField(null=True)),
                    ('refused_at', models.DateTimeField(null=True)),
                    ('error', models.CharField(blank=True, max_length=300)),
                    ('notice', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='delivery', to='inbox.notice')),
                ],
                options={
                    'verbose_name': 'delivery',
                    'verbose_name_plural': 'deliveries',
                    'indexes': [models.Index(condition=models.Q(('sent_at', None)), fields=['due_at'], name='delivery_due')],
                },
            ), migrations.CreateModel(
                name='Preference',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('email', models.BooleanField(default=True, verbose_name='receive notices by e-mail')),
                    ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='inbox_preference', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'preference',
                },
            ), migrations.CreateModel(
                name='Choice',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('topic', models.CharField(max_length=40)),
                    ('way', models.CharField(choices=[('mail', 'Here and by e-mail'), ('here', 'Here only'), ('none', 'Not at all')], max_length=4)),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'choice',
                    'constraints': [models.UniqueConstraint(fields=('user', 'topic'), name='one_choice_per_topic')],
                },
            )],
        ),
    ]

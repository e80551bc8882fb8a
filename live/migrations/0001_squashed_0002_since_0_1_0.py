"""The tables as they are now, for a database that has none yet."""

import core.schema
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [('live', '0001_initial'), ('live', '0002_since_0_1_0')]

    dependencies = [
        ('accounts', '0001_squashed_0002_since_0_1_0'),
        ('cohorts', '0001_squashed_0002_since_0_1_0'),
        ('core', '0001_squashed_0002_since_0_1_0'),
    ]

    operations = [
        core.schema.CreateModels(
            models=[migrations.CreateModel(
                name='Room',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('last_number', models.PositiveBigIntegerField(default=0, editable=False)),
                    ('session', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='room', to='cohorts.session')),
                ],
                options={
                    'verbose_name': 'room',
                },
            ), migrations.CreateModel(
                name='Entry',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveBigIntegerField()),
                    ('kind', models.CharField(choices=[('words', 'Words'), ('removal', 'Removal'), ('session', 'Session')], max_length=20)),
                    ('payload', models.JSONField()),
                    ('removed', models.BooleanField(default=False)),
                    ('key', models.CharField(max_length=64)),
                    ('at', models.DateTimeField()),
                    ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('room', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='live.room')),
                ],
                options={
                    'verbose_name': 'entry of a room',
                    'ordering': ['number'],
                    'constraints': [models.UniqueConstraint(fields=('room', 'number'), name='one_number_per_entry'), models.UniqueConstraint(fields=('room', 'author', 'key'), name='an_entry_is_said_once')],
                },
            )],
        ),
    ]

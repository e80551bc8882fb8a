"""The tables, as 0.1.0 made them."""

import core.schema
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('cohorts', '0001_initial'),
        ('core', '0001_initial'),
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
                name='Message',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveBigIntegerField()),
                    ('body', models.CharField(max_length=2000)),
                    ('key', models.CharField(max_length=64)),
                    ('sent_at', models.DateTimeField()),
                    ('removed_at', models.DateTimeField(null=True)),
                    ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('removed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('room', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='live.room')),
                ],
                options={
                    'verbose_name': 'message',
                    'ordering': ['number'],
                    'constraints': [models.UniqueConstraint(fields=('room', 'number'), name='one_number_per_message'), models.UniqueConstraint(fields=('room', 'author', 'key'), name='a_message_is_sent_once')],
                },
            )],
        ),
    ]

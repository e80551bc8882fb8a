"""The tables as they are now, for a database that has none yet."""

import core.schema
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [('reports', '0001_initial'), ('reports', '0002_since_0_1_0')]

    dependencies = [
        ('accounts', '0001_squashed_0002_since_0_1_0'),
        ('core', '0001_squashed_0002_since_0_1_0'),
        ('programme', '0001_squashed_0002_since_0_1_0'),
    ]

    operations = [
        core.schema.CreateModels(
            models=[migrations.CreateModel(
                name='ImportedFigure',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('as_of', models.DateField(verbose_name='counted on')),
                    ('trained', models.PositiveIntegerField(verbose_name='trained')),
                    ('in_training', models.PositiveIntegerField(verbose_name='in training')),
                    ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                    ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ('by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='imported_figures', to='programme.programme')),
                    ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='imported_figures', to='programme.region', verbose_name='region')),
                ],
                options={
                    'verbose_name': 'imported figure',
                    'verbose_name_plural': 'imported figures',
                    'indexes': [models.Index(fields=['programme', 'region', 'id'], name='imported_figure_latest')],
                },
            )],
        ),
    ]

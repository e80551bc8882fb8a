"""The tables, as 0.1.0 made them."""

import core.schema
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('core', '0001_initial'),
        ('programme', '0001_initial'),
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
                    ('programme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='imported_figures', to='programme.programme')),
                    ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='imported_figures', to='programme.region')),
                ],
                options={
                    'verbose_name': 'imported figure',
                    'constraints': [models.UniqueConstraint(fields=('programme', 'region', 'as_of'), name='one_figure_per_region_and_day')],
                },
            )],
        ),
    ]

"""The tables as they are now, for a database that has none yet."""

import core.schema
import core.visible
import django.core.validators
import django.db.models.deletion
import modelsearch.index
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [('programme', '0001_initial'), ('programme', '0002_since_0_1_0')]

    dependencies = [
    ]

    operations = [
        core.schema.CreateModels(
            models=[migrations.CreateModel(
                name='Domain',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name_fr', models.CharField(max_length=150, validators=[core.visible.visible], verbose_name='name in French')),
                    ('name_ar', models.CharField(blank=True, max_length=150, verbose_name='name in Arabic')),
                    ('archived', models.BooleanField(default=False, help_text='No longer proposed; what uses it keeps it.', verbose_name='archived')),
                    ('code', models.SlugField(unique=True, verbose_name='code')),
                    ('position', models.PositiveSmallIntegerField(default=0)),
                ],
                options={
                    'verbose_name': 'domain',
                    'ordering': ['position'],
                },
            ), migrations.CreateModel(
                name='Holiday',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('day', models.DateField(unique=True, verbose_name='day')),
                    ('label', models.CharField(max_length=100, validators=[core.visible.visible], verbose_name='label')),
                    ('confirmed', models.BooleanField(default=True, verbose_name='confirmed')),
                ],
                options={
                    'verbose_name': 'holiday',
                    'verbose_name_plural': 'holidays',
                    'ordering': ['day'],
                },
            ), migrations.CreateModel(
                name='Programme',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name_fr', models.CharField(max_length=150, validators=[core.visible.visible], verbose_name='name in French')),
                    ('name_ar', models.CharField(blank=True, max_length=150, verbose_name='name in Arabic')),
                    ('code', models.SlugField(unique=True, verbose_name='code')),
                    ('goal', models.PositiveIntegerField(default=15000, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(1000000)], verbose_name='people to train')),
                    ('starts_on', models.DateField(verbose_name='first day')),
                    ('ends_on', models.DateField(verbose_name='last day')),
                    ('cndp_receipt', models.CharField(blank=True, max_length=60, verbose_name='CNDP receipt number')),
                    ('most_seats', models.PositiveSmallIntegerField(default=200, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5000)], verbose_name='most seats of a cohort')),
                    ('longest_cohort', models.PositiveSmallIntegerField(default=78, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(520)], verbose_name='longest cohort, in weeks')),
                    ('longest_session', models.PositiveSmallIntegerField(default=12, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(24)], verbose_name='longest session, in hours')),
                ],
                options={
                    'verbose_name': 'programme',
                },
            ), migrations.CreateModel(
                name='Region',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name_fr', models.CharField(max_length=150, validators=[core.visible.visible], verbose_name='name in French')),
                    ('name_ar', models.CharField(blank=True, max_length=150, verbose_name='name in Arabic')),
                    ('code', models.CharField(max_length=10, unique=True, verbose_name='code')),
                    ('slug', models.SlugField(unique=True)),
                    ('population', models.PositiveIntegerField(default=0, verbose_name='population (2024 census)')),
                    ('position', models.PositiveSmallIntegerField(default=0)),
                ],
                options={
                    'verbose_name': 'region',
                    'verbose_name_plural': 'regions',
                    'ordering': ['position', 'code'],
                },
                bases=(modelsearch.index.Indexed, models.Model),
            ), migrations.CreateModel(
                name='Ramadan',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('first_day', models.DateField(unique=True, verbose_name='first day')),
                    ('last_day', models.DateField(verbose_name='last day')),
                ],
                options={
                    'verbose_name': 'Ramadan',
                    'verbose_name_plural': 'Ramadans',
                    'ordering': ['first_day'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('last_day__gte', models.F('first_day'))), name='ramadan_in_order')],
                },
            ), migrations.CreateModel(
                name='City',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name_fr', models.CharField(max_length=150, validators=[core.visible.visible], verbose_name='name in French')),
                    ('name_ar', models.CharField(blank=True, max_length=150, verbose_name='name in Arabic')),
                    ('archived', models.BooleanField(default=False, help_text='No longer proposed; what uses it keeps it.', verbose_name='archived')),
                    ('is_seat', models.BooleanField(default=False, verbose_name='seat of the region')),
                    ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cities', to='programme.region', verbose_name='region')),
                ],
                options={
                    'verbose_name': 'city',
                    'verbose_name_plural': 'cities',
                    'ordering': ['name_fr'],
                    'constraints': [models.UniqueConstraint(fields=('region', 'name_fr'), name='one_city_per_region_and_name')],
                },
            ), migrations.CreateModel(
                name='Target',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('people', models.PositiveIntegerField(verbose_name='people to train')),
                    ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='targets', to='programme.programme', verbose_name='programme')),
                    ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='targets', to='programme.region', verbose_name='region')),
                ],
                options={
                    'verbose_name': 'target',
                    'verbose_name_plural': 'targets',
                    'constraints': [models.UniqueConstraint(fields=('programme', 'region'), name='one_target_per_region')],
                },
            )],
        ),
    ]

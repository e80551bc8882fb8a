"""What came since 0.1.0."""

import core.visible
import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('programme', '0001_initial'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='region',
            options={'ordering': ['position', 'code'], 'verbose_name': 'region', 'verbose_name_plural': 'regions'},
        ),
        migrations.AlterModelOptions(
            name='target',
            options={'verbose_name': 'target', 'verbose_name_plural': 'targets'},
        ),
        migrations.AddField(
            model_name='city',
            name='archived',
            field=models.BooleanField(default=False, help_text='No longer proposed; what uses it keeps it.', verbose_name='archived'),
        ),
        migrations.AddField(
            model_name='domain',
            name='archived',
            field=models.BooleanField(default=False, help_text='No longer proposed; what uses it keeps it.', verbose_name='archived'),
        ),
        migrations.AddField(
            model_name='programme',
            name='longest_cohort',
            field=models.PositiveSmallIntegerField(default=78, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(520)], verbose_name='longest cohort, in weeks'),
        ),
        migrations.AddField(
            model_name='programme',
            name='longest_session',
            field=models.PositiveSmallIntegerField(default=12, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(24)], verbose_name='longest session, in hours'),
        ),
        migrations.AddField(
            model_name='programme',
            name='most_seats',
            field=models.PositiveSmallIntegerField(default=200, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5000)], verbose_name='most seats of a cohort'),
        ),
        migrations.AlterField(
            model_name='city',
            name='name_fr',
            field=models.CharField(max_length=150, validators=[core.visible.visible], verbose_name='name in French'),
        ),
        migrations.AlterField(
            model_name='domain',
            name='name_fr',
            field=models.CharField(max_length=150, validators=[core.visible.visible], verbose_name='name in French'),
        ),
        migrations.AlterField(
            model_name='holiday',
            name='label',
            field=models.CharField(max_length=100, validators=[core.visible.visible], verbose_name='label'),
        ),
        migrations.AlterField(
            model_name='programme',
            name='goal',
            field=models.PositiveIntegerField(default=15000, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(1000000)], verbose_name='people to train'),
        ),
        migrations.AlterField(
            model_name='programme',
            name='name_fr',
            field=models.CharField(max_length=150, validators=[core.visible.visible], verbose_name='name in French'),
        ),
        migrations.AlterField(
            model_name='region',
            name='name_fr',
            field=models.CharField(max_length=150, validators=[core.visible.visible], verbose_name='name in French'),
        ),
        migrations.AlterField(
            model_name='target',
            name='programme',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='targets', to='programme.programme', verbose_name='programme'),
        ),
    ]

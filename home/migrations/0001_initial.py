"""The tables."""

import core.schema
import django.db.models.deletion
import wagtail.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('core', '0001_initial'),
        ('wagtailcore', '0098_apitoken'),
    ]

    operations = [
        core.schema.CreateModels(
            models=[migrations.CreateModel(
                name='CataloguePage',
                fields=[
                    ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                    ('intro', models.TextField(blank=True, verbose_name='introduction')),
                    ('title_ar', models.CharField(blank=True, max_length=120, verbose_name='title in Arabic')),
                    ('intro_ar', models.TextField(blank=True, verbose_name='introduction in Arabic')),
                ],
                options={
                    'verbose_name': 'catalogue',
                },
                bases=('wagtailcore.page', models.Model),
            ), migrations.CreateModel(
                name='HomePage',
                fields=[
                    ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                    ('headline', models.CharField(max_length=120, verbose_name='headline')),
                    ('intro', models.TextField(blank=True, verbose_name='introduction')),
                    ('headline_ar', models.CharField(blank=True, max_length=120, verbose_name='headline in Arabic')),
                    ('intro_ar', models.TextField(blank=True, verbose_name='introduction in Arabic')),
                ],
                options={
                    'verbose_name': 'home page',
                },
                bases=('wagtailcore.page', models.Model),
            ), migrations.CreateModel(
                name='StandardPage',
                fields=[
                    ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                    ('intro', models.TextField(blank=True, verbose_name='introduction')),
                    ('body', wagtail.fields.RichTextField(blank=True, verbose_name='body')),
                    ('title_ar', models.CharField(blank=True, max_length=120, verbose_name='title in Arabic')),
                    ('intro_ar', models.TextField(blank=True, verbose_name='introduction in Arabic')),
                    ('body_ar', wagtail.fields.RichTextField(blank=True, verbose_name='body in Arabic')),
                    ('in_footer', models.BooleanField(default=True, verbose_name='shown at the foot of pages')),
                ],
                options={
                    'verbose_name': 'standing page',
                },
                bases=('wagtailcore.page', models.Model),
            ), migrations.CreateModel(
                name='SiteSettings',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('contact_email', models.EmailField(blank=True, max_length=254, verbose_name='contact address')),
                    ('contact_phone', models.CharField(blank=True, max_length=30, verbose_name='telephone')),
                    ('address', models.TextField(blank=True, verbose_name='postal address')),
                    ('site', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.CASCADE, to='wagtailcore.site')),
                ],
                options={
                    'verbose_name': 'site settings',
                },
            )],
        ),
    ]

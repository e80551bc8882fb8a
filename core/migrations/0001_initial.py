"""The tables, as 0.1.0 made them."""

import core.schema
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('account', '0009_emailaddress_unique_primary_email'),
        ('accounts', '0001_initial'),
        ('auth', '0012_alter_user_first_name_max_length'),
        ('contenttypes', '0002_remove_content_type_name'),
        ('django_tasks_database', '0021_conditional_partial_index_ordering'),
        ('mfa', '0003_authenticator_type_uniq'),
        ('sessions', '0001_initial'),
        ('taggit', '0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx'),
        ('usersessions', '0001_initial'),
        ('wagtailadmin', '0006_formstate'),
        ('wagtailcore', '0098_apitoken'),
        ('wagtaildocs', '0014_alter_document_file_size'),
        ('wagtailembeds', '0009_embed_cache_until'),
        ('wagtailforms', '0005_alter_formsubmission_form_data'),
        ('wagtailimages', '0027_image_description'),
        ('wagtailsearch', '0010_add_text_fields'),
        ('wagtailusers', '0015_userprofile_keyboard_shortcuts'),
    ]

    operations = [
        core.schema.CreateModels(
            models=[migrations.CreateModel(
                name='Event',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('verb', models.CharField(max_length=100)),
                    ('object_id', models.BigIntegerField()),
                    ('data', models.JSONField(default=dict)),
                    ('at', models.DateTimeField(auto_now_add=True)),
                    ('handled_at', models.DateTimeField(editable=False, null=True)),
                    ('attempts', models.PositiveSmallIntegerField(default=0, editable=False)),
                    ('due_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                    ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('content_type', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contenttypes.contenttype')),
                ],
                options={
                    'verbose_name': 'event',
                    'indexes': [models.Index(fields=['content_type', 'object_id', 'id'], name='event_target'), models.Index(condition=models.Q(('handled_at', None)), fields=['due_at'], name='event_due')],
                },
            ), migrations.CreateModel(
                name='EventAudience',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('group', models.CharField(max_length=80)),
                    ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='audiences', to='core.event')),
                ],
                options={
                    'indexes': [models.Index(fields=['group', 'event'], name='audience_group_event')],
                },
            ), migrations.CreateModel(
                name='RepeatedRequest',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.CharField(max_length=64)),
                    ('body_hash', models.CharField(max_length=64)),
                    ('location', models.CharField(max_length=500)),
                    ('at', models.DateTimeField(auto_now_add=True)),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('user', 'key'), name='one_result_per_request_key')],
                },
            )],
        ),
    ]

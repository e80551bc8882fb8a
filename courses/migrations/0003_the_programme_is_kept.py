"""Nobody deletes the national programme: editors that may today may no longer."""

from django.db import migrations


def forbid(apps, schema_editor):
    groups = apps.get_model("auth", "Group").permissions.through.objects
    groups.filter(permission__content_type__app_label="programme", permission__codename="delete_programme").delete()


class Migration(migrations.Migration):
    dependencies = [("courses", "0002_plural_names"), ("auth", "0012_alter_user_first_name_max_length")]
    operations = [migrations.RunPython(forbid, migrations.RunPython.noop)]

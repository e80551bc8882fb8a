"""What was handed in before keeps its bytes: each becomes a content that versions point at."""

from pathlib import PurePosixPath

from django.db import migrations


def free_path(name, taken):
    """``name``, or "name (2)" where the version already has one of that name."""
    path, number = name, 1
    while path in taken:
        number += 1
        stem = PurePosixPath(name)
        path = f"{stem.stem} ({number}){stem.suffix}"
    taken.add(path)
    return path


def keep_once(apps, schema_editor):
    Blob, VersionFile = apps.get_model("projects", "Blob"), apps.get_model("projects", "VersionFile")
    taken = {}
    for row in VersionFile.objects.order_by("pk").iterator():
        blob, _made = Blob.objects.get_or_create(
            sha256=row.sha256,
            defaults={"size": row.size, "content_type": row.content_type, "file": row.file.name},
        )
        row.blob, row.path = blob, free_path(row.name, taken.setdefault(row.version_id, set()))
        row.save(update_fields=["blob", "path"])


def fill_states(apps, schema_editor):
    Thread, Submission = apps.get_model("projects", "Thread"), apps.get_model("projects", "Submission")
    Thread.objects.filter(resolved_at__isnull=False).update(state="resolved")
    for row in Submission.objects.filter(queued_at__isnull=False).iterator():
        row.rank_at = row.queued_at
        row.save(update_fields=["rank_at"])


class Migration(migrations.Migration):
    dependencies = [("projects", "0002_the_review_desk")]

    operations = [
        migrations.RunPython(keep_once, migrations.RunPython.noop),
        migrations.RunPython(fill_states, migrations.RunPython.noop),
    ]

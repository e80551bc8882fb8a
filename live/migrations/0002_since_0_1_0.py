"""The messages of a room become the first entries of its log, with their numbers; each removal follows as an entry."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

BATCH = 1000


def log_messages(apps, schema_editor):
    """Copy every message, then number its removal after all that its room holds."""
    Entry, Message = apps.get_model("live", "Entry"), apps.get_model("live", "Message")
    words = (
        Entry(
            room_id=message.room_id,
            number=message.number,
            kind="words",
            author_id=message.author_id,
            payload={"body": message.body},
            removed=message.removed_at is not None,
            key=message.key,
            at=message.sent_at,
        )
        for message in Message.objects.order_by("pk").iterator(BATCH)
    )
    Entry.objects.bulk_create(words, batch_size=BATCH)
    Room = apps.get_model("live", "Room")
    for message in Message.objects.exclude(removed_at=None).select_related("room").order_by("removed_at", "pk"):
        number = Room.objects.values_list("last_number", flat=True).get(pk=message.room_id) + 1
        Entry.objects.create(
            room_id=message.room_id,
            number=number,
            kind="removal",
            author_id=message.removed_by_id,
            payload={"number": message.number},
            key=f"removal:{message.number}",
            at=message.removed_at,
        )
        Room.objects.filter(pk=message.room_id).update(last_number=number)


class Migration(migrations.Migration):
    dependencies = [
        ("live", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveBigIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("words", "Words"), ("removal", "Removal"), ("session", "Session")], max_length=20
                    ),
                ),
                ("payload", models.JSONField()),
                ("removed", models.BooleanField(default=False)),
                ("key", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "room",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="entries", to="live.room"
                    ),
                ),
            ],
            options={
                "verbose_name": "entry of a room",
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(fields=("room", "number"), name="one_number_per_entry"),
                    models.UniqueConstraint(fields=("room", "author", "key"), name="an_entry_is_said_once"),
                ],
            },
        ),
        migrations.RunPython(log_messages, migrations.RunPython.noop),
        migrations.DeleteModel(name="Message"),
    ]

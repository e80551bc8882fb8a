from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("projects", "0095_small_contents")]

    operations = [
        migrations.AddField(
            "thread",
            "removes_lines",
            models.BooleanField(default=False, verbose_name="these lines should go"),
        ),
        migrations.AddConstraint(
            "thread",
            models.CheckConstraint(
                condition=models.Q(removes_lines=False) | models.Q(line__isnull=False, suggestion=""),
                name="remark_removes_lines_or_suggests_others",
            ),
        ),
        migrations.AddField("appliedsuggestion", "told_at", models.DateTimeField(editable=False, null=True)),
    ]

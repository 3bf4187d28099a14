import datetime

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("romanesco", "0005_agreed_time")]

    operations = [
        migrations.AddField(
            "reminder",
            "label",
            models.CharField(default="", max_length=12),
            preserve_default=False,
        ),
        migrations.AddField(
            "reminder",
            "fact_at",
            models.DateTimeField(default=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)),
            preserve_default=False,
        ),
        migrations.AddIndex(
            "reminder", models.Index(fields=["subject_id", "kind"], name="reminder_of")
        ),
    ]

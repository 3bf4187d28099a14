from django.db import migrations
from django.db.models.functions import Coalesce


def date_back(apps, schema_editor):
    """Sessions that were there already changed when they were ended or planned, not today."""
    sessions = apps.get_model("romanesco", "MentoringSession").objects
    sessions.update(changed_at=Coalesce("ended_at", "scheduled_at"))


class Migration(migrations.Migration):
    dependencies = [("romanesco", "0002_time")]
    operations = [migrations.RunPython(date_back, migrations.RunPython.noop)]

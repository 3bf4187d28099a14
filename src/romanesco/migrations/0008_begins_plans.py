"""A pair's own template may be the one that its plans begin with."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("romanesco", "0007_journal")]

    operations = [
        migrations.AddField(
            model_name="template",
            name="begins_plans",
            field=models.BooleanField(default=False),
        ),
        migrations.AddConstraint(
            model_name="template",
            constraint=models.UniqueConstraint(
                condition=models.Q(("begins_plans", True)),
                fields=("pair",),
                name="one_template_begins_plans",
            ),
        ),
    ]

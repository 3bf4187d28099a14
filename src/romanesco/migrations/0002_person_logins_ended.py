from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("romanesco", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="person",
            name="logins_ended",
            field=models.PositiveIntegerField(default=0),
        ),
    ]

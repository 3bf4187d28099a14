from django.db import migrations, models

from romanesco.ydocs.models import RowNumber


class Migration(migrations.Migration):
    dependencies = [("romanesco", "0006_the_long_conversation")]
    operations = [
        migrations.CreateModel(
            name="YJournal",
            fields=[
                ("id", RowNumber(primary_key=True, serialize=False)),
                ("body", models.BinaryField()),
            ],
        ),
    ]

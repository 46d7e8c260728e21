from django.db import migrations

from ambasador.journal.edition import watch


class Migration(migrations.Migration):
    """The fields of a procedure are settings."""

    dependencies = [("procedures", "0008_actions"), ("journal", "0002_edition")]
    operations = [watch("procedures_procedurefield")]

from django.db import migrations

from ambasador.journal.edition import watch


class Migration(migrations.Migration):
    """The directory is settings, but for the absences."""

    dependencies = [("directory", "0003_provider_limit"), ("journal", "0002_edition")]
    operations = [
        watch(
            "directory_calendar", "directory_calendarhours", "directory_calendarday", "directory_unit", "directory_person", "directory_competence",
            "directory_competenceprovider",
        ),
    ]

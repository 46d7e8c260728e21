from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('conversations', '0001_tables'),
    ]

    operations = [
        migrations.AddField(
            model_name='message',
            name='files_left_out',
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name='taskmessage',
            name='files_left_out',
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
    ]

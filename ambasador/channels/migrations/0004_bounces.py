import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0003_retention'),
    ]

    operations = [
        migrations.CreateModel(
            name='BouncedAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.CharField(max_length=320, unique=True)),
                ('is_permanent', models.BooleanField()),
                ('code', models.CharField(blank=True, max_length=12)),
                ('diagnostic', models.CharField(blank=True, max_length=500)),
                ('times', models.PositiveIntegerField(default=1)),
                ('first_at', models.DateTimeField()),
                ('last_at', models.DateTimeField()),
                ('settled_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('settled_at__isnull', True)), fields=['last_at', 'id'], name='bounced_unsettled')],
            },
        ),
        migrations.CreateModel(
            name='BouncedMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('bounced', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='channels.bouncedaddress')),
                ('outgoing', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='bounced', to='channels.outboxmessage')),
            ],
        ),
    ]

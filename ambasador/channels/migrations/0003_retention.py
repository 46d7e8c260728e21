import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0002_inputs'),
    ]

    operations = [
        migrations.CreateModel(
            name='InputRetention',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('taken_days', models.PositiveIntegerField(null=True, verbose_name='Days for what was taken over')),
                ('unread_days', models.PositiveIntegerField(null=True, verbose_name='Days for what failed or was set aside')),
            ],
        ),
        migrations.AddField(
            model_name='rawinput',
            name='dropped_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='rawinput',
            name='seen_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='rawinput',
            name='sha256',
            field=models.CharField(blank=True, db_default='', default='', max_length=64),
        ),
        migrations.AlterField(
            model_name='rawinput',
            name='file',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='channels.storedfile'),
        ),
        migrations.AddIndex(
            model_name='rawinput',
            index=models.Index(condition=models.Q(('file__isnull', False)), fields=['state', 'state_at'], name='raw_input_with_bytes'),
        ),
        migrations.AddConstraint(
            model_name='rawinput',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('file__isnull', True), ('dropped_at__isnull', False)), models.Q(models.Q(('file__isnull', True), _negated=True), models.Q(('dropped_at__isnull', False), _negated=True)), _connector='OR'), name='bytes_until_dropped'),
        ),
        migrations.AddConstraint(
            model_name='inputretention',
            constraint=models.CheckConstraint(condition=models.Q(('id', 1)), name='one_input_retention'),
        ),
        migrations.AddConstraint(
            model_name='inputretention',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('taken_days__isnull', True), ('taken_days__gte', 1), _connector='OR'), models.Q(('unread_days__isnull', True), ('unread_days__gte', 1), _connector='OR')), name='kept_a_day_at_least'),
        ),
    ]

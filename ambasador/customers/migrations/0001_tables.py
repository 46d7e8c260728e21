import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    replaces = [("customers", "0001_initial")]

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Customer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[("person", "Person"), ("firm", "Firm")], default="person", max_length=6)),
                (
                    "reporter_kind",
                    models.CharField(
                        choices=[("customer", "Customer"), ("employee", "Employee"), ("partner", "Business partner")],
                        default="customer",
                        max_length=8,
                    ),
                ),
                ("name", models.CharField(max_length=160)),
                ("language", models.CharField(default="pl", max_length=2)),
                ("customer_since", models.DateField(blank=True, null=True)),
                ("prefers", models.CharField(blank=True, max_length=200)),
                ("remember", models.CharField(blank=True, max_length=300)),
                ("note", models.TextField(blank=True)),
                (
                    "firm",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="people", to="customers.customer"
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged_from",
                        to="customers.customer",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="customer_has_a_name"),
                    models.CheckConstraint(
                        condition=models.Q(("firm__isnull", True), ("kind", "person"), _connector="OR"), name="only_people_have_a_firm"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("merged_into__isnull", True), models.Q(("merged_into", models.F("id")), _negated=True), _connector="OR"
                        ),
                        name="customer_not_merged_into_itself",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ContactPoint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[("email", "E-mail"), ("phone", "Phone"), ("messenger", "Messenger")], max_length=9)),
                ("value", models.CharField(max_length=254)),
                ("shown", models.CharField(max_length=254)),
                ("is_verified", models.BooleanField(default=False)),
                (
                    "customer",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="contact_points", to="customers.customer"),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "value"), name="contact_point_is_of_one_customer"),
                    models.CheckConstraint(condition=models.Q(("value", ""), _negated=True), name="contact_point_has_a_value"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Purchase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200)),
                ("order_number", models.CharField(blank=True, max_length=60)),
                ("serial_number", models.CharField(blank=True, max_length=60)),
                ("bought_on", models.DateField(blank=True, null=True)),
                ("price", models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
                ("currency", models.CharField(default="PLN", max_length=3)),
                ("installed_on", models.DateField(blank=True, null=True)),
                ("warranty_until", models.DateField(blank=True, null=True)),
                ("facts", models.JSONField(blank=True, default=dict)),
                (
                    "customer",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="purchases", to="customers.customer"),
                ),
            ],
            options={
                "ordering": ["-bought_on", "-id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("order_number", ""), _negated=True), fields=["order_number"], name="purchase_by_order"
                    ),
                    models.Index(
                        condition=models.Q(("serial_number", ""), _negated=True), fields=["serial_number"], name="purchase_by_serial"
                    ),
                ],
                "constraints": [models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="purchase_has_a_name")],
            },
        ),
    ]

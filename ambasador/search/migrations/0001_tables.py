import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.functions.text
from django.contrib.postgres.operations import BtreeGinExtension, BtreeGistExtension, TrigramExtension, UnaccentExtension
from django.db import migrations, models

# Polish order on every server, whatever its collations: compare the result as bytes (COLLATE "C").
# "~" stands after every letter, so ą follows az and comes before b; ź comes before ż.
PL_SORT = """
CREATE OR REPLACE FUNCTION pl_sort(value text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT replace(replace(replace(replace(replace(replace(replace(replace(replace(
    translate(lower(value), 'ĄĆĘŁŃÓŚŹŻÄÁÀÂÉÈÊËÍÎÏÖÔÜÚÛÇČĎĚŇŘŠŤŮÝŽäáàâéèêëíîïöôüúûçčďěňřšťůýž', 'ąćęłńóśźżaaaaeeeeiiioouuuccdenrstuyzaaaaeeeeiiioouuuccdenrstuyz'),
    'ą', 'a~'), 'ć', 'c~'), 'ę', 'e~'), 'ł', 'l~'), 'ń', 'n~'), 'ó', 'o~'), 'ś', 's~'), 'ź', 'z~'), 'ż', 'z~~')
$$
"""


class Migration(migrations.Migration):
    initial = True
    replaces = [("search", "0001_initial")]

    dependencies = []

    operations = [
        TrigramExtension(),
        UnaccentExtension(),
        BtreeGinExtension(),
        BtreeGistExtension(),
        migrations.RunSQL(PL_SORT, reverse_sql="DROP FUNCTION pl_sort(text)"),
        migrations.CreateModel(
            name="SearchDocument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject_kind", models.CharField(max_length=32)),
                ("subject_id", models.BigIntegerField()),
                ("title", models.CharField(max_length=300)),
                ("body", models.TextField(blank=True)),
                ("vector", django.contrib.postgres.search.SearchVectorField()),
                ("numbers", models.TextField(blank=True)),
                ("updated_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-updated_at"],
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=["vector"], name="search_vector"),
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Upper("numbers"), name="gin_trgm_ops"),
                        fastupdate=False,
                        name="search_numbers",
                    ),
                    models.Index(models.OrderBy(models.F("updated_at"), descending=True), name="search_newest"),
                ],
                "constraints": [models.UniqueConstraint(fields=("subject_kind", "subject_id"), name="one_document_per_subject")],
            },
        ),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                ("word", models.CharField(max_length=60, primary_key=True, serialize=False)),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass("word", name="gin_trgm_ops"), fastupdate=False, name="search_word_trigrams"
                    )
                ],
            },
        ),
    ]

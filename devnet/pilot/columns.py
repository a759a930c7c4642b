"""The columns of an extract: written by the pilot's builder, read by the intake, which stands above this layer."""

COLUMNS = (
    "office",
    "local_id",
    "name",
    "name_language",
    "name_latin",
    "applicant_type",
    "country",
    "city",
    "identifiers",
    "other_names",
    "families",
)

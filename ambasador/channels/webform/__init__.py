"""The form on a web page: kept as the JSON of what was filled in, files beside it."""

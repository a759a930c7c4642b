"""Wire models: camelCase, nothing unknown accepted. Pydantic stays here and in `settings.py`."""

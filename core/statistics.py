"""What the database knows of its own tables, to choose between two indexes."""

from django.core.cache import cache
from django.db import connection

KEPT_FOR = 24 * 3600
# Rows of each index that are read: enough to choose by, and quick however long the table is.
SAMPLE = 1000


def refresh() -> bool:
    """Once a day, let SQLite look at its tables; PostgreSQL does it by itself. Says whether it was done.

    Source: https://sqlite.org/lang_analyze.html, "Approximate ANALYZE".
    """
    if connection.vendor != "sqlite" or not cache.add("statistics", True, KEPT_FOR):
        return False
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA analysis_limit={SAMPLE}")
        cursor.execute("ANALYZE")
    return True

"""网页: shell, desk, living rulebook, search, reports, api."""

"""行文: what a rulebook asks, clause by clause, in plain Chinese."""

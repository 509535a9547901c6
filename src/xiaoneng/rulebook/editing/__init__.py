"""改写: the numbers, names and tables of a rulebook changed one by one, while its text stays as its author wrote it."""

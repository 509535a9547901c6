"""接口: facts, people and results for other programs, with tokens of limited scope."""

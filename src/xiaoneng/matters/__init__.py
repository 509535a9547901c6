"""事项: procedures at work: statements, objections, rectification, case files, and whatever else a rulebook declares."""

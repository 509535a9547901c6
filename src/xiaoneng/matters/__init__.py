"""事项: procedures at work: matters, steps, inbox."""

"""制度页: the living rulebook and its versions."""

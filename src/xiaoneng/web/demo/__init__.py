"""演示: offices with an invented year, made by calling the actions with past moments."""

"""引擎: run a plan on an office's relations and give back rows; every engine gives the same rows."""

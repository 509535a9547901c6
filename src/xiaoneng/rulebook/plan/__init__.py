"""编译: a checked rulebook with an office's answers becomes one plan that every engine runs."""

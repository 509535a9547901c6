"""审计: actions, the chain of entries that every write leaves, the clock, files and number series."""

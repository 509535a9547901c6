"""文件大纲: an office's own document read into clauses as printed; nothing is invented, nothing is lost."""

"""制度文本的读取: from YAML with positions to a checked model."""

"""审计的页面: what the auditor reads; nothing here writes."""

"""名册导入的页面: stands here because a rulebook says which further columns people have."""

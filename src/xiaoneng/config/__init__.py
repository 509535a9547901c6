"""配置: settings, urls, wsgi."""

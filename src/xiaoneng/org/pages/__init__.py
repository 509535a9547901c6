"""页面的共用部件: what every room's pages are made of: who may open them, lists, forms that are entered once."""

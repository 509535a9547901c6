"""随程序提供的制度: data only, one folder a document."""

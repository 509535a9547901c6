"""制度语言: a document as data, and what follows from it. Plain Python, no web framework, no database of its own."""

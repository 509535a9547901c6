"""效能 Xiaoneng: an office's regulation, running."""

__version__ = "0.1.0"

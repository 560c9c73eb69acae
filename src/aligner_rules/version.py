"""The version of the package, which decision records carry."""

__version__ = "0.1.0"

"""Answers as a notebook shows them; imported only when one is shown."""

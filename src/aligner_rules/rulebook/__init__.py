"""The numbers: what each plan's terms are, from which day on, and where that is written."""

"""The law: one module for each question, in the closed vocabulary of `words`."""

"""From the three tables of a portfolio to the facts of a question, on the engine that has them."""

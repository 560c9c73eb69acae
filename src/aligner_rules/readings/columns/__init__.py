"""The reading as columns: what is decided and charged, for every row of a frame at once."""

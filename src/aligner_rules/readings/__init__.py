"""The four readings of a policy: value, explanation, columns, proof."""

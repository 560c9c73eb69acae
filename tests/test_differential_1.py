"""The differential property at scale, first share: engines say what values say, row by row."""

from __future__ import annotations

import polars as pl
import pytest

from differential import WITHOUT_SPARK, Question, agreed, draws, share, untold


@pytest.mark.parametrize("question", share(1), ids=repr)
def test_engines_say_what_values_say(question: Question) -> None:
    """100,000 rows are answered alike by Polars, eager and streaming, by DuckDB and one by one."""
    answers = [agreed(draw, WITHOUT_SPARK) for draw in draws(question)]
    assert untold(pl.concat(answers)) == []

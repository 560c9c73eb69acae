"""The differential property at scale, on Spark.

Values are not worked out again. The test files without Spark ask Polars about the same rows, drawn
from the same seed, by the same book, and find that it says what the values say. So what Spark says
as Polars does, it says as the values do.
"""

from __future__ import annotations

from typing import Any

import pytest

from differential import Question, agreed, draws, questions

pytestmark = [pytest.mark.spark, pytest.mark.filterwarnings("default")]


@pytest.mark.usefixtures("spark")
@pytest.mark.parametrize("question", questions(), ids=repr)
def test_spark_says_what_polars_says(question: Question) -> None:
    """100,000 rows are answered alike: outcome, reasons, dates and minor units."""
    widest: Any = max(draws(question), key=lambda draw: draw.rows)
    assert agreed(widest, ["spark"], expected="polars").height >= 100_000

"""A local Spark: started once in a process, where Java is found."""

from __future__ import annotations

import os
import shutil
from functools import cache
from typing import Any


@cache
def spark_session() -> Any:
    """Return the session; RuntimeError where Java is missing."""
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        raise RuntimeError("Spark needs Java, and none was found: install a runtime, 17 or newer")
    from pyspark.sql import SparkSession  # noqa: PLC0415 - only where Java was found

    builder = SparkSession.builder.master("local[2]").appName("aligner-rules")
    settings: dict[str, Any] = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.shuffle.partitions": "2",
    }
    session = builder.config(map=settings).getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session

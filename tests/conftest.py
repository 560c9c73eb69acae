"""Which tests are collected: those of Spark only where they are asked for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from spark_session import spark_session

# No test asserts a time, not even by how long an example may take.
settings.register_profile(
    "timeless", settings.default, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("timeless")

_ENGINES = Path(__file__).parent / "engines"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that collects the tests of Spark, which needs Java."""
    parser.addoption("--spark", action="store_true", help="collect the tests that need Spark")


def pytest_configure(config: pytest.Config) -> None:
    """Register the mark of those tests."""
    config.addinivalue_line("markers", "spark: needs PySpark and Java; collected with --spark")


def pytest_make_parametrize_id(val: Any) -> str | None:
    """Name functions and classes by their names: every worker has to call a test the same."""
    return getattr(val, "__qualname__", None)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave the engines out of a run that does not ask for them."""
    if collection_path.is_relative_to(_ENGINES) and not config.getoption("--spark"):
        return True
    return None


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    """A local session of Spark; where Java is missing the tests fail, they are never skipped."""
    session = spark_session()
    yield session
    session.stop()

"""The sessions by which the project is tried: ``nox -s tests``, and the others by name."""

from __future__ import annotations

import shutil

import nox
from nox.project import dependency_groups, load_toml

nox.options.sessions = ["tests"]
nox.options.default_venv_backend = "virtualenv"

GROUPS = load_toml("pyproject.toml")


def group(*names: str) -> list[str]:
    """Return what the named dependency groups of pyproject.toml list."""
    return list(dependency_groups(GROUPS, *names))


@nox.session
def demo(session: nox.Session) -> None:
    """Decide, explain and price the shipped examples."""
    session.install("--quiet", ".[cli]")
    session.run("aligner-rules", "demo", *session.posargs)


@nox.session
def tests(session: nox.Session) -> None:
    """Run all tests but those of Spark, and the examples of the documents, with full coverage."""
    session.install("--quiet", ".[calendars,cli,duckdb,notebook,proofs,tables]", *group("test"))
    everything = ("--doctest-modules", "--pyargs", "aligner_rules", "tests", "README.md", "docs")
    # File by file: the examples of a document stand on those before them.
    spread = ("-n", "auto", "--dist", "loadfile", "--cov")
    session.run("pytest", *(session.posargs or (*spread, *everything)))


@nox.session
def engines(session: nox.Session) -> None:
    """Run the columns on a real local Spark; those of the other engines are among the tests."""
    if shutil.which("java") is None and "JAVA_HOME" not in session.env:
        session.error(
            "Spark needs Java, and none was found: install a Java runtime, version 17 or newer, "
            "so that `java` can be run or JAVA_HOME is set"
        )
    session.install("--quiet", ".[duckdb,spark,tables]", *group("test"))
    session.run("pytest", "--spark", "tests/engines", *session.posargs)


@nox.session
def soak(session: nox.Session) -> None:
    """Ask 5 million rows of each policy on every engine; ``-- --help`` tells how to ask fewer."""
    session.install("--quiet", ".[duckdb,spark,tables]", *group("test"))
    session.run("python", "tests/soak.py", *session.posargs)


@nox.session
def proofs(session: nox.Session) -> None:
    """Prove the statements about every plan of every packaged edition, and print them."""
    session.install("--quiet", ".[cli,proofs]")
    # 2 is "undecided": claims hang on terms of 2017 that no source tells, and some kinds have none.
    session.run("aligner-rules", "prove", *session.posargs, success_codes=[0, 2])


@nox.session
def notebook(session: nox.Session) -> None:
    """Run every cell of the notebook and write it as a page; a cell that fails fails it all."""
    session.install("--quiet", ".[cli,notebook]", *group("notebook"))
    page = f"{session.create_tmp()}/pricing_scenarios.html"
    source = "docs/notebooks/pricing_scenarios.py"
    session.run("marimo", "export", "html", source, "--output", page, "--force", *session.posargs)


@nox.session
def register(session: nox.Session) -> None:
    """See that code and tests hold every row of the ledger; with ``-- --write`` tell it anew."""
    session.install("--quiet", ".")
    session.run("python", "tests/register.py", *session.posargs)


@nox.session
def typing(session: nox.Session) -> None:
    """Check all types: the source and the tests strictly, and what an embedder's checker sees."""
    session.install(
        "--quiet", ".[calendars,cli,duckdb,notebook,proofs,spark,tables]", *group("test", "typing")
    )
    session.run("mypy", "--strict", "src", "tests", "noxfile.py")
    python = f"{session.bin}/python"
    session.run("basedpyright", "--pythonpath", python, "--level", "error", "typing_tests")


@nox.session
def lint(session: nox.Session) -> None:
    """Check style and form."""
    session.install("--quiet", *group("lint"))
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")


@nox.session
def bench(session: nox.Session) -> None:
    """Measure side by side with other engines and with code written by hand."""
    session.install("--quiet", ".[duckdb,tables]", "-r", "benchmarks/requirements.txt")
    session.run("python", "benchmarks/run.py", *session.posargs)

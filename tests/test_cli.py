"""The command line: what it prints, to where, and with which exit code."""

from __future__ import annotations

import builtins
import io
import json
import os
import subprocess
import sys
from contextlib import redirect_stdout
from datetime import date
from pathlib import Path
from typing import Any

import attrs
import click
import pytest

from aligner_rules import __version__, wire
from aligner_rules.cli import commands, main
from aligner_rules.cli.page import Page, printed
from aligner_rules.cli.shipped import answer, examples, folder
from aligner_rules.model import (
    UNKNOWN,
    AlignerOrder,
    Arch,
    Case,
    Plan,
    ReplacementOrder,
    Request,
    RetainerOrder,
    RevisionOrder,
    StepSelection,
    Upgrade,
)
from aligner_rules.readings.labels import LABELS
from aligner_rules.readings.proof import checking
from aligner_rules.readings.proof.cases import CASES
from aligner_rules.readings.proof.checking import check
from aligner_rules.readings.proof.solver import z3
from aligner_rules.readings.proof.statement import Always, Sometimes
from aligner_rules.readings.verbs import decide, quote
from aligner_rules.readings.wording import LANGUAGES
from aligner_rules.rulebook.loading import load_rulebooks
from aligner_rules.rulebook.prices import load_prices
from aligner_rules.rules.policies import policies
from aligner_rules.rules.words import equals, not_

EXAMPLES = Path(str(folder()))
PRICES = str(EXAMPLES / "prices" / "example-flex-usd.toml")
CONTRACT = str(EXAMPLES / "overlays" / "example-contract.toml")


@pytest.fixture(autouse=True)
def no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Print on 80 columns, as into a file."""
    monkeypatch.setenv("COLUMNS", "80")
    for name in ("FORCE_COLOR", "NO_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)


def asked(case: str, order: str, day: str, *more: str) -> list[str]:
    """Return the arguments of a question about two example files."""
    files = str(EXAMPLES / "cases" / f"{case}.json"), str(EXAMPLES / "orders" / f"{order}.json")
    return ["decide", files[0], "--request", files[1], "--as-of", day, *more]


@pytest.mark.parametrize(
    ("arguments", "code", "outcome"),
    [
        (asked("unlimited", "three-lost", "2025-03-18"), 0, "Allowed.\n"),
        (asked("unlimited", "three-lost", "2025-03-17"), 1, "Refused. Allowed from 2025-03-18,"),
        (asked("unlimited", "nine-upper", "2025-03-18"), 1, "Refused. No later day is known on"),
        (asked("unlimited", "three-without-cause", "2025-04-01"), 2, "Undetermined.\n"),
    ],
)
def test_the_exit_code_tells_the_outcome(
    capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, outcome: str
) -> None:
    """0 is allowed, 1 refused, 2 undetermined, and the text says so too."""
    assert main(arguments) == code
    out, err = capsys.readouterr()
    assert (outcome in out, err) == (True, "")


def test_a_decision_is_told_with_all_that_explains_it(capsys: pytest.CaptureFixture[str]) -> None:
    """The question, the outcome, each reason, what follows and the price stand on one page."""
    question = asked("unlimited", "three-lost", "2025-03-17", "--overlay", CONTRACT)
    assert main([*question, "--prices", PRICES]) == 1
    assert (
        capsys.readouterr().out
        == """\
Case      invented-unlimited
Plan      UNLIMITED, approved on 2024-10-15
Order     upper 10-11; lower 11
Asked on  2025-03-17
Edition   clearcorrect-2024-10, with example-contract

Refused. Allowed from 2025-03-18, if nothing else changes.
  waited-long-enough  REP-4
    Days since the last online order: 44. This plan asks for 45.
    actual: 44; required: 45
    > Wait until 2025-03-18.
    > Contact Customer Care.

Once placed, the order brings about
  REP-2  The aligners are made exactly as the originals were.
  REP-2  The originals can no longer be refunded in a later quality complaint.
  REP-9  The order enters production at once, marked rush.

Price
3 x  Replacement aligners, free of charge    0.00 USD  REP-3
     Total                                   0.00 USD
"""
    )


def test_a_decision_is_told_in_french(capsys: pytest.CaptureFixture[str]) -> None:
    """With --lang fr every word is French."""
    assert main(asked("unlimited", "three-lost", "2025-03-17", "--lang", "fr")) == 1
    out = capsys.readouterr().out
    assert "Refusé. Autorisé à partir du 2025-03-18, si rien d'autre ne change." in out
    assert "Commande    haut 10-11; bas 11" in out


def test_json_is_one_document_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    """With --json the record and the quote are printed as the wire writes them."""
    assert main(asked("flex", "three-lost", "2025-04-01", "--prices", PRICES, "--json")) == 0
    out, err = capsys.readouterr()
    document = json.loads(out)
    assert (sorted(document), err) == (["decision", "quote"], "")
    record = wire.decision_from_json(json.dumps(document["decision"]))
    assert (record.edition, record.terms["replacement.interval_days"]) == (
        "clearcorrect-2024-10",
        0,
    )
    assert str(wire.quote_from_json(json.dumps(document["quote"])).total) == "135.00 USD"


def test_json_without_prices_has_no_quote(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a price book the quote is null, and the exit code is that of the decision."""
    assert main(asked("unlimited", "nine-upper", "2025-04-01", "--json")) == 1
    assert json.loads(capsys.readouterr().out)["quote"] is None


def test_a_rulebook_can_be_named(capsys: pytest.CaptureFixture[str]) -> None:
    """An edition that is named is the only one that may govern."""
    named = ("--rulebook", "clearcorrect-2025-12")
    assert main(asked("unlimited", "three-lost", "2025-04-01", *named)) == 2
    assert "Edition   none governs this case" in capsys.readouterr().out


def test_everything_at_fault_is_told_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Faults of every file and argument go to stderr together, and the exit code is 3."""
    case = tmp_path / "case.json"
    case.write_text('{"id": "C", "practice_zone": "Paris", "plans": {}}')
    request = tmp_path / "request.json"
    request.write_text('{"kind": "aligner", "arches": [], "step_limit": 0}')
    files = [str(case), "--request", str(request), "--overlay", "no.toml", "--prices", "no.toml"]
    assert main(["decide", *files, "--as-of", "2025-02-30"]) == 3
    out, err = capsys.readouterr()
    subjects = [line.partition(" ")[0] for line in err.splitlines() if "is not valid" in line]
    assert (out, subjects) == ("", ["case", "request", "--as-of", "overlay", "price"])
    assert "$.plans: given 'plans'; " in err
    assert "$.step_limit: given 0; expected a number of steps from 1 to 999" in err
    assert "February 2025 has 28 days" in err


def test_a_kind_that_no_policy_decides(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A request that nobody decides is a fault of its file."""

    def undecided(_: Any) -> None:
        raise TypeError("no policy decides RevisionOrder")

    monkeypatch.setattr("aligner_rules.cli.commands.policy_for", undecided)
    request = tmp_path / "request.json"
    request.write_text('{"kind": "revision"}')
    case = str(EXAMPLES / "cases" / "flex.json")
    assert main(["decide", case, "--request", str(request), "--as-of", "2025-04-01"]) == 3
    told = capsys.readouterr().err
    assert "$.kind: given 'revision'; expected a kind of request that is decided here" in told


def test_a_request_is_read_in_the_zone_of_the_case(tmp_path: Path) -> None:
    """Instants of a request become days of the practice that the case names."""
    order = json.loads((EXAMPLES / "orders" / "three-lost.json").read_text())
    order["placed_on"] = "2025-03-18T10:00:00Z"
    request = tmp_path / "order.json"
    request.write_text(json.dumps(order))
    case = str(EXAMPLES / "cases" / "flex.json")
    assert main(["decide", case, "--request", str(request), "--as-of", "2025-04-01"]) == 0


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["decide"],
        ["decide", "x", "--lang", "de"],
        ["decid"],
        ["demo", "--fast"],
        ["demo", "dy-44"],
    ],
)
def test_bad_usage_is_told_on_stderr(
    capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    """What the command line cannot understand has exit code 3, as every fault of input has."""
    assert main(arguments) == 3
    out, err = capsys.readouterr()
    assert (out, err != "") == ("", True)


@pytest.mark.parametrize("arguments", [["--help"], ["decide", "--help"], ["demo", "--help"]])
def test_help_is_told(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    """Asking for help is no fault."""
    assert main(arguments) == 0
    assert capsys.readouterr().out.startswith("Usage: aligner-rules ")


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """The version is that of the records that are written."""
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.endswith(f"version {__version__}\n")


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_demo_reads_well_in_a_file(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], columns: int, language: str
) -> None:
    """No line is wider than the page, cut off, coloured or ended by blanks."""
    monkeypatch.setenv("COLUMNS", str(columns))
    assert main(["demo", "--lang", language]) == 0
    out, err = capsys.readouterr()
    lines = out.splitlines()
    assert (max(map(len, lines)) <= columns, err) == (True, "")
    assert [line for line in lines if line != line.rstrip() or "…" in line or "\x1b" in line] == []
    titles = " ".join(out.split())
    assert [each.name for each in examples() if each.title not in titles] == []


def test_the_demo_tells_reasons_and_prices(capsys: pytest.CaptureFixture[str]) -> None:
    """An example shows its clauses, its question, every reason with a way out, and its price."""
    assert main(["demo", "day-44", "template-comes-along", "months-unknown"]) == 0
    assert (
        capsys.readouterr().out
        == """\
 1 REP-4  UNLIMITED: day 44 after the last online order is a day too early
   2025-03-17: upper 10-11; lower 11 (UNLIMITED, approved on 2024-10-15)
   Refused. Allowed from 2025-03-18, if nothing else changes.
     waited-long-enough  REP-4
       Days since the last online order: 44. This plan asks for 45.
       actual: 44; required: 45
       > Wait until 2025-03-18.
       > Contact Customer Care.
   3 x  Replacement aligners  45.00 USD  not known  REP-3
        Total                            not known
     missing: expiry.months, replacement.free_after_expiry

 2 REP-7  A step with engagers: its template comes along, free
   2025-04-01: upper 12 (FLEX, approved on 2024-10-15)
   Allowed.

   Once placed, the order brings about
     REP-2  The aligners are made exactly as the originals were.
     REP-2  The originals can no longer be refunded in a later quality
            complaint.
     REP-7  Engager templates that come along, free of charge: 1.
     REP-9  The order enters production at once, marked rush.

   1 x  Replacement aligners, at Flex price  45.00 USD  45.00 USD  REP-3
   1 x  Engager templates, free of charge                0.00 USD  REP-7
        Total                                           45.00 USD

 3 REP-12, REP-3, EXP-2  UNLIMITED has shipped, and no source tells its months:
   the price is undetermined
   2025-04-01: upper 10-11; lower 11 (UNLIMITED, approved on 2024-10-15)
   Allowed.
   3 x  Replacement aligners  45.00 USD  not known  REP-3
        Total                            not known
     missing: expiry.months, replacement.free_after_expiry

Examples that came out as stated: 3 of 3.
"""
    )


def test_an_example_that_comes_out_otherwise_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What differs goes to stderr, and the exit code is 1."""
    right = examples()[0]
    wrong = attrs.evolve(right, expected=attrs.evolve(right.expected, outcome="refused"))
    monkeypatch.setattr(commands, "examples", lambda: (wrong, examples()[1]))
    assert main(["demo"]) == 1
    out, err = capsys.readouterr()
    assert out.endswith("\nExamples that came out as stated: 1 of 2.\n")
    assert err == "lost: outcome is allowed, and should be refused\n"


def test_a_terminal_gets_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal the outcome is coloured."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    one = answer(examples()[0])
    assert "\x1b[1;32mAllowed." in printed(Page("en").decision(one.decision))


def test_a_page_tells_what_is_not_known() -> None:
    """An unknown plan, day of approval and kind of order are told in words."""
    page = Page("en")
    case = Case("C-1", "UTC")
    assert page.plan(case) == "not known"
    assert page.plan(attrs.evolve(case, plan=None)) == "not approved yet"
    assert page.plan(attrs.evolve(case, plan=Plan("FLEX"))) == "FLEX, approved on not known"
    assert page.order(ReplacementOrder(steps=StepSelection())) == "no step"
    assert page.order(RevisionOrder()) == "a revision"
    assert page.order(AlignerOrder(arches=frozenset())) == "aligner"
    sets = RetainerOrder(arches=frozenset(Arch), sets=2)
    assert page.order(sets) == "retainer sets: 2 (upper, lower)"
    assert page.order(attrs.evolve(sets, arches=frozenset())) == "retainer sets: 2 (-)"


@pytest.mark.parametrize(
    ("request_", "told"),
    [
        (Upgrade(target="TWO"), "upgrade to TWO"),
        (RevisionOrder(upgrade_to="TWO"), "upgrade to TWO"),
        (RevisionOrder(), "a revision"),
    ],
)
def test_the_plan_of_an_upgrade_is_told(request_: Request, told: str) -> None:
    """Who asks for another plan reads its name, in a form of a revision too."""
    assert Page("en").order(request_) == told


def test_a_way_out_that_is_not_known_is_not_told() -> None:
    """A split into an unknown number of orders is no advice."""
    (one,) = (answer(each) for each in examples() if each.name == "no-rush-known")
    assert "Split" not in printed(Page("en").decision(one.decision))


def test_labels_are_the_same_in_every_language() -> None:
    """Every language has every label."""
    assert list(LABELS) == list(LANGUAGES)
    assert {tuple(labels) for labels in LABELS.values()} == {tuple(LABELS["en"])}


@pytest.mark.parametrize("name", ["click", "rich"])
def test_without_its_extra_it_tells_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    """Where click or rich is missing, the command says what to install."""
    without(monkeypatch, name)
    assert main(["demo"]) == 3
    assert capsys.readouterr().err == (
        f"aligner-rules: this command needs {name}, which is not installed.\n"
        "Install it with: pip install 'aligner-rules[cli]'\n"
    )


def test_without_the_solver_it_tells_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where z3 is missing, only the command that proves says so."""
    monkeypatch.setitem(sys.modules, "z3", None)
    z3.cache_clear()
    assert (main(["demo", "lost"]), main(["prove"])) == (0, 3)
    assert "pip install 'aligner-rules[cli,proofs]'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("kind", "rulebook", "code"),
    [
        ("replacement", "clearcorrect-2024-10", 0),
        ("revision", "us-unlimited-2017", 2),
        ("retainer", "us-unlimited-2017", 0),
    ],
)
def test_what_is_claimed_is_proved(
    capsys: pytest.CaptureFixture[str], kind: str, rulebook: str, code: int
) -> None:
    """All is proved of an edition, but for what hangs on terms that no source tells."""
    assert main(["prove", "--kind", kind, "--rulebook", rulebook]) == code
    assert capsys.readouterr().out.startswith(f"{kind}, {rulebook}: ")


def test_every_kind_is_proved_at_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a kind all are proved that can be, and what cannot is told and left undecided."""
    at_once = Sometimes("allowed", "Something is allowed.", arises=lambda s: s.allowed)
    monkeypatch.setattr(checking, "statements_of", lambda _policy: (at_once,))
    asked = ["prove", "--rulebook", "clearcorrect-2024-10"]
    unproved = [each.name for each in policies() if each.kind not in CASES]
    assert main(asked) == (2 if unproved else 0)
    proved = [each.name for each in policies() if each.name not in unproved]
    assert capsys.readouterr().out.startswith(f"{', '.join(proved)}, clearcorrect-2024-10: ")
    missing = {k: v for k, v in CASES.items() if k is not RevisionOrder}
    monkeypatch.setattr(checking, "CASES", missing)
    assert main(asked) == 2
    told = capsys.readouterr().out.splitlines()[1]
    assert told.startswith("nothing is claimed, and nothing proved, about: revision")


def test_what_is_refuted_is_told_by_the_exit_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """A claim that does not hold is no success."""
    wrong = Always(
        "nothing-is-allowed",
        "No order for lost aligners is allowed.",
        given=lambda s: equals(s.facts.cause, "lost"),
        then=lambda s: not_(s.allowed),
    )
    monkeypatch.setattr(
        commands, "checked", lambda book, kind: check(book, kind=kind, statements=[wrong])
    )
    asked = ["prove", "--kind", "replacement", "--rulebook", "clearcorrect-2024-10"]
    assert main(asked) == 1


def test_another_missing_module_is_no_matter_of_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """A package that is broken otherwise says so itself."""
    without(monkeypatch, "json")
    with pytest.raises(ModuleNotFoundError, match="json"):
        main(["demo"])


def without(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Make the commands fail to import a module."""
    real = builtins.__import__

    def imported(asked_for: str, *more: Any) -> Any:
        if asked_for.partition(".")[0] == name:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return real(asked_for, *more)

    for module in ("commands", "page"):
        monkeypatch.delitem(sys.modules, f"aligner_rules.cli.{module}")
    monkeypatch.setattr(builtins, "__import__", imported)


def test_an_interruption_is_told_by_the_exit_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """Being interrupted is neither allowed nor refused."""

    def interrupted(*_: object, **__: object) -> int:
        raise click.Abort

    monkeypatch.setattr(commands.command, "main", interrupted)
    assert main(["demo"]) == 130


def test_it_prints_where_there_is_no_encoding() -> None:
    """Output may go to a stream of text that has no encoding of its own."""
    with redirect_stdout(io.StringIO()) as out:
        assert main(["demo", "lost"]) == 0
    assert "Lost by the patient" in out.getvalue()


def test_a_reader_that_goes_away_is_no_fault() -> None:
    """Output into a pipe that is closed ends quietly."""
    program = "import sys; from aligner_rules.cli import main; sys.exit(main(['demo']))"
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(  # noqa: S603 - this interpreter, a fixed program
        [sys.executable, "-c", program], stdout=writer, stderr=subprocess.PIPE, check=False
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (141, b"")


def test_the_pipe_is_given_up(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What was not read is dropped, so that nothing is written at the end."""

    def gone(*_: object, **__: object) -> None:
        raise BrokenPipeError

    monkeypatch.setattr(click, "echo", gone)
    with (tmp_path / "out").open("w", encoding="utf-8") as out, redirect_stdout(out):
        assert main(["demo"]) == 141
        out.write("dropped")
    assert (tmp_path / "out").read_text() == ""


def test_the_page_says_what_the_verbs_say() -> None:
    """The total on the page is that of the quote."""
    asked_for: dict[str, Any] = {
        "case": wire.load_case(EXAMPLES / "cases" / "flex.json"),
        "request": wire.load_request(EXAMPLES / "orders" / "eight-upper-eight-lower.json"),
        "as_of": date(2025, 4, 1),
        "book": load_rulebooks(),
    }
    quoted = quote(**asked_for, prices=load_prices(PRICES))
    page = printed(
        Page("en").question(asked_for["case"], asked_for["request"], decide(**asked_for))
    )
    assert "upper 10-17; lower 10-17" in page
    assert str(quoted.total) in printed(Page("en").quote(quoted))
    assert "not known" in printed(Page("en").quote(attrs.evolve(quoted, total=UNKNOWN)))

"""The commands that tell expiry, allowances and deliveries: what they print, and their codes."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from rich.console import Console

import aligner_rules as ar
from aligner_rules.cli import main
from aligner_rules.cli.page import Page, printed
from aligner_rules.cli.report_page import expiry_told
from aligner_rules.cli.shipped import folder
from aligner_rules.model import Case, Phase, Plan, Shipment, StepSelection

EXAMPLES = Path(str(folder()))
ONE = str(EXAMPLES / "cases" / "one.json")
OLD = str(EXAMPLES / "cases" / "unlimited-2017-us.json")
OPEN = str(EXAMPLES / "cases" / "unlimited.json")
NEW = str(EXAMPLES / "cases" / "not-approved.json")
BOOK = ar.load_rulebooks()


@pytest.fixture(autouse=True)
def no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Print on 80 columns, as into a file."""
    monkeypatch.setenv("COLUMNS", "80")
    for name in ("FORCE_COLOR", "NO_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def on_its_way(tmp_path: Path) -> str:
    """The file of a case whose first phase is to ship on 24 December, the second is with UPS."""
    none: Any = None
    phases = (
        Phase(
            1,
            StepSelection.parse(upper="1-8"),
            in_production_on=date(2024, 12, 2),
            shipment=none,
            target_ship_on=date(2024, 12, 24),
        ),
        Phase(
            2,
            StepSelection.parse(upper="9-16"),
            in_production_on=date(2024, 12, 2),
            shipment=Shipment(
                date(2024, 12, 10), "1Z", carrier_expects_on=date(2024, 12, 16), delivered_on=none
            ),
            target_ship_on=none,
        ),
    )
    plan = Plan("ONE", date(2024, 10, 15))
    case = Case("C-1", "Europe/Paris", region="FR", plan=plan, phases=phases, orders=())
    path = tmp_path / "case.json"
    ar.dump_case(evolve(case, dentition=ar.Dentition.PERMANENT), path)
    return str(path)


def test_an_expiry_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """The date, what is left and, beside them, the case and the day stand on one page."""
    assert main(["expiry", ONE, "--as-of", "2025-07-15"]) == 0
    assert capsys.readouterr().out == (
        "Case      invented-one\n"
        "Plan      ONE, approved on 2024-10-15\n"
        "Asked on  2025-07-15\n"
        "Edition   clearcorrect-2024-10\n"
        "\n"
        "Expires on 2025-11-04; whole months left: 3.\n"
        "  Whole months left  3\n"
        "  Days left          112\n"
    )


def test_a_month_that_lacks_the_day_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """A leap day counted on for five years is told, and which terms no source tells."""
    assert main(["expiry", OLD, "--as-of", "2021-03-01"]) == 0
    assert capsys.readouterr().out.endswith(
        "Expires on 2025-02-28.\n"
        "  Whole months left  47\n"
        "  Days left          1460\n"
        "  The month of the expiry date lacks the day that is counted from.\n"
        "  missing: expiry.red_months, expiry.bold_months\n"
    )


def test_an_expiry_that_is_not_known_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    """Where the months are not known there is no date, and the exit code is 2."""
    assert main(["expiry", OPEN, "--as-of", "2025-07-15", "--lang", "fr"]) == 2
    assert capsys.readouterr().out.endswith(
        "Date d'expiration inconnue ; il manque : expiry.months.\n"
    )


def test_a_red_date_is_red_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page emphasises a date as a portal does."""
    monkeypatch.setattr(Console, "is_terminal", property(lambda _: True))
    monkeypatch.setenv("TERM", "xterm-256color")
    soon = ar.expiry(ar.load_case(ONE), as_of=date(2025, 9, 1), book=BOOK)
    assert "\x1b[1;31mExpires on 2025-11-04; days left: 64." in printed(
        expiry_told(Page("en"), soon)
    )


def test_allowances_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    """What is included, used and left stands in a table, with the last day to use it."""
    assert main(["allowances", OLD, "--as-of", "2021-03-01"]) == 0
    assert capsys.readouterr().out.endswith(
        "                    included  used       left  lost on expiry\n"
        "Revisions          unlimited     0  unlimited       unlimited\n"
        "Retainer sets  2 in 6 months     0          2               2\n"
        "\n"
        "Last day to use them  2025-02-28\n"
    )


def test_allowances_that_are_not_known_say_so(capsys: pytest.CaptureFixture[str]) -> None:
    """What is missing is named once, and the exit code is 2."""
    assert main(["allowances", OPEN, "--as-of", "2025-07-15"]) == 2
    out = capsys.readouterr().out
    assert "Retainer sets  not known     0  not known       not known\n" in out
    assert out.endswith("missing: expiry.months, retainer.included_sets\n")


def test_a_plan_without_end_has_no_last_day(capsys: pytest.CaptureFixture[str]) -> None:
    """FLEX never expires, so its allowances have no last day."""
    assert main(["allowances", str(EXAMPLES / "cases" / "flex.json"), "--as-of", "2025-07-15"]) == 0
    assert capsys.readouterr().out.endswith("Last day to use them  none is set\n")


def test_deliveries_are_told(capsys: pytest.CaptureFixture[str], on_its_way: str) -> None:
    """Each tracker says what it stands for, when that arrives, and which days were passed over."""
    asked = ["delivery", on_its_way, "--as-of", "2024-12-12", "--closed", "2024-12-25"]
    assert main(asked) == 0
    assert capsys.readouterr().out.endswith(
        "Phase 1\n"
        "  Status: in production. Estimated between 2024-12-20 and 2024-12-27.\n"
        "  No business days: 2024-12-21, 2024-12-22, 2024-12-25\n"
        "Phase 2\n"
        "  Status: in delivery. The carrier expects it on 2024-12-16.\n"
    )


def test_holidays_of_a_country_are_closed(
    capsys: pytest.CaptureFixture[str], on_its_way: str
) -> None:
    """With its holidays a country's calendar is counted by, and days may be closed beside them."""
    asked = ["delivery", on_its_way, "--as-of", "2024-12-12", "--country", "FR", "--lang", "fr"]
    assert main([*asked, "--closed", "2024-12-26"]) == 0
    told = "  Jours non ouvrés : 2024-12-21, 2024-12-22, 2024-12-25, 2024-12-26, 2024-12-28,"
    assert told in capsys.readouterr().out


def test_deliveries_that_are_not_known_say_so(capsys: pytest.CaptureFixture[str]) -> None:
    """A replacement is named by its day, and a tracker of which too little is known gives 2."""
    assert main(["delivery", OPEN, "--as-of", "2025-02-05"]) == 2
    assert "Replacement of 2025-02-01\n  Status: in production." in capsys.readouterr().out


def test_nothing_on_its_way_is_told(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """A case without phases and orders has no tracker; one of which they are unknown may have."""
    empty = tmp_path / "empty.json"
    ar.dump_case(Case("C-1", "UTC", phases=(), orders=(), dentition=ar.Dentition.MIXED), empty)
    assert main(["delivery", str(empty), "--as-of", "2025-02-05"]) == 0
    assert capsys.readouterr().out.endswith("\nNothing is on its way on this day.\n")
    ar.dump_case(Case("C-1", "UTC"), empty)
    assert main(["delivery", str(empty), "--as-of", "2025-02-05"]) == 2
    assert capsys.readouterr().out.endswith("\nmissing: phases, orders\n")


@pytest.mark.parametrize(
    ("command", "read"),
    [
        ("expiry", ar.expiry_from_json),
        ("allowances", ar.allowances_from_json),
        ("delivery", ar.trackers_from_json),
    ],
)
def test_json_is_one_document_that_can_be_read(
    capsys: pytest.CaptureFixture[str], command: str, read: Any
) -> None:
    """With --json the answer is printed as the wire has it, in ASCII."""
    main([command, ONE, "--as-of", "2025-07-15", "--json"])
    out = capsys.readouterr().out
    told = read(out)
    assert out.isascii()
    case = ar.load_case(ONE)
    expected: dict[str, Any] = {
        "expiry": lambda: ar.expiry(case, as_of=date(2025, 7, 15), book=BOOK),
        "allowances": lambda: ar.allowances(case, as_of=date(2025, 7, 15), book=BOOK),
        "delivery": lambda: ar.trackers(
            case,
            as_of=date(2025, 7, 15),
            book=BOOK,
            calendar=ar.Calendar(date(2015, 1, 1), date(2035, 12, 31)),
        ),
    }
    assert told == expected[command]()
    assert json.loads(out)


@pytest.mark.parametrize("command", ["expiry", "allowances", "delivery"])
def test_everything_at_fault_is_told_at_once(
    capsys: pytest.CaptureFixture[str], command: str
) -> None:
    """A file, a day and a rulebook at fault are told together, and the exit code is 3."""
    assert main([command, "nowhere.json", "--as-of", "2025-02-30", "--rulebook", "nope"]) == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert [line.split(" is not valid")[0] for line in err.splitlines()[::2]] == [
        "case nowhere.json",
        "--as-of",
        "rulebook nope",
    ]


def test_a_calendar_at_fault_is_told_with_the_rest(capsys: pytest.CaptureFixture[str]) -> None:
    """Closed days and places at fault are told together with all else."""
    asked = ["delivery", ONE, "--as-of", "x", "--closed", "2025-02-30", "--subdivision", "NY"]
    assert main(asked) == 3
    subjects = [line.split(" is not valid")[0] for line in capsys.readouterr().err.splitlines()]
    assert subjects[::2] == ["--closed", "--subdivision", "--as-of"]
    assert main(["delivery", ONE, "--as-of", "2025-07-15", "--country", "XX"]) == 3
    assert "XX" in capsys.readouterr().err


def test_without_holidays_it_tells_how_to_install_them(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Only a calendar of a country needs the extra, and says so where it is missing."""
    monkeypatch.setitem(sys.modules, "holidays", None)
    assert main(["delivery", ONE, "--as-of", "2025-07-15", "--country", "FR"]) == 3
    assert "pip install 'aligner-rules[cli,calendars]'" in capsys.readouterr().err

"""Results as charts and tables: what is drawn is what the frames hold, exact to the last digit."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, localcontext
from pathlib import Path
from typing import Any

import altair as alt
import duckdb
import polars as pl
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

import aligner_rules as ar
from aligner_rules import tables
from aligner_rules.readings.showing.amounts import amount, digits
from aligner_rules.rules.policies import policy_for
from aligner_rules.rules.replacement import POLICY
from column_cases import drawn_facts
from facts_strategies import good_facts
from frame_kinds import DUCKDB, KINDS, LAZY, Kind, frame_of
from html_pages import PageRead

BOOK = ar.load_rulebooks().evolve({"replacement.free": False}, name="charged")
PRICES = ar.load_prices(Path(__file__).parent.parent / "examples/prices/example-flex-usd.toml")
COSTLY = PRICES.evolve({"flex.aligner": 10**12})
DEARER = PRICES.evolve({"flex.aligner": 5_001}, name="dearer")
SOONER = BOOK.evolve(
    {"replacement.interval_days": 30, "replacement.steps_per_arch": 9}, name="sooner"
)
DAY = date(2025, 3, 3)
SIGN_IN = policy_for(ar.SignIn)
WAITING = good_facts(as_of=DAY, last_ordered_on=date(2025, 1, 25))  # 37 days: 30 are enough
FRAME = frame_of(drawn_facts(5, 4_000, BOOK), POLICY.facts)
PRICED: dict[str, Any] = {"prices_before": PRICES, "prices_after": DEARER}
INTERVALS = {"replacement.interval_days": range(30, 61, 5)}
MANY = {"replacement.steps_per_arch": [6, 8], "replacement.free": [True, False]}


def compared(frame: Any, **changes: Any) -> tables.Comparison[Any]:
    """The comparison of an interval of 45 days, at one price, with one of 30, at another."""
    asked: dict[str, Any] = {"before": BOOK, "after": SOONER, **PRICED, **changes}
    return tables.compare(frame, POLICY.kind, **asked)


def swept(frame: Any, vary: Any, **changes: Any) -> tables.Sweep[Any]:
    """What comes of several values of terms."""
    asked: dict[str, Any] = {"book": BOOK, "prices": PRICES, **changes}
    return tables.sweep(frame, POLICY.kind, vary=vary, **asked)


def panels(drawn: Any) -> Iterator[dict[str, Any]]:
    """Every panel of a chart, as it is handed to whatever draws it, in their order."""
    whole = drawn.to_dict()

    def within(panel: dict[str, Any], above: Any) -> Iterator[dict[str, Any]]:
        data = panel.setdefault("data", above)  # what all parts have alike is told of the whole
        for each in panel.get("layer", []):
            each["rows"] = whole["datasets"].get(each.get("data", data)["name"])
        if "layer" in panel:
            yield panel
        for each in panel.get("vconcat", []):
            yield from within(each, data)
        if "spec" in panel:
            (cells,) = within(panel["spec"], data)
            yield {**panel, **cells, "title": panel["title"]}

    yield from within(whole, None)


def title(panel: dict[str, Any]) -> str:
    """What stands above a panel."""
    told: str = panel["title"]["text"]
    return told


def rows(panel: dict[str, Any], layer: int = 0) -> list[dict[str, Any]]:
    """What is drawn in a layer of a panel."""
    found: list[dict[str, Any]] = panel["layer"][layer]["rows"]
    return found


def marks(panel: dict[str, Any]) -> list[str]:
    """What the layers of a panel are drawn with."""
    return [layer["mark"]["type"] for layer in panel["layer"]]


class TestAmounts:
    """Amounts are printed from whole numbers."""

    @given(st.integers(-(2**63), 2**63), st.integers(0, 4))
    def test_no_digit_is_lost(self, minor: int, exponent: int) -> None:
        """Whatever the size, the digits are those of exact decimal numbers."""
        with localcontext(prec=40):
            exact = Decimal(minor).scaleb(-exponent)
        assert digits(minor, ar.Currency("USD", exponent)) == f"{exact:,.{exponent}f}"

    @given(st.integers(-(2**62), 2**62))
    def test_it_is_written_as_money_is(self, minor: int) -> None:
        """But for the commas between thousands, it is what an amount of money says of itself."""
        money = ar.Money(minor, ar.Currency("EUR", 2))
        assert amount(minor, money.currency).replace(",", "") == str(money)


class TestComparisons:
    """A comparison as a chart."""

    def test_it_says_what_is_compared(self) -> None:
        """Above the chart stand how many flip, and the names of books and prices."""
        told = compared(FRAME)
        head = told.chart().to_dict()["title"]
        flipped = told.total["flipped"][0]
        assert flipped > 50
        assert head["text"] == f"replacement: {flipped:,} of 4,000 requests flip"
        names = ["before: charged, prices example-flex-usd", "after: sooner, prices dearer"]
        assert head["subtitle"] == names

    @pytest.mark.parametrize("kind", KINDS, ids=repr)
    def test_flips_are_drawn_by_plan_region_and_reason(self, kind: Kind) -> None:
        """In each panel every flip is drawn once, in the bar that it belongs to."""
        flips = compared(FRAME).flips
        drawn = {title(panel): rows(panel) for panel in panels(compared(kind.made(FRAME)).chart())}
        assert list(drawn) == ["By plan", "By region", "By reason", "Worth by plan"]
        for name, key in (("By plan", "plan"), ("By region", "region"), ("By reason", "reasons")):
            flip = pl.format("{} to {}", "outcome_before", "outcome_after").alias("flip")
            bar = pl.col(key).fill_null("unknown").replace("", "(empty)").alias("bar")
            summed = flips.group_by(bar, flip).agg(pl.col("requests").sum())
            found = [(one["bar"], one["flip"], one["requests"]) for one in drawn[name]]
            assert sorted(found) == sorted(summed.rows())

    def test_bars_stand_largest_first_and_are_labelled(self) -> None:
        """The longest bar is on top, and each has its number beside it."""
        (panel,) = (each for each in panels(compared(FRAME).chart()) if title(each) == "By region")
        labels = rows(panel, 1)
        assert marks(panel) == ["bar", "text"]
        assert [one["requests"] for one in labels] == sorted(
            (one["requests"] for one in labels), reverse=True
        )
        order = panel["layer"][0]["encoding"]["y"]["sort"]
        assert order == [one["bar"] for one in labels]

    def test_worth_is_drawn_by_plan(self) -> None:
        """Before and after stand side by side, printed exactly, with what they come to in all."""
        told = compared(FRAME)
        *_, panel = panels(told.chart())
        sums = told.groups.group_by("plan").agg(pl.col("^amount_.*$").sum())
        expected = {
            (plan or ("(empty)" if plan == "" else "unknown"), side): amount(minor, PRICES.currency)
            for plan, *minors in sums.rows()
            for side, minor in zip(("before", "after"), minors, strict=True)
        }
        assert {(one["bar"], one["side"]): one["worth"] for one in rows(panel)} == expected
        whole = told.total.row(0, named=True)
        before, after, difference = (
            amount(whole[f"{name}_minor"], PRICES.currency, signed=name == "difference")
            for name in ("amount_before", "amount_after", "difference")
        )
        known = f"known of {whole['priced']:,} of 4,000 requests"
        said = f"before {before}, after {after}, difference {difference}; {known}"
        assert panel["title"]["subtitle"] == [said]
        assert difference.startswith("+")

    def test_without_prices_no_worth_is_drawn(self) -> None:
        """Where there is no money, there are three panels."""
        drawn = compared(FRAME, prices_before=None, prices_after=None).chart()
        assert [title(panel) for panel in panels(drawn)] == ["By plan", "By region", "By reason"]

    def test_where_nothing_flips_it_says_so(self) -> None:
        """A chart of no flips is a sentence."""
        drawn = compared(FRAME, after=BOOK, prices_before=None, prices_after=None).chart()
        (panel,) = panels(drawn)
        assert rows(panel) == [{"told": "No request flips."}]

    def test_the_smallest_bars_are_drawn_together(self) -> None:
        """Of twenty regions the fifteen largest are drawn, and the others as one."""
        regions = [f"R{number:02}" for number in range(20)]
        facts = [
            evolve(WAITING, region=region) for n, region in enumerate(regions) for _ in range(n + 1)
        ]
        drawn = compared(frame_of(facts, POLICY.facts)).chart()
        (panel,) = (each for each in panels(drawn) if title(each) == "By region")
        found = [(one["bar"], one["requests"]) for one in rows(panel)]
        largest = [(f"R{number:02}", number + 1) for number in range(19, 4, -1)]
        assert found == [*largest, ("5 others", 1 + 2 + 3 + 4 + 5)]

    @pytest.mark.parametrize(("name", "above"), [("region", "Worth by region"), ("", "Worth")])
    def test_a_question_without_a_plan_is_drawn_without(self, name: str, above: str) -> None:
        """Where there is no column of plans, worth is told by region; without that, in all."""
        policy_facts = drawn_facts(3, 1_000, BOOK, SIGN_IN)
        frame = frame_of(policy_facts, SIGN_IN.facts).drop_nulls()
        frame = frame if name else frame.drop("region")
        book = ar.load_rulebook("clearcorrect-2024-10")
        after = book.evolve({"access.failures_to_lock": 1})
        told = tables.compare(frame, ar.SignIn, before=book, after=after, prices_before=PRICES)
        assert [*map(title, panels(told.chart()))][-1] == above

    @pytest.mark.parametrize("kind", KINDS, ids=repr)
    def test_nothing_can_be_drawn(self, kind: Kind) -> None:
        """No rows make a chart that says so."""
        told = compared(kind.made(FRAME.clear()))
        assert told.chart().to_dict()["title"]["text"] == "replacement: 0 of 0 requests flip"
        assert told.table("total").as_raw_html().count("<tr>") == 1


class TestTables:
    """A frame of a result as a table."""

    @pytest.mark.parametrize("which", ["flips", "groups", "total", "moved"])
    @pytest.mark.parametrize("kind", KINDS, ids=repr)
    def test_a_table_has_the_rows_of_its_frame(self, kind: Kind, which: str) -> None:
        """Every row is told, in its order, whatever kind of frame it is."""
        frame = getattr(compared(FRAME), which)
        told = cells(compared(kind.made(FRAME)).table(which, most=1_000))
        assert len(told) == frame.height
        place = {"flips": 0, "groups": 0, "moved": 1}.get(which)
        if place is not None:
            plans = ["unknown" if plan is None else plan for plan in frame["plan"]]
            assert [row[place] for row in told] == plans

    def test_of_many_rows_the_first_are_told(self) -> None:
        """A table that leaves rows out says so, one that leaves out none says nothing."""
        told = compared(FRAME)
        whole = told.groups.height
        assert len(cells(told.table("groups", most=3))) == 3
        assert f"The first 3 of {whole} rows." in told.table("groups", most=3).as_raw_html()
        assert "The first" not in told.table("groups", most=whole).as_raw_html()

    def test_amounts_are_printed_exactly(self) -> None:
        """Minor units are told as amounts of their currency, differences with their sign."""
        told = compared(FRAME)
        (row,) = cells(told.table("total"))
        minors = told.total.select("^.*_minor$").row(0)
        signs = (False, False, True)
        exact = [amount(m, PRICES.currency, signed=s) for m, s in zip(minors, signs, strict=True)]
        assert row[-3:] == [one.replace(" ", "\u00a0") for one in exact]

    def test_what_is_null_is_unknown(self) -> None:
        """A worth that nobody knows is told as unknown."""
        told = compared(frame_of([evolve(WAITING, upper_steps=ar.UNKNOWN)], POLICY.facts))
        assert cells(told.table("moved"))[0][-1] == "unknown"

    def test_a_curve_is_told_by_its_terms(self) -> None:
        """The columns of values have the names of their terms."""
        told = swept(FRAME, MANY)
        page = told.table().as_raw_html()
        assert "replacement.steps_per_arch" in page
        assert len(cells(told.table())) == 4

    def test_without_prices_there_is_no_worth(self) -> None:
        """Where there is no money, no column tells of it."""
        assert "Worth" not in swept(FRAME, INTERVALS, prices=None).table().as_raw_html()

    def test_another_name_is_an_error(self) -> None:
        """What is no frame of a comparison cannot be told."""
        with pytest.raises(ValueError, match="no table 'flip': expected one of flips, groups"):
            compared(FRAME.head(1)).table("flip")

    def test_names_are_text(self) -> None:
        """A plan whose name looks like markup is told as it is."""
        spiteful = "<script>alert(1)</script>"
        told = compared(frame_of([evolve(WAITING, region=spiteful)], POLICY.facts))
        page = told.table("groups").as_raw_html()
        assert "<script>" not in page
        assert "&lt;script&gt;" in page


def cells(table: Any) -> list[list[str]]:
    """The cells of the body of a table, as a person reads them."""
    body = table.as_raw_html().split('<tbody class="gt_table_body">')[1].split("</tbody>")[0]
    return [
        [cell.split(">", 1)[1].split("</td>")[0] for cell in row.split("<td")[1:]]
        for row in body.split("<tr>")[1:]
    ]


class TestSweeps:
    """A sweep as a chart."""

    @pytest.mark.parametrize("kind", KINDS, ids=repr)
    def test_one_term_makes_lines(self, kind: Kind) -> None:
        """A panel for each outcome and one for the worth, with a point for each value."""
        curve = swept(FRAME, INTERVALS).curve
        drawn = list(panels(swept(kind.made(FRAME), INTERVALS).chart()))
        worth = "Worth of those that are priced, USD"
        assert list(map(title, drawn)) == ["Allowed", "Refused", "Undetermined", worth]
        for panel, name in zip(drawn, ("allowed", "refused", "undetermined"), strict=False):
            found = [(one["value"], one["place"], one["printed"]) for one in rows(panel)]
            counts = zip(range(30, 61, 5), curve[name], strict=True)
            assert found == [(days, many, f"{many:,}") for days, many in counts]
            assert marks(panel) == ["line", "point", "text"]
        printed = [digits(minor, PRICES.currency) for minor in curve["amount_minor"]]
        assert [one["printed"] for one in rows(drawn[3])] == printed

    def test_it_says_what_varies(self) -> None:
        """Above the chart stand the terms, and how many requests there are."""
        head = swept(FRAME, MANY).chart().to_dict()["title"]
        terms = "replacement.steps_per_arch, replacement.free"
        assert head["text"] == f"replacement: what comes of {terms}"
        assert head["subtitle"] == ["4,000 requests, the same for every value"]

    def test_outcomes_that_never_are_have_no_line(self) -> None:
        """What none of the values leads to is not drawn; without prices neither is worth."""
        frame = frame_of([good_facts(as_of=DAY)], POLICY.facts)
        drawn = swept(frame, INTERVALS, prices=None).chart()
        assert [title(panel) for panel in panels(drawn)] == ["Allowed", "Refused"]

    def test_of_no_requests_every_line_is_flat(self) -> None:
        """Where there are no rows, all counts are nought."""
        drawn = swept(FRAME.clear(), INTERVALS, prices=None).chart()
        places = [[one["place"] for one in rows(panel)] for panel in panels(drawn)]
        assert places == [[0] * 7] * 3

    def test_numbers_stand_at_their_places_and_words_in_their_order(self) -> None:
        """Whole numbers make an axis of numbers; truth values and words are listed."""
        numbers, words = (
            next(panels(swept(FRAME, vary).chart()))["layer"][0]["encoding"]["x"]
            for vary in (INTERVALS, {"replacement.steps_per_arch": ["unlimited", 8, 6]})
        )
        assert (numbers["type"], numbers["axis"]["values"]) == ("quantitative", [*INTERVALS[_DAYS]])
        assert (words["type"], words["sort"]) == ("nominal", ["unlimited", "8", "6"])

    def test_too_many_points_have_no_numbers_beside_them(self) -> None:
        """What would not have room to be printed is in the tooltips alone."""
        (panel, *_) = panels(swept(FRAME, {_DAYS: range(30, 42)}, prices=COSTLY).chart())
        assert marks(panel) == ["line", "point"]

    @pytest.mark.parametrize("prices", [PRICES, None])
    def test_two_terms_make_maps(self, prices: ar.PriceBook | None) -> None:
        """A cell for each pair of values, shaded by how many are allowed and by the worth."""
        told = swept(FRAME, MANY, prices=prices)
        drawn = list(panels(told.chart()))
        assert len(drawn) == 1 + (prices is not None)
        found = [(one["first"], one["second"], one["shade"]) for one in rows(drawn[0])]
        pairs = [("6", "True"), ("6", "False"), ("8", "True"), ("8", "False")]
        expected = [(*pair, n) for pair, n in zip(pairs, told.curve["allowed"], strict=True)]
        assert (found, marks(drawn[0])) == (expected, ["rect", "text"])
        if prices is not None:
            minors = told.curve["amount_minor"]
            printed = [digits(minor, PRICES.currency) for minor in minors]
            assert [one["printed"] for one in rows(drawn[1])] == printed

    def test_more_terms_make_a_map_for_each_of_the_others(self) -> None:
        """Every further term and value makes a map of its own."""
        told = swept(FRAME, {**MANY, "replacement.first_free": [True, False]})
        (panel, _) = panels(told.chart())
        assert {one["rest"] for one in rows(panel)} == {"first_free: True", "first_free: False"}
        assert len(rows(panel)) == 8

    def test_too_many_columns_have_no_numbers_in_them(self) -> None:
        """Cells too small to print in are shaded alone."""
        vary = {_DAYS: range(30, 42), "replacement.free": [False]}
        _, worth = panels(swept(FRAME, vary, prices=COSTLY).chart())
        assert marks(worth) == ["rect"]


_DAYS = "replacement.interval_days"


class TestInANotebook:
    """What a notebook shows of a result."""

    @pytest.mark.parametrize("told", [compared(FRAME), swept(FRAME, INTERVALS)])
    def test_an_eager_result_shows_its_chart(self, told: Any) -> None:
        """It gives what its chart gives."""
        assert isinstance(told._display_(), alt.VConcatChart)
        assert "vega" in told._repr_mimebundle_()["text/html"]

    @pytest.mark.parametrize("name", ["altair", "great_tables"])
    def test_without_the_extra_its_frames_show_themselves(
        self, monkeypatch: pytest.MonkeyPatch, name: str
    ) -> None:
        """Where the extra is missing, frames are shown as they show themselves, else as text."""
        without(monkeypatch, name)
        told = compared(FRAME)
        page = told._repr_mimebundle_()["text/html"]
        assert told.flips._repr_html_() in page
        texts = PageRead(compared(FRAME.to_arrow())._repr_mimebundle_()["text/html"]).texts
        assert texts["strong"] == ["flips", "groups", "total", "moved"]
        assert len(texts["pre"]) == 4

    @pytest.mark.parametrize("name", ["altair", "great_tables"])
    def test_without_the_extra_it_tells_how_to_install_it(
        self, monkeypatch: pytest.MonkeyPatch, name: str
    ) -> None:
        """Who asks for a chart or a table reads what is missing."""
        without(monkeypatch, name)
        said = f"charts and tables need {name}: install aligner-rules.notebook."
        for ask in (compared(FRAME).chart, compared(FRAME).table, swept(FRAME, MANY).chart):
            with pytest.raises(ModuleNotFoundError, match=said):
                ask()

    @pytest.mark.parametrize("kind", [LAZY, DUCKDB], ids=repr)
    def test_of_a_lazy_result_nothing_is_computed_to_be_shown(self, kind: Kind) -> None:
        """A frame that cannot be computed is shown nonetheless, and says how it would be."""
        for told in (compared(poisoned(kind)), swept(poisoned(kind), INTERVALS)):
            page = PageRead(told._repr_mimebundle_()["text/html"])
            assert page.texts["code"] == [repr(told), ".computed()", ".chart()", ".table()"]
            assert "Nothing is computed yet" in page.text
            assert repr(told).startswith(f"<{type(told).__name__} in frames of ")
            with pytest.raises(Exception, match="poison"):
                told.chart()

    @pytest.mark.parametrize("kind", KINDS, ids=repr)
    def test_a_result_can_be_computed(self, kind: Kind) -> None:
        """All its frames are there then, as Polars has them, and it shows its chart."""
        told, expected = compared(kind.made(FRAME)).computed(), compared(FRAME)
        for name in ("flips", "groups", "total"):
            assert getattr(told, name).equals(getattr(expected, name))
        assert told.moved.select("row_number").equals(expected.moved.select("row_number"))
        curve = swept(kind.made(FRAME), INTERVALS).computed()
        assert curve.curve.equals(swept(FRAME, INTERVALS).curve)
        assert (told.currency, curve.currency) == ("USD", "USD")
        assert isinstance(told._display_(), alt.VConcatChart)

    def test_a_lazy_frame_is_gone_through_once(self) -> None:
        """What a chart shows is computed in one pass over what it comes from."""
        passes = []

        def counted(frame: pl.DataFrame) -> pl.DataFrame:
            passes.append(frame.height)
            return frame

        lazy = FRAME.lazy().map_batches(counted, schema=FRAME.schema)
        assert compared(lazy).chart().to_dict() == compared(FRAME).chart().to_dict()
        assert sum(passes) == 4_000


def poisoned(kind: Kind) -> Any:
    """A lazy frame that is an error as soon as it is computed."""

    def never(_: pl.DataFrame) -> pl.DataFrame:
        raise AssertionError("poison")

    if kind is LAZY:
        return FRAME.lazy().map_batches(never, schema=FRAME.schema)
    rows = duckdb.connect().from_arrow(FRAME.to_arrow())
    columns = ", ".join(f'"{name}"' for name in FRAME.columns if name != "cause")
    return rows.project(f"{columns}, CAST(error('poison') AS VARCHAR) AS cause")


def without(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Make it as if a package were not installed."""
    drawn = ("comparisons", "sweeps", "drawing", "tabling")
    for module in (f"aligner_rules.readings.showing.{each}" for each in drawn):
        monkeypatch.delitem(sys.modules, module, raising=False)
    monkeypatch.setitem(sys.modules, name, None)

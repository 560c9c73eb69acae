"""Pricing scenarios: from Parquet files to a decision on an interval and a price, on one page.

Open it with ``marimo edit docs/notebooks/pricing_scenarios.py``, or run it as a script.
"""

import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium", app_title="Pricing scenarios")


with app.setup:
    from datetime import date
    from pathlib import Path
    from tempfile import TemporaryDirectory

    import marimo as mo
    import polars as pl

    import aligner_rules as ar
    from aligner_rules import tables
    from aligner_rules.cli import main as command


@app.cell(hide_code=True)
def _():
    mo.md("""
    # How long must an unlimited plan wait for its next replacement?

    Unlimited plans replace lost and damaged aligners free of charge, at most once in 45 days
    (REP-3, REP-4). Practices ask for less. This page tells what 30 to 60 days would come to, picks
    an interval within a budget, and sees whether a higher Flex price would pay for it.

    **The portfolio is invented.** Its days crowd around every limit, far more than real ones would,
    so that what is told here is how to decide, and no number is anybody's.
    """)


@app.cell(hide_code=True)
def _():
    mo.md("""
    ## A portfolio in files

    The command `aligner-rules portfolio` writes it. The three tables are scanned, and gathered into
    one row for each replacement order, with the facts as they stood on the day it was placed.
    """)


@app.cell
def _():
    folder = TemporaryDirectory()
    written = command(["portfolio", "--cases", "20000", "--seed", "7", "--out", folder.name])
    assert written == 0
    return (folder,)


@app.cell
def _():
    book = ar.load_rulebooks()
    examples = Path(__file__).resolve().parents[2] / "examples"
    prices = ar.load_prices(examples / "prices" / "example-flex-usd.toml")
    book
    return book, prices


@app.cell
def _(book, folder):
    def scanned(name):
        return pl.scan_parquet(Path(folder.name) / f"{name}.parquet")

    facts = tables.facts(
        cases=scanned("cases"),
        phases=scanned("phases"),
        orders=scanned("orders"),
        kind=ar.ReplacementOrder,
        book=book,
    )
    return (facts,)


@app.cell(hide_code=True)
def _():
    mo.md("""
    Asked is about online orders, of cases approved since October 2024: of those before, no source
    tells the interval. They are kept in a file too, because every question below goes through them
    again.
    """)


@app.cell
def _(facts, folder):
    kept = Path(folder.name) / "requests.parquet"
    recent = pl.col("approved_on") >= date(2024, 10, 1)
    facts.filter(recent, pl.col("channel") == "online").sink_parquet(kept)
    requests = pl.scan_parquet(kept)
    return (requests,)


@app.cell(hide_code=True)
def _():
    mo.md("""
    ## What each interval gives away

    What is free of charge is worth what it would cost at Flex price: so both rulebooks below charge
    for it. The sweep goes through the file once for all seven intervals.
    """)


@app.cell
def _(book, prices, requests):
    unlimited = ["UNLIMITED", "UNLIMITED 3", "UNLIMITED 5"]
    waiting = requests.filter(pl.col("plan").is_in(unlimited))
    today = book.evolve(
        {"replacement.free": False, "replacement.interval_days": 45}, unlimited, name="45 days"
    )
    swept = tables.sweep(
        waiting,
        ar.ReplacementOrder,
        vary={"replacement.interval_days": range(30, 61, 5)},
        plans=unlimited,
        book=today,
        prices=prices,
    ).computed()
    swept
    return swept, today, unlimited, waiting


@app.cell
def _(swept):
    swept.table()


@app.cell(hide_code=True)
def _():
    mo.md("""
    ## The shortest interval within the budget

    The budget allows for seven per cent more than is given away today.
    """)


@app.cell
def _(swept):
    given_away = dict(swept.curve.select("replacement_interval_days", "amount_minor").rows())
    budget = given_away[45] * 107 // 100
    chosen = min(days for days, minor in given_away.items() if minor <= budget)
    return budget, chosen, given_away


@app.cell
def _(chosen, prices, today, unlimited, waiting):
    sooner = today.evolve({"replacement.interval_days": chosen}, unlimited, name=f"{chosen} days")
    compared = tables.compare(
        waiting, ar.ReplacementOrder, before=today, after=sooner, prices_before=prices
    )
    compared
    return compared, sooner


@app.cell(hide_code=True)
def _():
    mo.md("""
    A file that is scanned is a lazy frame, so that nothing was computed yet, and the result says
    so. Asked for, it is a chart of who flips and why, and of the money by plan.
    """)


@app.cell
def _(compared):
    shown = compared.computed()
    shown
    return (shown,)


@app.cell(hide_code=True)
def _():
    mo.md("""
    The requests that move most, each with what stood in its way:
    """)


@app.cell
def _(shown):
    shown.table("moved", most=8)


@app.cell(hide_code=True)
def _():
    mo.md("""
    And the first of them in full, as it is decided today:
    """)


@app.cell
def _(shown, today, waiting):
    order = shown.moved["order_id"][0]
    tables.explain(waiting.filter(pl.col("order_id") == order), 0, ar.ReplacementOrder, book=today)


@app.cell(hide_code=True)
def _():
    mo.md("""
    ## What a higher price brings

    The other plans pay for every aligner. At 48.00 an aligner nobody flips, and they pay more:
    """)


@app.cell
def _(book, prices, requests, unlimited):
    dearer = prices.evolve({"flex.aligner": 4_800}, name="48.00 an aligner")
    paid = tables.compare(
        requests.filter(~pl.col("plan").is_in(unlimited)),
        ar.ReplacementOrder,
        before=book,
        after=book,
        prices_before=prices,
        prices_after=dearer,
    ).computed()
    paid
    return (paid,)


@app.cell(hide_code=True)
def _():
    mo.md("""
    ## The decision
    """)


@app.cell
def _(budget, chosen, given_away, paid, prices, shown):
    def told(minor):
        return str(ar.Money(minor, prices.currency))

    whole = shown.total.row(0, named=True)
    given, brought = whole["difference_minor"], paid.total["difference_minor"][0]
    assert given == given_away[chosen] - given_away[45]
    covered = "pays for it" if brought >= given else f"leaves {told(given - brought)} open"
    mo.md(f"""
    **Shorten the interval of unlimited plans from 45 to {chosen} days.**

    - {whole["allowed_after"]:,} of {whole["requests"]:,} online orders are allowed, in the place of
      {whole["allowed_before"]:,}: {whole["allowed_after"] - whole["allowed_before"]} need not wait.
    - Aligners worth {told(given)} more are given away: {told(given_away[chosen])} in all, of a
      budget of {told(budget)}.
    - A Flex price of 48.00 brings {told(brought)}: it {covered}.
    """)


if __name__ == "__main__":
    app.run()

"""facts, history, why, correct and withdraw on a small board."""

from __future__ import annotations

from terminal import Run


def test_facts_shows_every_printed_value_and_which_one_counts(run: Run) -> None:
    """400 (2023) and 440 (2024): the later one counts, and the rule says why."""
    ran = run("facts", "output", "--party", "North", "--period", "2021", "--lang", "en")
    assert ran.code == 0
    lines = ran.out.splitlines()
    assert any(line.startswith("✓") and "440" in line and "Y2" in line for line in lines)
    assert any(not line.startswith("✓") and "400 million EUR" in line for line in lines)
    assert "rule latest: latest published (2024-06-30)" in ran.out
    assert "400 million EUR ≠ 440 million EUR" in ran.out


def test_facts_as_of_shows_what_was_public_then(run: Run) -> None:
    """Before the second edition there was one figure."""
    found = run("facts", "output", "--party", "N", "--period", "2021", "--as-of", "2023-12-31",
                "--json").result  # fmt: skip
    (thing,) = found["things"]
    assert [fact["value"] for fact in thing["facts"]] == ["400"]
    assert thing["conflicts"] == []


def test_a_source_without_a_date_says_that_the_day_of_learning_stands_in(run: Run) -> None:
    """The press note prints no date; the board learned of it on 1 March 2025."""
    asked = ("facts", "output", "--party", "N", "--period", "2023", "--lang", "en")
    shown = run(*asked, "--as-of", "2025-06-01").out
    assert "PR was published is not known; the day of learning stands in" in shown
    assert run(*asked, "--as-of", "2025-01-01").code == 1


def test_facts_in_json_carry_interval_rule_and_conflicts(run: Run) -> None:
    """Everything that the table shows, exactly."""
    (thing,) = run("facts", "GVA", "--party", "Nord", "--period", "2021", "--json").result["things"]
    assert thing["rule"] == "latest"
    assert thing["facts"][0]["interval"] == ["399.5", "400.5"]
    assert thing["chosen"] == thing["facts"][1]["id"]
    assert len(thing["conflicts"]) == 1


def test_facts_of_an_ordered_pair(run: Run) -> None:
    """12000 and more, with the words of each language."""
    assert "12000余 persons" in run("facts", "ferries", "--party", "North→South").out
    assert "12000-odd persons" in run("facts", "渡轮", "--party", "N->S", "--lang", "en").out


def test_facts_of_a_group_with_its_members(run: Run) -> None:
    """--members adds those the group names."""
    alone = run("facts", "output", "--party", "U", "--period", "2022", "--json").result["things"]
    both = run("facts", "output", "--party", "U", "--period", "2022", "--members", "--json")
    assert [thing["party"] for thing in alone] == ["U"]
    assert [thing["party"] for thing in both.result["things"]] == ["U", "N", "S"]


def test_facts_says_what_there_is_when_there_is_nothing(run: Run) -> None:
    """Exit code 1 and the periods that are known; stdout stays empty."""
    ran = run("facts", "output", "--party", "South", "--period", "1999", "--lang", "en")
    assert ran.code == 1
    assert ran.out == ""
    assert "South 2021, South 2022" in ran.err


def test_near_misses_are_offered(run: Run) -> None:
    """A name that is nearly right."""
    ran = run("facts", "output", "--party", "Nort", "--lang", "en")
    assert ran.code == 2
    assert "did you mean North" in ran.err
    assert "产出" in run("facts", "产").err


def test_history_shows_each_edition_and_the_size_of_the_revision(run: Run) -> None:
    """400 → 440 is + 40, + 10 %."""
    ran = run("history", "output", "--party", "N", "--period", "2021", "--json")
    (one,) = ran.result["histories"]
    assert [edition["change"] for edition in one["editions"]] == [None, "40"]
    assert one["editions"][1]["relative"] == "0.1"
    assert one["revised_by"] == "40"
    shown = run("history", "output", "--party", "N", "--period", "2021", "--lang", "en").out
    assert "10.0%" in shown
    assert "first" in shown


def test_history_of_nothing_is_a_no(run: Run) -> None:
    """Exit code 1, one line."""
    ran = run("history", "output", "--party", "N", "--period", "1950")
    assert ran.code == 1
    assert ran.err.count("\n") == 1


def fact_id(run: Run, value: str) -> str:
    things = run("facts", "output", "--json").result["things"]
    return next(str(f["id"]) for t in things for f in t["facts"] if f["value"] == value)


def test_why_goes_down_to_source_and_locator(run: Run) -> None:
    """By id, and by the key of the row in the board's files."""
    by_key = run("why", "g", "--lang", "en").out
    assert "Yearbook 2024" in by_key
    assert "T1" in by_key
    assert run("why", fact_id(run, "440"), "--lang", "en").out == by_key


def test_why_of_a_conflict_shows_the_sum_and_its_figures(run: Run) -> None:
    """420 + 260 = 680 against 700, any unambiguous beginning of the id will do."""
    rows = run("conflicts", "--class", "parts", "--json").result["conflicts"]
    (conflict,) = rows
    ran = run("why", conflict["id"][:7], "--lang", "en")
    assert "420 + 260 = 680 ≠ 700 million EUR" in ran.out
    assert ran.out.count("Yearbook 2024") == 3
    tree = run("why", conflict["id"], "--json").result
    assert tree["expected"] == ["679", "681"]


def test_why_of_nothing_is_refused(run: Run) -> None:
    """Exit code 2, one line."""
    for name in ("zzz", "cafe0000cafe", "", "0123456789abcdef"):
        ran = run("why", name)
        assert ran.code == 2
        assert ran.err.count("\n") == 1


def test_a_correction_counts_and_can_be_undone(run: Run) -> None:
    """Nothing is overwritten: the printed figure stays beside it."""
    target = fact_id(run, "700")
    done = run("correct", target, "--value", "680", "--reason", "misprint", "--expects", "700",
               "--lang", "en")  # fmt: skip
    assert done.code == 0
    assert "700 → 680 million EUR" in done.out
    shown = run("facts", "output", "--party", "U", "--period", "2022", "--lang", "en").out
    assert "✓" in next(line for line in shown.splitlines() if "680" in line)
    assert "700 million EUR" in shown
    (settled,) = run("conflicts", "--class", "parts", "--json").result["conflicts"]
    assert len(settled["settled_by"]) == 1
    undo = settled["settled_by"][0]
    assert run("withdraw", undo, "--reason", "it was right").code == 0
    (again,) = run("conflicts", "--class", "parts", "--json").result["conflicts"]
    assert again["settled_by"] == []


def test_a_correction_that_expects_another_value_is_refused(run: Run) -> None:
    """The figure may have been revised since; nothing is written."""
    target = fact_id(run, "700")
    ran = run("correct", target, "--value", "680", "--reason", "x", "--expects", "710")
    assert ran.code == 2
    assert "700" in ran.err


def test_a_withdrawn_figure_no_longer_counts(run: Run) -> None:
    """The other edition counts instead, and the conflict is gone."""
    run("withdraw", fact_id(run, "440"), "--reason", "recalled")
    (thing,) = run("facts", "output", "--party", "N", "--period", "2021", "--json").result["things"]
    values = {fact["id"]: fact["value"] for fact in thing["facts"]}
    assert values[thing["chosen"]] == "400"
    assert thing["conflicts"] == []

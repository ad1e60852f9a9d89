from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.core.changes import Version, compare
from crawler.core.models import RevisionKind

TITLE = "Second ferry to the islands"
FERRY = "The ferry will run twice a day from Monday, the harbour office said."
CROWD = "Officials expect some 300 passengers, and twice as many in the summer."
OLD = "The old timetable had been in force for eleven years."
TEXT = (FERRY, CROWD, OLD)


def version(*paragraphs: str, title: str = TITLE) -> Version:
    return Version(title, paragraphs or TEXT)


def edited(old: str, new: str) -> Version:
    return version(*(paragraph.replace(old, new) for paragraph in TEXT))


@pytest.mark.parametrize(
    ("new", "kind", "summary"),
    [
        pytest.param(
            version(*TEXT, "Correction: an earlier version gave a wrong day."),
            RevisionKind.CORRECTION,
            "Correction: an earlier version gave a wrong day.",
            id="a notice",
        ),
        pytest.param(
            version(*TEXT, "Berichtigung: In einer früheren Fassung stand ein falscher Tag."),
            RevisionKind.CORRECTION,
            "Correction: Berichtigung: In einer früheren Fassung stand ein falscher Tag.",
            id="a notice in German",
        ),
        pytest.param(
            version(*TEXT, "정정: 첫 배는 월요일에 출발한다."),
            RevisionKind.CORRECTION,
            "Correction: 정정: 첫 배는 월요일에 출발한다.",
            id="a notice in Korean",
        ),
        pytest.param(
            version(FERRY, CROWD.replace("300", "1,000"), OLD, "This article was amended on 14 January."),
            RevisionKind.CORRECTION,
            "Correction: This article was amended on 14 January.",
            id="a notice goes before figures",
        ),
        pytest.param(
            version(title="New ferry to the islands"),
            RevisionKind.HEADLINE,
            "Headline: “Second ferry to the islands” → “New ferry to the islands”",
            id="a headline",
        ),
        pytest.param(
            version(*TEXT, "A third boat may follow.", title="New ferry to the islands"),
            RevisionKind.HEADLINE,
            "Headline: “Second ferry to the islands” → “New ferry to the islands”",
            id="a headline goes before the text",
        ),
        pytest.param(
            edited("300", "1,000"),
            RevisionKind.FIGURES,
            f"Figures: 300 → 1,000 passengers in “{CROWD.replace('300', '1,000')}”",
            id="a figure",
        ),
        pytest.param(
            version(*TEXT, "A third boat may follow."),
            RevisionKind.SUBSTANCE,
            "1 sentence added: “A third boat may follow.”",
            id="a sentence came",
        ),
        pytest.param(
            version(FERRY, CROWD), RevisionKind.SUBSTANCE, f"1 sentence removed: “{OLD}”", id="a sentence went"
        ),
        pytest.param(
            version(FERRY, "A third boat may follow.", "Fog is forecast for the weekend."),
            RevisionKind.SUBSTANCE,
            "2 sentences added, 2 sentences removed: “A third boat may follow.”",
            id="sentences came and went",
        ),
        pytest.param(
            edited("twice a day", "in any weather"),
            RevisionKind.SUBSTANCE,
            f"Reworded: “twice a day” → “in any weather” in “{FERRY.replace('twice a day', 'in any weather')}”",
            id="words came and went",
        ),
        pytest.param(
            edited("harbour", "harbor"),
            RevisionKind.COSMETIC,
            f"Reworded: “harbour” → “harbor” in “{FERRY.replace('harbour', 'harbor')}”",
            id="a word's spelling",
        ),
    ],
)
def test_an_edit_is_graded_and_told_in_a_line(new: Version, kind: RevisionKind, summary: str) -> None:
    change = compare(version(), new)
    assert change is not None
    assert (change.kind, change.summary) == (kind, summary)


def test_a_figure_of_the_headline_is_told_as_figures() -> None:
    change = compare(version(title="Ferry sinks, 12 dead"), version(title="Ferry sinks, 31 dead"))
    assert change is not None
    assert (change.kind, change.summary) == (RevisionKind.FIGURES, "Figures: 12 → 31 dead in “Ferry sinks, 31 dead”")


@pytest.mark.parametrize(
    ("new", "summary"),
    [
        (edited("ferry will", "ferrywill"), "Style: “ferry will” → “ferrywill”"),
        (edited("office said.", "office said"), "Style: “said.” → “said”"),
        (edited("office said", "office says"), "Reworded: “said.” → “says.”"),
        (version(*TEXT, "This story has been updated."), "Note: “This story has been updated.”"),
    ],
)
def test_a_matter_of_style_is_kept_as_cosmetic(new: Version, summary: str) -> None:
    change = compare(version(), new)
    assert change is not None
    assert change.kind is RevisionKind.COSMETIC
    assert change.summary.startswith(summary)


def test_a_headline_of_which_small_words_changed_leaves_the_word_to_the_text() -> None:
    new = version(*TEXT, "A third boat may follow.", title="The second ferry to islands")
    change = compare(version(), new)
    assert change is not None
    assert change.kind is RevisionKind.SUBSTANCE


def test_figures_in_much_new_reporting_are_part_of_it() -> None:
    more = (
        "Fog is forecast for the weekend.",
        "A third boat may follow in June.",
        "The guild has asked for cheaper fares.",
    )
    change = compare(version(), version(FERRY, CROWD.replace("300", "400"), OLD, *more))
    assert change is not None
    assert change.summary == "3 sentences added: “Fog is forecast for the weekend.”"


def test_of_two_long_headlines_the_part_that_differs_is_told() -> None:
    long = "The second ferry to the northern islands sails from Monday, twice a day, says the harbour office in the {}"
    change = compare(version(title=long.format("capital")), version(title=long.format("evening")))
    assert change is not None
    assert "office in the capital” → “" in change.summary


def test_a_text_says_itself_that_it_was_edited() -> None:
    noted = compare(version(), version(*TEXT, "A third boat may follow.", "This story has been updated."))
    plain = compare(version(), version(*TEXT, "A third boat may follow."))
    assert noted is not None
    assert plain is not None
    assert (noted.noticed, plain.noticed) == (True, False)


@pytest.mark.parametrize(
    "report",
    [
        "A corrections officer was hurt on the first boat.",
        "The captain corrected his course in the fog.",
        "He asked for a clarification of the new timetable.",
    ],
)
def test_a_sentence_of_report_is_no_correction(report: str) -> None:
    change = compare(version(), version(*TEXT, report))
    assert change is not None
    assert change.kind is RevisionKind.SUBSTANCE


@pytest.mark.parametrize(
    ("old", "new", "figures"),
    [
        ("Some 1,000 soldiers took part in it.", "Some 1,200 soldiers took part in it.", "1,000 → 1,200 soldiers"),
        ("Turnout in the district was 51.4%.", "Turnout in the district was 52%.", "51.4% → 52%"),
        (
            "The bill was 1 000 000 crowns in all.",
            "The bill was 1 100 000 crowns in all.",
            "1 000 000 → 1 100 000 crowns",
        ),
        ("북한군 1000명이 파병됐다고 밝혔다.", "북한군 1100명이 파병됐다고 밝혔다.", "1000 → 1100"),
        ("Between 3 and 5 boats sail each day.", "Between 4 and 6 boats sail each day.", "3 → 4, 5 → 6 boats"),
    ],
)
def test_figures_are_told_as_they_are_written(old: str, new: str, figures: str) -> None:
    change = compare(version(old), version(new))
    assert change is not None
    assert change.summary == f"Figures: {figures} in “{new}”"


@pytest.mark.parametrize(
    "new",
    [
        pytest.param(version(), id="nothing"),
        pytest.param(version(title=TITLE.upper()), id="the headline's case"),
        pytest.param(version(title=f"{TITLE}!"), id="the headline's punctuation"),
        pytest.param(version(*reversed(TEXT)), id="the paragraphs' order"),
        pytest.param(version(" ".join(TEXT)), id="the paragraphs' breaks"),
        pytest.param(edited("twice a day", "twice a day —"), id="a dash"),
        pytest.param(edited("The old timetable", "The “old” timetable"), id="quotes"),
        pytest.param(version(title=f"{TITLE} | The Gazette"), id="the site's name behind a bar"),
        pytest.param(version(title=f"{TITLE} - Gazette News"), id="the site's name behind a dash"),
        pytest.param(version("Source: GNN", *TEXT), id="where it is from"),
        pytest.param(version(FERRY, "Advertisement", CROWD, OLD), id="an advertisement's slot"),
        pytest.param(version(FERRY, "Photo: Ben South/Gazette", CROWD, OLD), id="a picture's credit"),
        pytest.param(version(*TEXT, "Markets close higher", "Bread by weight"), id="related headlines"),
        pytest.param(version(*TEXT, "Updated 5 minutes ago"), id="a clock"),
        pytest.param(version("Read more: The harbour is dredged", *TEXT), id="a pointer elsewhere"),
        pytest.param(version(*TEXT, "31 comments"), id="a counter"),
    ],
)
def test_what_no_editor_did_is_no_change(new: Version) -> None:
    assert compare(version(), new) is None
    assert compare(new, version()) is None


_PARAGRAPHS = st.lists(
    st.text(st.sampled_from("abc 012.,!?\n。북한Жя"), min_size=1, max_size=40), min_size=1, max_size=5
).map(tuple)
_VERSIONS = st.builds(Version, st.text(st.sampled_from("abc 12!북"), min_size=1, max_size=20), _PARAGRAPHS)


@given(_VERSIONS)
def test_no_version_differs_from_itself(one: Version) -> None:
    assert compare(one, one) is None


@given(_VERSIONS, _VERSIONS)
def test_a_change_is_seen_from_both_sides_and_told_in_one_line(one: Version, other: Version) -> None:
    there, back = compare(one, other), compare(other, one)
    assert (there is None) == (back is None)
    for change in filter(None, (there, back)):
        assert 0 < len(change.summary) <= 200
        assert "\n" not in change.summary

"""The interface texts of a class's results, on the terminal and as a page. `practice/report.py` names them without the
`report.` before it; a line of the terminal's tables has 79 columns, so the names of figures and counts stay short."""

REPORT: dict[str, str] = {
    "report.title": "How the class did",
    "report.practice": "PRACTICE. Invented stories; nothing here is about a real person.",
    "report.words_unreviewed": "No fluent reader has reviewed these words in {language}.",
    "report.scenes_unreviewed": (
        "Scenes of this class with texts that no fluent reader has reviewed: {unreviewed} of {total}."
    ),
    "report.untranslated": "Scenes that are not written in {language}: {n}. Their words come in another language.",
    # the mark between whole and decimals, as the language writes numbers
    "report.decimal": ".",
    # --- how hard each item was ---
    "report.of": "{right} of {of}",
    "report.difficulty": "Each item: how many people had it right",
    "report.nobody": "nobody was marked",
    # --- how far the class agrees; names of figures stay recognisable ---
    "report.agreement": "How far the class agrees",
    "report.raters": "Raters: {raters}. Items that two or more rated: {items}. Missing ratings: {missing}.",
    "report.used": "Categories used: {used}.",
    "report.used_of": "Categories used: {used} of {offered}.",
    "report.percent": "Percent agreement",
    "report.cohen": "Cohen's kappa",
    "report.fleiss": "Fleiss' kappa",
    "report.ac1": "Gwet's AC1",
    "report.alpha": "Krippendorff's alpha",
    "report.between": "{low} to {high}",
    "report.no_interval": "no interval",
    "report.no_items": "no value: no item was rated by two people",
    "report.one_rater": "no value: fewer than two raters",
    "report.not_two": "no value: only for two raters",
    "report.one_category": "no value: only one category was used",
    "report.few": (
        "! Fewer than 10 items. One item more or less changes these figures a lot: talk about the items instead."
    ),
    "report.beside": (
        "Kappa and alpha come out low when almost all give the same answer, AC1 does not: read them together."
    ),
    "report.intervals": (
        "Interval (95 %): where the figure might lie with other items of the kind. It says nothing of other people."
    ),
    # --- before and after ---
    "report.paired": "Before and after: the same people, the same items",
    "report.stayed": "right both times",
    "report.gained": "right only after",
    "report.lost": "right only before",
    "report.missed": "right neither time",
    "report.once": "marked only once",
    "report.all_items": "All items",
    "report.people": "People with more right after: {more}. As many: {same}. Fewer: {fewer}.",
    "report.unpaired": "Not marked both times on any item: {unpaired}.",
    # --- the rule before field work ---
    "report.gold": "Before field work: 9 of 10 as in the key, on a full set",
    "report.ready": "reached",
    "report.not_yet": "not yet",
    "report.not_full": "set not full",
    "report.another_set": "another set",
    # --- headings ---
    "report.item": "Item",
    "report.right": "Right",
    "report.share": "Share",
    "report.figure": "Figure",
    "report.value": "Value",
    "report.interval": "Interval",
    "report.n": "Items",
    "report.people_count": "People",
    "report.with": "{name}: {what}",
    # --- what an item of the page is ---
    "report.situation": "which situation it is",
    "report.element": "element: {what}",
    "report.step": "next step: {what}",
    "report.way": "way of asking: {what}",
    "report.conduct": "safe conduct: {what}",
}

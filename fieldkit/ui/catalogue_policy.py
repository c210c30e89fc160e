"""The interface texts of headquarters' rules: taken, refused, old; a laptop that is no longer believed."""

POLICY: dict[str, str | tuple[str, str]] = {
    "policy.taken": "New rules from headquarters were taken (version {version}).",
    "policy.forms": "New versions of forms: {forms}. Interviews that were begun go on with their own.",
    "policy.refused": "no rules were taken: {why}",
    "policy.old": (
        (
            "the rules from headquarters on this laptop are {n} day old; work goes on with them, ask for a new stick",
            "the rules from headquarters on this laptop are {n} days old; work goes on with them, ask for a new stick",
        )
    ),
    "policy.revoked": "headquarters no longer believes this laptop: tell your focal point by voice",
}

"""The interface texts of the pages about a person's care: upset, help that cannot wait, services, paper, not saved.

The health clocks are those of shared/reference/instruments.md 7: emergency contraception up to 5 days, medicine against
HIV infection within 72 hours. What helps somebody who is upset is in own words after the WHO's ten principles and
psychological first aid. No fluent reader and no health worker has reviewed these texts yet. See `catalogue.py`.
"""

CARE: dict[str, str] = {
    # --- the person is upset ---
    "distress.title": "The person is upset",
    "distress.slow": "Stop asking. Stay calm and near, and give time. Silence is all right; so are tears.",
    "distress.water": "Offer water, a seat, a quiet place, somebody they trust. Touch nobody without asking.",
    "distress.say": "You can say:",
    "distress.say_stop": '"We can stop. Nothing bad comes of it."',
    "distress.say_decide": '"You decide what you tell and what comes next."',
    "distress.say_ground": (
        '"Feel your feet on the ground. Breathe slowly, out longer than in. Name three things you see here."'
    ),
    "distress.dont": "Do not press, do not ask for details again, do not promise what you cannot keep, do not judge.",
    "distress.then": "Go on only if the person says so. Otherwise save and leave, and offer help all the same.",
    "distress.lines": "Who can help by telephone:",
    # --- help that cannot wait ---
    "before.title": "Help that cannot wait",
    "before.first": "If sexual violence may have happened lately, care comes first. The talk can wait.",
    "before.pep": "Within 72 hours (3 days), the sooner the better: medicine against HIV infection.",
    "before.contraception": "Within 120 hours (5 days): emergency contraception.",
    "before.where": "Where: an Isange One Stop Centre or the nearest health centre.",
    "before.hours": "Not every centre is open at night: call first.",
    "before.police": "Ask there for care without a report to the police (not yet verified that every centre gives it).",
    "before.choice": (
        "Offer it to everyone, ask for no details. The person decides; an interview can be gone on with later."
    ),
    # --- something could not be saved ---
    "trouble.title": "This was not saved",
    "trouble.disk": "The disk of this laptop is full.",
    "trouble.room": "Make room: in another window, delete files that are not needed. Then press Enter here.",
    "trouble.safe": "What was answered before is safe.",
    "trouble.code": "For whoever helps: {error}",
    "trouble.how": "Enter tries again. Leaving loses only this last step.",
    # --- services, paper ---
    "services.title": "Where help is",
    "services.none": "No service that can be reached is listed here. Call the duty phone: they know who can help.",
    "services.verified": "verified",
    "services.unverified": "not yet verified: call before you send anybody",
    "services.hours": "hours: {hours}",
    "services.instead": "no answer, or closed: {who}",
    "services.through": "For this, through the focal point: {who}",
    "services.offer": "Offer these. The person decides; go along or call for them if they want it.",
    "paper.title": "Ask: is it safe for you to carry paper?",
    "paper.hint": "Somebody may look through pockets, bags and telephones.",
    "paper.yes": "Yes",
    "paper.no": "No",
    "paper.unsure": "Not sure",
    "slip.title": "Copy by hand",
    "slip.how": "Only these numbers and hours: no name, no place, no reason.",
    "slip.nothing": "Nothing is printed and nothing is saved.",
    "heart.title": "No paper: one number, learnt by heart",
    "heart.how": "Say it together until the person can say it alone. Do not put it into a telephone.",
}

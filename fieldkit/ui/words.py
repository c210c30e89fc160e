"""The words of generated passphrases, made by a rule: three open syllables, 20 x 20 x 20 = 8,000 words, 13 bits each.

Open syllables can be read and said in Kinyarwanda, Swahili, French and English. The consonants were chosen so that
there is no l or r (one sound in Kinyarwanda), and no insult, slur or name of a people in those languages as far as we
know; docs/interview.md tells how that was checked.
"""

import math

from fieldkit.ports import Entropy

VOWELS = "aeiou"
FIRST, SECOND, THIRD = "bdfm", "swyz", "gkmn"
WORDS = tuple(
    a + v + b + w + c + x for a in FIRST for v in VOWELS for b in SECOND for w in VOWELS for c in THIRD for x in VOWELS
)
COUNT = 6
BITS = COUNT * math.log2(len(WORDS))


def generate(entropy: Entropy, count: int = COUNT) -> str:
    """Return `count` random words with spaces between. Every word is equally likely."""
    return " ".join(WORDS[_below(entropy, len(WORDS))] for _ in range(count))


def _below(entropy: Entropy, limit: int) -> int:
    """Return a number below `limit` without bias: draws that do not divide evenly are thrown away."""
    fair = 65536 - 65536 % limit
    while True:
        drawn = int.from_bytes(entropy.token(2), "big")
        if drawn < fair:
            return drawn % limit

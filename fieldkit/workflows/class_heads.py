"""What the typed lines of scenes and of knowledge tests have in common: their head. docs/practice-format.md 8.5."""

from fieldkit import errors
from fieldkit.crypto.sign import PublicKey
from fieldkit.sync.bundle import class_line
from fieldkit.sync.bundle.class_file import ClassFile
from fieldkit.sync.bundle.class_line import MOST_MINUTES, MOST_N, Head
from fieldkit.sync.bundle.class_result import PHASES, ClassResult


def head_for(result: ClassResult, place: int) -> Head:
    """Return the head of a result's line; `place` says which thing of the class. Raises: BundleOverflow for a late
    run."""
    if result.n > MOST_N:
        raise errors.BundleOverflow(what="a typed line's number", found=result.n, limit=MOST_N)
    number, tag = class_line.head_of(result.who)
    minutes = min(MOST_MINUTES, -(-result.seconds // 60))
    phase = PHASES.index(result.phase)
    return Head(class_line.class_tag(result.class_id), number, tag, place, phase, result.n, result.left, minutes)


def typed_result(
    head: Head, who: str, made: str, found: ClassFile, *, of: str, name: str, sha256: str, form: str, form_hash: str
) -> ClassResult:
    """Return the result that a typed head says, still without items. Nothing proves whose it is.

    Raises: ResultLineWrong when the head is not `who`'s.
    """
    if not head.fits(who):
        raise errors.ResultLineWrong(why="it is another person's")
    return ClassResult(
        class_id=found.id,
        who=who,
        key=PublicKey(bytes(32)),
        n=head.n,
        made=made,
        of=of,
        name=name,
        hash=sha256,
        form=form,
        form_hash=form_hash,
        phase=PHASES[head.phase],
        seconds=head.minutes * 60,
        left=head.left,
        typed=True,
    )

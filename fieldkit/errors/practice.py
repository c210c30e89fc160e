"""Practice in a class, and writing a scene: FK-8xx, exit statuses 167-179 and 181-193."""

from fieldkit.errors.base import FieldkitError
from fieldkit.errors.bundle import BundleError, Quarantine


class ClassUnknown(FieldkitError):
    """No practice class that fits is on this computer."""

    code, exit_status = "FK-801", 167
    message = "this computer is in no practice class: {why}"
    hint = "trainees: fieldkit practice class join FOLDER; the trainer: on the computer that made the class"


class ClassFileInvalid(FieldkitError):
    """A class file, or a vignette beside it, is not as the trainer's computer wrote it."""

    code, exit_status = "FK-802", 168
    message = "the class file is not valid: {why}"
    hint = "ask the trainer for the folder again"


class ClassCodeWrong(FieldkitError):
    """The code on the board is not that of the class file."""

    code, exit_status = "FK-803", 169
    message = "this is not the code of the class in this folder"
    hint = "compare it with the board; if it still differs, the folder is not the trainer's: do not join"


class ClassThere(FieldkitError):
    """The folder holds a class already."""

    code, exit_status = "FK-804", 170
    message = "{path} holds a class already"
    hint = "take an empty folder for a new class"


class ClassKeysDamaged(FieldkitError):
    """The trainer's key file of a class is not as fieldkit writes it."""

    code, exit_status = "FK-805", 171
    message = "the keys of the class cannot be used: {why}"
    hint = "put back a copy of class.keys; without it the results of this class stay sealed"


class ClassMixed(FieldkitError):
    """Something under `practice/` was renamed, or copied from another class."""

    code, exit_status = "FK-806", 172
    message = "{what} belongs to another class than its folder says"
    hint = "put it back where it was; each class has its own keys, and they are never copied"


class ResultInvalid(FieldkitError):
    """A file is no practice result as fieldkit writes it."""

    code, exit_status = "FK-807", 173
    message = "this is no practice result: {why}"
    hint = "write it again on the trainee's laptop: fieldkit practice class give FOLDER"


class ResultForeign(FieldkitError):
    """A practice result belongs to another class, or is on another text."""

    code, exit_status = "FK-808", 174
    message = "this result is not of this class: {why}"
    hint = "take it to the trainer of its class; join again where a laptop has an old class file"


class ResultForged(FieldkitError):
    """The signature of a practice result does not fit."""

    code, exit_status = "FK-809", 175
    message = "this result was changed after it was signed"
    hint = "leave it out, and ask the trainee to hand it over again"


class PracticeKeyCopied(FieldkitError):
    """Two different results have one key and one number."""

    code, exit_status = "FK-810", 176
    message = "two laptops use one practice key: result {n} is there twice, and differs"
    hint = "one of the two joins again, under another name; only the first was taken"


class PracticeForReal(BundleError):
    """Something of practice was offered to real work."""

    code, exit_status = "FK-811", 177
    quarantine = Quarantine.WRONG_RECIPIENT
    message = "this is practice: {what}; real work takes none of it"
    hint = "results of a class: fieldkit practice class gather; for headquarters: fieldkit practice class capacity"


class RealForPractice(FieldkitError):
    """Something of real work was offered to a practice class."""

    code, exit_status = "FK-812", 178
    message = "this is no practice but real: {what}"
    hint = "take it out of the class folder, and bring it to headquarters: hq import"


class ResultLineWrong(FieldkitError):
    """A typed result line was mistyped, or does not fit this class."""

    code, exit_status = "FK-813", 179
    message = "the result line cannot be used: {why}"
    hint = "compare it with the trainee's screen, group by group"


class OpeningCodeWrong(FieldkitError):
    """The code does not open the assessment vignettes."""

    code, exit_status = "FK-814", 184
    message = "this code does not open the assessment of the class"
    hint = "it is the trainer's opening code, not the code on the board; type it again"


class CapacityInvalid(FieldkitError):
    """A file of capacity results is malformed or not signed by the class it names."""

    code, exit_status = "FK-815", 181
    message = "these are no capacity results as fieldkit writes them: {why}"
    hint = "ask the trainer for the file again, and compare the fingerprint"


class NobodyAgreed(FieldkitError):
    """Nobody agreed that headquarters gets their scores."""

    code, exit_status = "FK-816", 182
    message = "nobody agreed, so there is nothing to hand over"
    hint = "that is all right: the class's figures without people are in fieldkit practice class gather --page"


class ClassPassphraseWrong(FieldkitError):
    """The passphrase does not open the trainer's keys of a class."""

    code, exit_status = "FK-817", 183
    message = "this does not open the keys of the class"
    hint = "it is the passphrase that was chosen at fieldkit practice class new; try again slowly"


class CertificateInvalid(FieldkitError):
    """A file is no certificate as fieldkit writes it."""

    code, exit_status = "FK-818", 185
    message = "this is no certificate as fieldkit writes it: {why}"
    hint = "take the file that ends in .certificate, not the page; ask the trainer of the class for it"


class CertificateForged(FieldkitError):
    """A certificate was changed, or is not signed by the key of its class."""

    code, exit_status = "FK-819", 186
    message = "this certificate is not as the trainer signed it: {why}"
    hint = "do not rely on it; ask the trainer of the class"


class BankUnknown(FieldkitError):
    """No bank of items has this name."""

    code, exit_status = "FK-820", 187
    message = "there is no knowledge test {bank}"
    hint = "fieldkit practice list shows those that are here; a file of your own ends in .yaml"


class BankNotOfClass(FieldkitError):
    """The class has another knowledge test than the one that was asked for."""

    code, exit_status = "FK-821", 188
    message = "{bank} is not the knowledge test of this class; that is {own}"
    hint = "leave the name out: the class's test comes; alone, without --who, any can be tried"


class ResultsCrowded(FieldkitError):
    """The results folder of a class holds more files than are looked at."""

    code, exit_status = "FK-825", 192
    message = "the class folder holds more than {most} files that are offered as results; not all were looked at"
    hint = "somebody filled it with noise: take an empty folder, and have the laptops hand over again"


class ClassSceneNotHere(FieldkitError):
    """A scene of the class cannot be practised for it on this computer."""

    code, exit_status = "FK-826", 193
    message = "the scene {name} of the class cannot be practised here: {why}"
    hint = "not opened yet: fieldkit practice class open; another form: take the trainer's version of fieldkit"


# --- writing a scene -------------------------------------------------------------------------------------------


class SceneKeyThere(FieldkitError):
    """A scene has an answer key already, and nobody is there to be asked."""

    code, exit_status = "FK-822", 189
    message = "{path} has an answer key already"
    hint = "--force replaces it; each why whose answer stays the same is kept"


class SceneUnfinished(FieldkitError):
    """Texts of a scene are still to be written."""

    code, exit_status = "FK-823", 190
    message = "{name} is not finished: {count} still to do; first, in line {line}: {first}"
    hint = "fieldkit practice check FILE lists all of it in the order of work"


class SceneKeyNotPlaced(FieldkitError):
    """An answer key cannot be put into a scene's file without changing something else in it."""

    code, exit_status = "FK-824", 191
    message = "the key was not written into {path}, which is as it was: {why}"
    hint = "keep each key of the file on lines of its own, with `key:` last; then fieldkit practice key again"

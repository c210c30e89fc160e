"""Writing a practice scene: FK-822 to FK-824, exit statuses 189-191."""

from fieldkit.errors.base import FieldkitError


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

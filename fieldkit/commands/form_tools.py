"""`fieldkit form show|new|diff|schema`: what a form author needs beside the check and the tests."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from fieldkit import errors
from fieldkit.commands.files import write_new
from fieldkit.commands.form_source import compiled_of, source_of
from fieldkit.forms.model import Form
from fieldkit.forms.outline_text import INDENT, logic, outline_lines
from fieldkit.ports import Env
from fieldkit.result import Json, Result
from fieldkit.ui.text import wrap_indented

WIDTH = 79


def show(
    form: Annotated[str, typer.Argument(help="A form file, or the name of a form on this machine.")],
    language: Annotated[str, typer.Option(help="Language of the labels.")] = "",
) -> Result:
    """Show a form in words: outline, languages and what is reviewed, logic, scores, gates, who may run it.

    Example: fieldkit form show border_quick_screen
    """
    found = compiled_of(source_of(form)).form
    if language and language not in found.languages:
        raise errors.UnknownLanguage(form=found.form_id, language=language, languages=", ".join(found.languages))
    lines = tuple(part for line in outline_lines(found, language) for part in wrapped(line))
    items: list[Json] = [
        {
            "key": item.key,
            "type": "repeat"
            if getattr(item, "repeat", False)
            else getattr(getattr(item, "type", None), "value", "group"),
            "group": item.group.key if item.group else None,
            "logic": list(logic(found, item, language)),
        }
        for item in found.items
    ]
    data: dict[str, Json] = {
        "form": found.form_id,
        "version": found.version,
        "sha256": found.form_hash,
        "languages": {
            code: {
                "use": found.use.get(code, "practice"),
                "reviewed": sum(found.is_reviewed(item.name, code) for item in found.items if item.label),
                "labels": sum(item.label is not None for item in found.items),
            }
            for code in found.languages
        },
        "who_may_run": list(found.who_may_run),
        "minutes": found.minutes,
        "items": items,
        "scores": [score.name for score in found.scores],
        "tests": len(found.tests),
    }
    return Result(data=data, lines=lines)


def wrapped(line: str) -> tuple[str, ...]:
    """Wrap a line of an outline at 80 columns; what follows stands further in than the line itself."""
    first, *rest = wrap_indented(line, WIDTH - len(INDENT))
    return first, *(INDENT + part for part in rest)


def new(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="The form's name: letters, digits and _.")],
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Where it goes; else NAME.yaml here.")] = None,
    language: Annotated[str, typer.Option(help="Language codes, the first is the default: en,rw")] = "en",
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
) -> Result:
    """Write a form to begin with: commented, complete, passing its own check and tests.

    Example: fieldkit form new market_visit --language en,rw
    """
    from fieldkit.forms.starter import starter

    env: Env = context.obj
    codes = [code.strip() for code in language.split(",") if code.strip()]
    target = output or Path(f"{name}.yaml")
    text = starter(name, codes, target.name)
    write_new(target, text.encode(), env.platform, force=force)
    after = (f"Next: fieldkit form check {target}", f"      fieldkit form test {target}")
    return Result(data={"file": str(target), "languages": list(codes)}, lines=(f"wrote {target}",), after=after)


def schema(
    context: typer.Context,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Where it goes; else on the screen.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
) -> Result:
    """Write the JSON Schema (2020-12) of the form language, for completion and hints in an editor.

    Example: fieldkit form schema -o fieldkit-form.schema.json
    """
    from fieldkit.forms.schema import form_schema

    env: Env = context.obj
    made = form_schema()
    text = json.dumps(made, ensure_ascii=False, indent=2) + "\n"
    if output is None:
        return Result(data={"schema": made}, lines=tuple(text.splitlines()))
    write_new(output, text.encode(), env.platform, force=force)
    after = (f"In a form's first line: # yaml-language-server: $schema={output}",)
    return Result(data={"file": str(output)}, lines=(f"wrote {output}",), after=after)


def diff(
    old: Annotated[str, typer.Argument(help="The older version: a file or the name of a form here.")],
    new: Annotated[str, typer.Argument(help="The newer version.")],
) -> Result:
    """Compare two versions of a form: what was added, dropped, renamed or changed, and what it does to answers.

    Example: fieldkit form diff forms/screen-1.yaml forms/screen-2.yaml
    """
    from fieldkit.forms.diff import compared

    before, after = compiled_of(source_of(old)).form, compiled_of(source_of(new)).form
    found = compared(before, after)
    lines: list[str] = []
    for change in found:
        lines += wrapped(
            f"{change.kind} {change.name}: {change.what}" if change.what else f"{change.kind} {change.name}"
        )
        lines += wrapped(f"    answers: {change.answers}") if change.answers else ()
    data: list[Json] = [dict(change._asdict()) for change in found]
    warnings = tuple(_version_warnings(before, after)) if found else ()
    return Result(data={"changes": data}, lines=tuple(lines) or ("no difference",), warnings=warnings)


def _version_warnings(before: Form, after: Form) -> Iterator[str]:
    if before.form_id != after.form_id:
        yield f"these are two forms: {before.form_id} and {after.form_id}"
    elif before.version == after.version:
        yield f"both are version {after.version}: give the newer one a version of its own"

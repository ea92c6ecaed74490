"""The language of the command line, and help that is said in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from difflib import get_close_matches
from functools import lru_cache

import typer
from typer import rich_utils
from typer.core import TyperCommand, TyperGroup

from cctoolkit.errors import InputError, Problem
from cctoolkit.words import Words

OPTION = "--language"
LANGUAGES = ("es", "en")
NO_COMMAND = 2
"""Code of a call that names no command, as other programs end it."""
_LANGUAGE: ContextVar[str] = ContextVar("language of messages", default="es")


def chosen_language(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """Return the language of messages and help.

    `--language` decides; without it, English if the locale of the system (LC_ALL, LC_MESSAGES,
    LANG, the first that is set) is English; Spanish otherwise.

    Examples
    --------
    >>> chosen_language(["run", "acme", "--language=en"], {"LANG": "es_ES.UTF-8"})
    'en'
    >>> chosen_language([], {"LANG": "en_GB.UTF-8"}), chosen_language([], {"LANG": "C.UTF-8"})
    ('en', 'es')
    """
    for place, argument in enumerate(arguments):
        name, _, value = argument.partition("=")
        if name == OPTION:
            value = value or next(iter(arguments[place + 1 :]), "")
            if value in LANGUAGES:
                return value
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            return "en" if environment[name].lower().startswith("en") else "es"
    return "es"


@lru_cache
def voice(language: str) -> Words:
    """Return the words of the command line, with the digits of their language."""
    return Words(language, locale={"es": "es_ES", "en": "en_GB"}[language])


def spoken() -> Words:
    """Return the words chosen when the command began."""
    return voice(_LANGUAGE.get())


@contextmanager
def speaking(language: str) -> Iterator[Words]:
    """Say everything in a language while the block lasts."""
    before = _LANGUAGE.set(language)
    try:
        yield voice(language)
    finally:
        _LANGUAGE.reset(before)


class SpokenCommand(TyperCommand):
    """A command whose help is said in the chosen language."""

    def format_help(self, ctx, formatter) -> None:
        """Translate help, options and panels, then lay them out as usual."""
        with _translated(self):
            super().format_help(ctx, formatter)

    def format_usage(self, ctx, formatter) -> None:
        """Write the line of use."""
        _write_usage(self, ctx, formatter)

    def get_help_option(self, ctx):
        """Return --help with its own help in the chosen language."""
        return _said_help_option(super().get_help_option(ctx))


class SpokenGroup(TyperGroup):
    """The commands together, whose help is said in the chosen language."""

    def format_help(self, ctx, formatter) -> None:
        """Translate help, commands and panels, then lay them out as usual."""
        with _translated(self, *self.commands.values()):
            super().format_help(ctx, formatter)

    def format_usage(self, ctx, formatter) -> None:
        """Write the line of use."""
        _write_usage(self, ctx, formatter)

    def get_help_option(self, ctx):
        """Return --help with its own help in the chosen language."""
        return _said_help_option(super().get_help_option(ctx))

    def resolve_command(self, ctx, args):
        """Find a command; one that does not exist is a problem like any other."""
        name = args[0]
        if name not in self.commands and not name.startswith("-"):
            raise InputError(misnamed("command", name, [*self.commands]))
        return super().resolve_command(ctx, args)

    def parse_args(self, ctx, args):
        """Read the shared options; where no command follows, help is shown and nothing done."""
        rest = super().parse_args(ctx, args)
        if not ctx._protected_args:
            ctx.get_help()
            ctx.exit(NO_COMMAND)
        return rest


def misnamed(kind: str, found: str, names: Sequence[str]) -> Problem:
    """Return the problem of a name that is none of those, with the nearest if one is near.

    Examples
    --------
    >>> str(misnamed("command", "rum", ["demo", "run"]))
    'there is no command "rum". Did you mean `run`? Commands: demo, run.'
    """
    near = get_close_matches(found.casefold(), names, n=1, cutoff=0.5)
    values = {"near": near[0]} if near else {}
    code = f"{kind}_near" if near else f"{kind}_unknown"
    return Problem(code, found=found, allowed=", ".join(names), values=values)


def usage_problem(error: Exception, command: str) -> Problem:
    """Return what is wrong with a command that cannot be understood, as a problem."""
    option = getattr(error, "option_name", None)
    if option and hasattr(error, "possibilities"):
        return misnamed("option", option, _options(error))
    parameter = getattr(error, "param", None)
    if parameter is not None:
        is_missing = type(error).__name__ == "MissingParameter"
        code = "argument_missing" if is_missing else "option_value"
        return Problem(code, found=_named(parameter), values={"command": command})
    return Problem("usage_wrong", found=error.format_message(), values={"command": command})


def _named(parameter) -> str:
    """Return an option by its name, an argument by what stands for it in the line of use."""
    options = [name for name in parameter.opts if name.startswith("--")]
    return options[0] if options else (parameter.metavar or parameter.name).upper()


def _options(error: Exception) -> list[str]:
    """Return the options of the command in which an error arose."""
    context = getattr(error, "ctx", None)
    parameters = context.command.params if context else []
    names = [name for each in parameters for name in each.opts if name.startswith("--")]
    return [*names, "--help"]


@contextmanager
def _translated(*commands) -> Iterator[None]:
    """Say the help of commands and parameters, and the panels, in the chosen language."""
    say = spoken().say
    holders = [
        holder
        for command in commands
        for holder in (command, *command.params)
        if getattr(holder, "help", None)
    ]
    english = [holder.help for holder in holders]
    for holder in holders:
        holder.help = say(holder.help)
    try:
        with _panels():
            yield
    finally:
        for holder, message in zip(holders, english, strict=True):
            holder.help = message


@contextmanager
def _panels() -> Iterator[None]:
    """Say the titles and marks that are constants of the library."""
    say = spoken().say
    said = {
        "ARGUMENTS_PANEL_TITLE": say("Arguments"),
        "OPTIONS_PANEL_TITLE": say("Options"),
        "COMMANDS_PANEL_TITLE": say("Commands"),
        "DEFAULT_STRING": f"[{say('default')}: {{}}]",
        "REQUIRED_LONG_STRING": f"[{say('required')}]",
    }
    before = {name: getattr(rich_utils, name) for name in said}
    try:
        for name, text in said.items():
            setattr(rich_utils, name, text)
        yield
    finally:
        for name, text in before.items():
            setattr(rich_utils, name, text)


def _write_usage(command, ctx, formatter) -> None:
    say = spoken().say
    said = {
        "[OPTIONS]": say("[OPTIONS]"),
        "COMMAND [ARGS]...": say("COMMAND [ARGUMENTS]..."),
    }
    pieces = " ".join(said.get(piece, piece) for piece in command.collect_usage_pieces(ctx))
    formatter.write_usage(ctx.command_path, pieces, f"{spoken().say('Usage')}: ")


def _said_help_option(option):
    if option is not None:
        option.help = spoken().say("Show this help")
    return option


UsageError = typer.BadParameter.__mro__[1]

"""Chinese for what click says itself, and for the help of options; both keyed by their English.

An English text without a Chinese one is shown as it is.
"""

from __future__ import annotations

import copy
from types import ModuleType

import click
import click.core
import click.decorators
import click.exceptions
import click.formatting
import click.parser
import click.types

from yipan.cli.option_words import OPTIONS

CLICK = {
    "Usage:": "用法:",
    "Options": "选项",
    "Positional arguments": "参数",
    "Commands": "命令",
    "Show this message and exit.": "显示本说明。",
    "Show the version and exit.": "显示版本。",
    "%(prog)s, version %(version)s": "%(prog)s,版本 %(version)s",
    "default: {default}": "默认: {default}",
    "env var: {var}": "环境变量: {var}",
    "required": "必填",
    "Aborted!": "已中止",
    "unknown error": "未知错误",
    "Missing command.": "缺少命令。",
    "Missing argument": "缺少参数",
    "Missing option": "缺少选项",
    "Missing parameter": "缺少参数",
    "Missing {param_type}": "缺少 {param_type}",
    "Missing parameter: {param_name}": "缺少参数 {param_name}",
    "Invalid value: {message}": "值不可用: {message}",
    "Invalid value for {param_hint}: {message}": "{param_hint} 的值不可用: {message}",
    "No such option {name!r}.": "没有选项 {name!r}。",
    "No such option: {name}": "没有选项 {name}",
    "No such command {name!r}.": "没有命令 {name!r}。",
    "Did you mean {possibility}?": "是否指 {possibility}?",
    "(Did you mean one of: {possibilities}?)": "(是否指其中之一: {possibilities}?)",
    "(Possible options: {possibilities})": "(相近的选项: {possibilities})",
    "Got unexpected extra argument ({args})": "多出的参数 ({args})",
    "Got unexpected extra arguments ({args})": "多出的参数 ({args})",
    "Takes {nargs} values but 1 was given.": "需要 {nargs} 个值,只给了 1 个。",
    "Takes {nargs} values but {len} were given.": "需要 {nargs} 个值,给了 {len} 个。",
    "Argument {name!r} takes {nargs} values.": "参数 {name!r} 需要 {nargs} 个值。",
    "Option {name!r} does not take a value.": "选项 {name!r} 不带值。",
    "Option {name!r} requires an argument.": "选项 {name!r} 须带一个值。",
    "Option {name!r} requires {nargs} arguments.": "选项 {name!r} 须带 {nargs} 个值。",
    "Could not open file {filename!r}: {message}": "打不开文件 {filename!r}: {message}",
    "Choose from:\n\t{choices}": "可选:\n\t{choices}",
    "{value!r} is not {choice}.": "{value!r} 不是 {choice}。",
    "{value!r} is not one of {choices}.": "{value!r} 不在 {choices} 之中。",
    "{value!r} is not a valid {number_type}.": "{value!r} 不是数({number_type})。",
    "{value} is not in the range {range}.": "{value} 不在范围 {range} 之内。",
    "{name} {filename!r} does not exist.": "{filename!r} 不存在。",
    "{name} {filename!r} is a file.": "{filename!r} 是文件。",
    "{name} {filename!r} is a directory.": "{filename!r} 是文件夹。",
    "{name} {filename!r} is not readable.": "{filename!r} 不可读。",
    "{name} {filename!r} is not writable.": "{filename!r} 不可写。",
}
_MODULES: tuple[ModuleType, ...] = (
    click.core,
    click.decorators,
    click.exceptions,
    click.formatting,
    click.parser,
    click.types,
)


def speak(lang: str) -> None:
    """What click says from now on is in this language.

    Its own way is gettext and the locale of the machine, which `--lang` does not change.
    """
    words = CLICK if lang == "zh" else {}

    def one(message: str) -> str:
        return words.get(message, message)

    def several(singular: str, plural: str, count: int) -> str:
        return one(singular if count == 1 else plural)

    for module in _MODULES:
        for name, function in (("_", one), ("ngettext", several)):
            if hasattr(module, name):
                setattr(module, name, function)


def in_language(command: click.Command, about: str, lang: str) -> click.Command:
    """The command whose options are explained in this language, after `about`, its one line."""
    if lang != "zh":
        return command
    found = copy.copy(command)
    found.help = about if not command.help else f"{about}\n\n{command.help}"
    found.params = [_explained(param) for param in command.params]
    return found


def _explained(param: click.Parameter) -> click.Parameter:
    if not isinstance(param, click.Option) or param.help is None:
        return param
    found = copy.copy(param)
    found.help = OPTIONS.get(param.help, param.help)
    return found

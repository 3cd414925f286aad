"""``oa-client``: the desktop, or with a subcommand the command line."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

INTERRUPTED = 130
"""What a shell expects of a program that was stopped by Ctrl+C."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run what the words ask for; the exit code."""
    try:
        return _run(argv)
    except KeyboardInterrupt:
        print("\n已中断。说过“已保存”的都在；没说过的，请再办一次。", file=sys.stderr)
        return INTERRUPTED
    except ImportError as damaged:
        if not getattr(sys, "frozen", False):
            raise
        words, code = _damage(damaged)
        print(words, file=sys.stderr)
        return code
    except BrokenPipeError:  # whoever reads has seen enough, as with head
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _run(argv: Sequence[str] | None) -> int:
    words = list(sys.argv[1:] if argv is None else argv)
    if words == ["--preview-child"]:
        from oa_client.system import preview_child

        preview_child.main()
        return 0
    if words == ["--toolkit-child"]:
        from oa_client.ui import toolkit

        return toolkit.main()
    from oa_client.cli.grammar import Wrong, parse

    try:
        args = parse([*words[:-1], "open", words[-1]] if words and _only_link(words) else words)
    except Wrong as wrong:
        print(wrong, file=sys.stderr)
        return 2
    if args.command == "gongwen":
        from oa_client import papers

        return papers.run_gongwen(args)
    if args.command == "ink":
        from oa_client.cli import ink

        return ink.show(args, sys.stdout, sys.stderr)
    from oa_client.system.paths import default_profile

    given = getattr(args, "profile", None)
    folder = Path(given) if given else default_profile()
    if args.command is None or args.command == "open":
        return _without_command(folder, args)
    from oa_client import bootstrap

    return bootstrap.run_cli(words, folder)


def _damage(problem: ImportError) -> tuple[str, int]:
    """What to say, and the exit code, where a part of the installed program is missing or broken."""
    from oa_client.app.libraries import missing
    from oa_client.app.soundness import EXITS, Check
    from oa_client.wording.sentences import sentence

    if lost := missing(str(problem)):
        return sentence("library_missing", lost._asdict()), EXITS[Check.TOOLKIT]
    of_store = "sqlcipher3" in f"{problem.name} {problem.path}"
    name = Path(problem.path).name if problem.path else problem.name or ""
    words = sentence("store_engine", {"why": name}) if of_store else sentence("parts_broken", {"name": name})
    return words, EXITS[Check.STORE if of_store else Check.PARTS]


def _only_link(words: Sequence[str]) -> bool:
    """Whether a desktop handed in an address of ours and nothing else, but for the profile."""
    from oa_client.app.links import is_link

    alone = len(words) == 1 or (len(words) == 3 and words[0] == "--profile")
    return alone and is_link(words[-1])


def _without_command(folder: Path, args: argparse.Namespace) -> int:
    """The desktop, or what is asked of this machine whether anybody signed in here or not."""
    if args.diagnose is not None:
        from oa_client import diagnosing

        return diagnosing.run(folder, Path(args.diagnose) if args.diagnose else None)
    if args.policy_dump:
        from oa_client import bootstrap

        return bootstrap.dump_policies(folder, as_json=getattr(args, "json", False))
    from oa_client import starting

    link = getattr(args, "address", "")
    begin = starting.Begin(args.server or "", args.user or "", link, autostart=args.autostart)
    try:
        return starting.run_desktop(folder, begin)
    except ImportError as damaged:
        if not getattr(sys, "frozen", False):
            raise
        return starting.refuse(*_damage(damaged), begin)


if __name__ == "__main__":
    sys.exit(main())

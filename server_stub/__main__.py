"""oa-server: the central store on one machine."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module

from server_stub.grammar import parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; 0 when it went well, 1 when not, 2 when it was written wrong."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words == ["--light-child"]:
        from server_stub import light_child

        light_child.main(sys.stdin.buffer, sys.stdout.buffer)
        return 0
    given = parser().parse_args(words)
    from server_stub.cannot import CannotDo
    from server_stub.register import Unknown
    from server_stub.serve import CannotServe

    module, _, name = given.run.partition(":")
    try:
        if getattr(given, "begun", False) and not (given.data / "centre.db").exists():
            raise CannotDo(f"{given.data} 里没有中心；请先 oa-server init")
        if told := getattr(import_module(f"server_stub.{module}"), name)(given):
            print(told)
    except (CannotServe, Unknown, CannotDo, FileExistsError) as problem:
        print(f"oa-server：{problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        pass
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""What is done to a 公文 on the command line without a profile: set from its SPEC, or anybody's checked."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from oa_client.app.gongwen_faults import Fault
from oa_client.app.gongwen_spec import BadSpec
from oa_client.cli.gongwen import gongwen
from oa_client.cli.gongwen_check import check
from oa_client.export import gongwen as pdf
from oa_client.export import gongwen_docx as docx
from oa_client.export.pictures import BadPicture, cleaned
from oa_client.layout.gongwen.lay import NoText
from oa_client.system.fonts import find_fonts
from oa_client.system.inspector import inspect

if TYPE_CHECKING:
    import argparse

    from oa_client.app.forms import Printed
    from oa_client.app.gongwen import Gongwen
    from oa_client.layout.gongwen.profile import Profile


def run_gongwen(args: argparse.Namespace) -> int:
    """``gongwen`` and its verbs."""
    if args.verb == "check":
        return int(check(args, inspect, sys.stdout, sys.stderr))
    return int(gongwen(args, _typeset, sys.stdout, sys.stderr))


def _typeset(document: Gongwen, kind: str, profile: Profile) -> tuple[Printed, tuple[str, ...]] | None:
    """Set with the fonts of this machine; None when page 1 would show no text."""
    typeset = docx.typeset if kind == "docx" else pdf.typeset
    try:
        printed, laid = typeset(cleaned(document), find_fonts(), profile)
    except NoText:
        return None
    except BadPicture as bad:
        raise BadSpec((Fault(str(bad), "no_picture"),)) from bad
    return printed, laid.remarks

"""Writes the table of policies in README.md anew, from resources/policies/schema.json.

python3 installer/policy_table.py
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
BETWEEN = re.compile(r"(?<=policy_table\.py -->\n).*?(?=\n<!-- 表完 -->)", re.DOTALL)


def current(text: str) -> str:
    """The text with the table as the schema has it now."""
    from oa_client.wording.policies import table  # noqa: PLC0415 - found only once the path below is known

    return BETWEEN.sub(lambda _old: table(), text, count=1)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    README.write_text(current(README.read_text("utf-8")), "utf-8")

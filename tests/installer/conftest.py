import sys

from tests.quality.source import ROOT

# The builder is run as a script: what lies beside it is found by its folder.
if str(ROOT / "installer") not in sys.path:
    sys.path.append(str(ROOT / "installer"))

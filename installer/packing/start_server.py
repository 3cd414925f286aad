"""Where the packaged centre begins."""

import sys

from server_stub.__main__ import main

sys.exit(main())

"""Where the packaged client begins."""

import sys

from oa_client.__main__ import main

sys.exit(main())

"""The benchmark is not installed; ``python load/benchmarks`` finds its package just as this does."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

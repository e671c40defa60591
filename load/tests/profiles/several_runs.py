"""A generator that makes one run after the other, so that Locust is imported once for all tests of a module.

Told on its standard input where a plan is and where the result goes, a line of JSON for each run.
"""

import json
import sys

from applink_load.profiles import mixed
from applink_load.runner.__main__ import main

# Within a second everybody does everything, which in real life takes a day.
mixed.MIX = {product: dict.fromkeys(actions, 1) for product, actions in mixed.MIX.items()}
mixed.ACTIONS_AN_HOUR = dict.fromkeys(mixed.MIX, mixed.PEOPLE * 100)

for line in sys.stdin:
    main(*json.loads(line))
    sys.stdout.write("over\n")
    sys.stdout.flush()

"""What the tests of storage open their databases with."""

# Tests are no package, so there is no absolute name.
from ..storage.cluster import Cluster  # noqa: TID252
from ..storage.conftest import POSTGRES, cluster, new_url, opened  # noqa: TID252

__all__ = ["POSTGRES", "Cluster", "cluster", "new_url", "opened"]

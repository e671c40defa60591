"""Only some calls fail: those with spaces, slashes, brackets or other letters in their query."""

from applink_simulator.catalogue.entry import Said
from applink_simulator.catalogue.in_front import InFront
from applink_simulator.topology.fronts.front import Front, Query, Reencoding


class QueryRewritten(InFront):
    """The proxy writes the query anew, and means something else than what was signed."""

    id = "F-11"
    rank = 36
    phrases = (
        Said(
            "the proxy in front of {product} escapes queries once more",
            "the proxy in front of Jira escapes queries once more",
            {"front": Front(query=Query((Reencoding.TWICE,)))},
        ),
        Said(
            "the proxy in front of {product} escapes the plus in queries",
            "the proxy in front of Jira escapes the plus in queries",
            {"front": Front(query=Query((Reencoding.PLUS_AS_ITSELF,)))},
        ),
        Said(
            "the proxy in front of {product} writes queries in other escapes that mean the same",
            "the proxy in front of Jira writes queries in other escapes that mean the same",
            {
                "front": Front(
                    query=Query((Reencoding.PLUS_AS_SPACE, Reencoding.LOWER_CASE, Reencoding.PLAIN_SLASHES))
                )
            },
        ),
        Said(
            "the proxy in front of {product} appends a parameter of its own",
            "the proxy in front of Jira appends a parameter of its own",
            {"front": Front(query=Query(appends="_=1"))},
        ),
    )


FAULT = QueryRewritten

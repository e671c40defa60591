"""What is told beside the figures."""

import json

import pytest

from applink_load.measured.run import Measured
from applink_load.verdict.judge import judge
from applink_load.verdict.notes import notes
from applink_load.verdict.page import page
from applink_load.verdict.papers import as_json, as_markdown


def a_run(*, ceiling: float = 0.0) -> Measured:
    """Ten requests in its first second and eighty in its second, which is the busiest."""
    made = Measured("direct", "http://127.0.0.1:2990", 10, 1_700_000_000.0, 10.0, ceiling=ceiling)
    for n in range(90):
        made.add("search", 0.01, at=0.5 if n < 10 else 1.5)
    return made


@pytest.mark.parametrize(("ceiling", "bound"), [(100.0, True), (101.0, False), (0.0, False)])
def test_a_run_is_generator_bound_from_eight_tenths_of_its_ceiling_on(ceiling: float, bound: bool):
    measured = a_run(ceiling=ceiling)
    judgement = judge(measured, [])

    assert measured.busiest == 80
    assert measured.generator_bound is bound
    assert json.loads(as_json(judgement))["generator_bound"] is bound
    for told in (as_markdown(judgement), page(judgement), "\n".join(notes(measured))):
        assert ("Generator-bound" in told.replace("\\", "")) is bound
        assert ("server that does nothing" in told) is bool(ceiling)

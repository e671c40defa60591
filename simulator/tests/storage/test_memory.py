"""What only the memory does: nonces are forgotten by the half."""

from applink_simulator.storage.memory import GENERATION, MemoryNonces


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_nonce_is_remembered_over_the_turn_of_a_generation():
    """Forgetting early would let a replay through at the edge of the window."""
    real = Clock()
    nonces = MemoryNonces(real)
    real.now = GENERATION - 1.0
    nonces.claim(("first",), GENERATION - 1.0, GENERATION + 299.0)
    real.now = GENERATION + 1.0
    nonces.claim(("other",), GENERATION + 1.0, GENERATION + 301.0)
    assert not nonces.claim(("first",), GENERATION + 298.0, GENERATION + 600.0)


def test_old_nonces_are_forgotten():
    real = Clock()
    nonces = MemoryNonces(real)
    for second in range(0, 20 * GENERATION, 10):
        real.now = float(second)
        nonces.claim((str(second),), float(second), second + 300.0)
    assert len(nonces._young) + len(nonces._old) <= 2 * GENERATION // 10 + 2

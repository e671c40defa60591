"""Everything that is ever asked of a database, by name; statements.py says how it is put, in SQLAlchemy's words."""

from enum import StrEnum, auto


class Statement(StrEnum):
    GET = auto()
    GET_THREE = auto()
    """Documents of any owner and part, as they are at one moment."""
    ALL = auto()
    OF = auto()
    OF_TO_CHANGE = auto()
    ALIASED = auto()
    ADD = auto()
    """Nothing, where there is one with that key."""
    ADD_OR_GET = auto()
    PUT = auto()
    CHANGE = auto()
    SWAP = auto()
    REMOVE = auto()
    REMOVE_READ = auto()
    """Unless it has changed since it was read."""
    REMOVE_OF = auto()
    REMOVE_PART = auto()
    REMOVE_OTHER_PARTS = auto()

    COUNT = auto()
    BUMP = auto()
    FORGET_COUNT = auto()
    FORGET_COUNTS = auto()
    FORGET_ALL_COUNTS = auto()

    CLAIM = auto()
    ADMIT = auto()
    """Claims one nonce or two and tells user and rights; nothing, where consumer and token are not those known."""
    SWEEP = auto()
    FORGET_NONCES = auto()

    FIND_OWNER = auto()
    ADD_OWNER = auto()
    HOLD_OWNER = auto()
    """Nobody else adds anything to what that owner has until the transaction is over: adding refers to this row."""
    REMOVE_OWNER = auto()
    SNAPSHOTS = auto()

    COPY_PEOPLE = auto()
    """Of ``of_owner`` once more for ``to_owner``, as the three that follow."""
    COPY_DOCUMENTS = auto()
    """All but the people."""
    COPY_COUNTS = auto()
    COPY_NONCES = auto()

    FIND_VERSION = auto()
    ADD_VERSION = auto()
    CHANGE_VERSION = auto()


PEOPLE = "people"
"""The part that a userbase has; what a product keeps has a copy of it."""
CONSUMERS, TOKENS, RIGHTS = "consumers", "tokens", "rights"
"""Parts of a product that statements name."""

"""What the product was asked and what it answered."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from applink_simulator.web.control.documents import JournalDocument, exchange_document
from applink_simulator.web.control.orders import ForgetJournal
from applink_simulator.web.control.surface import here
from applink_simulator.web.control.views.blueprint import topic

blueprint = topic("journal", "What the product was asked and what it answered")


class Since(BaseModel):
    model_config = ConfigDict(extra="forbid")

    after: Annotated[int, Field(ge=0, le=2**53 - 1)] = 0
    """A position that an earlier answer told."""


@blueprint.get("/journal", responses={200: JournalDocument})
def get_journal(query: Since) -> dict[str, Any]:
    """What was answered after a position and is still kept; a journal has bounds."""
    news = here().news(query.after)
    return {
        "exchanges": [exchange_document(each) for each in news.exchanges],
        "signed_texts": news.signed_texts,
        "crashes": news.crashes,
        "position": news.position,
    }


@blueprint.delete("/journal", responses={204: None})
def delete_journal() -> tuple[Any, int]:
    """Forget it, and what crashed; positions go on."""
    control = here()
    control.order(ForgetJournal(control.product.journal.next_number()))
    return "", 204

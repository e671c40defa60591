"""Products that are down, slow, or hidden behind something else."""

from applink_fixtures.stage import Stage
from applink_steps.phrase import given, phrase, when


@when(phrase("{product} is up again"))
def is_up_again(applinks: Stage, product: str) -> None:
    """When Jira is up again"""
    applinks.running.switch_on(product)


@given(phrase("{product} is slow"))
@when(phrase("{product} gets slow"))
def is_slow(applinks: Stage, product: str) -> None:
    """Given Jira is slow

    When Jira gets slow
    """
    applinks.misbehave(product, "is slow")


@given(phrase("{product} is hidden behind a login page"))
def behind_a_login_page(applinks: Stage, product: str) -> None:
    """Given Jira is hidden behind a login page"""
    applinks.misbehave(product, "answers with a login page")


@given(phrase("{product} is unavailable"))
def unavailable(applinks: Stage, product: str) -> None:
    """Given Jira is unavailable"""
    applinks.misbehave(product, "is unavailable")


@given(phrase("the address of {product} redirects elsewhere"))
def redirects(applinks: Stage, product: str) -> None:
    """Given the address of Jira redirects elsewhere"""
    applinks.misbehave(product, "redirects elsewhere")


@given(phrase("at the address of {product} there is some other web site"))
def no_product(applinks: Stage, product: str) -> None:
    """Given at the address of Jira there is some other web site"""
    applinks.misbehave(product, "is some other web site")


@given(phrase("{product} refuses deletions"))
def refuses_deletions(applinks: Stage, product: str) -> None:
    """Given Jira refuses deletions"""
    applinks.misbehave(product, "refuses deletions")


@given(phrase("{product} crashes on deletions"))
def crashes_on_deletions(applinks: Stage, product: str) -> None:
    """Given Jira crashes on deletions"""
    applinks.misbehave(product, "crashes on deletions")


@given(phrase("{product} dies while it answers"))
def dies_while_it_answers(applinks: Stage, product: str) -> None:
    """Given Jira dies while it answers"""
    applinks.misbehave(product, "dies while it answers")


@when(phrase("{product} becomes an installation of its own"))
def becomes_its_own(applinks: Stage, product: str) -> None:
    """When Staging becomes an installation of its own"""
    applinks.running.change(product, server_id=f"{product} of its own")
    applinks.running.control(product).rotate_key()


@when(phrase("the trouble is over"))
def trouble_is_over(applinks: Stage) -> None:
    """When the trouble is over"""
    applinks.running.behave()

"""Programs that ask a product by themselves, and what they are answered."""

from applink_fixtures.stage import Stage
from applink_simulator.domain.messages import Reply
from applink_simulator.linking.remote import oauth_problem
from applink_steps.phrase import phrase, then, when
from applink_steps.topics.looking import items_in


@when(phrase("a program that acts as {user} asks {product} for {item}"), target_fixture="answer")
def asks_for(applinks: Stage, user: str, product: str, item: str) -> Reply:
    """When a program that acts as integration asks Jira for SEC-1"""
    return applinks.running.program(product, user).views(item)


@when(phrase("a program that acts as {user} searches {product}"), target_fixture="answer")
def searches(applinks: Stage, user: str, product: str) -> Reply:
    """When a program that acts as integration searches Jira"""
    return applinks.running.program(product, user).searches()


@when(phrase("a program that acts as {user} adds an issue to {project} of {product}"), target_fixture="answer")
def adds_an_issue(applinks: Stage, user: str, project: str, product: str) -> Reply:
    """When a program that acts as integration adds an issue to DEMO of Jira"""
    return applinks.running.program(product, user).adds_an_issue(project)


@then(phrase("the program sees {item}"))
def sees(answer: Reply, item: str) -> None:
    """Then the program sees SEC-1"""
    assert answer.fine, f"it was answered {answer.status}: {answer.text[:300]}"
    assert answer.json()["key"] == item


@then(phrase("the program has added it"))
def has_added(answer: Reply) -> None:
    """Then the program has added it"""
    assert answer.status == 201, f"it was answered {answer.status}: {answer.text[:300]}"


@then(phrase("the program finds exactly these items"))
def finds_exactly(answer: Reply, datatable: list[list[str]]) -> None:
    """Then the program finds exactly these items

    | DEMO-1 |
    | SEC-1  |
    """
    assert answer.fine, f"it was answered {answer.status}: {answer.text[:300]}"
    wanted = [cell for row in datatable for cell in row]
    assert sorted(items_in(answer)) == sorted(wanted), f"it found {items_in(answer)}"


@then(phrase("{product} takes the program for {whom:user}"))
def takes_for(answer: Reply, product: str, whom: str) -> None:
    """Then Jira takes the program for anonymous"""
    assert answer.header("X-AUSERNAME") == whom, f"{product} took it for {answer.header('X-AUSERNAME')}"


@then(phrase("the program is refused, and told {problem}"))
def is_refused(answer: Reply, problem: str) -> None:
    """Then the program is refused, and told nonce_used"""
    assert answer.status in (400, 401), f"it was answered {answer.status}: {answer.text[:300]}"
    assert oauth_problem(answer) == problem, f"it was told {oauth_problem(answer)}: {answer.text[:300]}"


@then(phrase("the program is not answered in JSON"))
def no_json(answer: Reply) -> None:
    """Then the program is not answered in JSON"""
    kind = answer.header("Content-Type") or ""
    assert "json" not in kind, f"the answer says that it is {kind}"
    try:
        found = answer.json()
    except ValueError:
        return
    raise AssertionError(f"the answer is {found}")

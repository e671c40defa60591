"""What Jira refuses, beyond what every product does.

::

    BadInput
    ├── FieldsRefused                several fields at once, each with its reason
    └── QueryRefused                 the JQL cannot be run
    NotThere
    ├── NoSuchIssue
    ├── NoSuchProject                hidden and absent are the same
    ├── NoSuchUser
    ├── NoSuchGroup
    ├── NoSuchRemoteLink
    ├── NoSuchComment
    └── NoSuchWord                   a status, a priority, ...
    NotAllowed
    └── IssueHidden                  403: it exists
        └── IssueHiddenFromAnonymous 401
"""

from collections.abc import Mapping

from applink_simulator.domain.errors import BadInput, NotAllowed, NotThere


class FieldsRefused(BadInput):
    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{field}: {what}" for field, what in errors.items()))
        self.errors = dict(errors)


class QueryRefused(BadInput):
    pass


class NoSuchIssue(NotThere):
    message = "Issue Does Not Exist"


class NoSuchProject(NotThere):
    message = "No project could be found with key '{key}'."


class NoSuchUser(NotThere):
    message = "There is no user called '{name}'."


class NoSuchGroup(NotThere):
    message = "There is no group called '{name}'."


class NoSuchRemoteLink(NotThere):
    message = "The issue has no such remote link: '{which}'."


class NoSuchComment(NotThere):
    message = "The issue has no comment with the id '{id}'."


class NoSuchWord(NotThere):
    message = "There is no {kind} '{name}'."


class IssueHidden(NotAllowed):
    message = "You do not have the permission to see the specified issue."


class IssueHiddenFromAnonymous(IssueHidden):
    status = 401

Feature: The other end cannot be deleted

  Whatever the other product does but delete its end, this end stays as well: the administrator is told to look
  there by hand, and then deletes this end alone.

  Background:
    Given Confluence and Jira share a userbase

  Scenario Outline: <far> <trouble>: both ends stay
    Given <near> and <far> are linked both ways with "OAuth with impersonation"
    And <far> <trouble>
    When anna deletes both ends of the link to <far> at <near>
    Then <near> refuses, because "the other end could not be deleted"
    And <near> has a link to <far>
    When the trouble is over
    Then the link is there at both ends
    And both ends show the link as CONNECTED
    When anna deletes both ends of the link to <far> at <near>
    Then <near> agrees
    And the link is gone at both ends
    And <far> was asked by <near> as anna

    Examples: Confluence asks
      | near       | far  | trouble                       |
      | Confluence | Jira | is down                       |
      | Confluence | Jira | refuses deletions             |
      | Confluence | Jira | crashes on deletions          |
      | Confluence | Jira | is unavailable                |
      | Confluence | Jira | dies while it answers         |

    Examples: Jira asks
      | near | far        | trouble               |
      | Jira | Confluence | is down               |
      | Jira | Confluence | refuses deletions     |
      | Jira | Confluence | crashes on deletions  |
      | Jira | Confluence | dies while it answers |

  Scenario: Where Jira was there is some other web site: both ends stay
    Given Confluence and Jira are linked both ways with "OAuth with impersonation"
    And at the address of Jira there is some other web site
    When anna deletes both ends of the link to Jira at Confluence
    Then Confluence refuses, because "the other end could not be deleted"
    And Confluence has a link to Jira
    When the trouble is over
    Then both ends show the link as CONNECTED
    And Jira was asked by Confluence as nobody

  Scenario: A login page in front of Jira is taken for an answer: this end goes, and the other one stays
    Given Confluence and Jira are linked both ways with "OAuth with impersonation"
    And Jira is hidden behind a login page
    When anna asks Confluence whether both ends of the link to Jira can be deleted
    Then Confluence answers that "the other product does not answer"
    When anna deletes both ends of the link to Jira at Confluence
    Then Confluence agrees
    And Confluence has no link to Jira
    When the trouble is over
    Then Jira has a link to Confluence
    And Jira shows the link as "CONFIG ERROR"
    And Jira was only ever asked by Confluence as nobody

  @sockets
  Scenario: Jira is slow: Confluence gives up, and only a look at Jira tells what has become of its end
    Given Confluence and Jira are linked both ways with "OAuth with impersonation"
    And Jira is slow
    When anna deletes both ends of the link to Jira at Confluence
    Then Confluence refuses, because "the other end could not be deleted"
    And Confluence has a link to Jira
    When the trouble is over
    Then Jira deletes its end after all
    And Confluence shows the link as "CONFIG ERROR"
    When anna deletes the link to Jira at Confluence only
    Then Confluence agrees
    And the link is gone at both ends
    And Jira was asked by Confluence as anna

  Scenario Outline: <far> does not know the administrator: both ends stay
    Given <near> and <far> are linked both ways with "OAuth per user"
    When anna deletes both ends of the link to <far> at <near>
    Then <near> refuses, because "one has to authenticate there first"
    And the link is there at both ends
    And <far> was only ever asked by <near> as nobody
    When anna deletes the link to <far> at <near> only
    Then <near> agrees
    And <near> has no link to <far>
    And <far> has a link to <near>

    Examples:
      | near       | far        |
      | Confluence | Jira       |
      | Jira       | Confluence |

  Scenario Outline: With a link that acts as one user for all, that user would have to be an administrator
    Given <near> and <far> are linked both ways with OAuth
    When anna deletes both ends of the link to <far> at <near>
    Then <near> refuses, because "the other end could not be deleted"
    And the link is there at both ends
    And <far> was asked by <near> as integration

    Examples:
      | near       | far        |
      | Confluence | Jira       |
      | Jira       | Confluence |

  Scenario Outline: An end that is gone already is not deleted again: the administrator deletes the one that is left
    Given <near> and <far> are linked both ways with "OAuth with impersonation"
    When anna deletes the link to <near> at <far> only
    And anna deletes both ends of the link to <far> at <near>
    Then <near> refuses, because "the other end could not be deleted"
    And <near> has a link to <far>
    And <near> shows the link as "CONFIG ERROR"
    When anna deletes the link to <far> at <near> only
    Then <near> agrees
    And the link is gone at both ends
    And <far> was asked by <near> as nobody

    Examples:
      | near       | far        |
      | Confluence | Jira       |
      | Jira       | Confluence |

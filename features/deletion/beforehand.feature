Feature: Being told beforehand whether both ends can be deleted

  Before a link is deleted its product asks the other one whether this administrator may delete the other end, in
  the way in which it would be deleted. What is not possible is told then, and this end can be deleted alone.

  Background:
    Given Confluence and Jira share a userbase

  Scenario Outline: With <kind of link>: <prospect>
    Given <near> and <far> are linked both ways with "<kind of link>"
    When anna asks <near> whether both ends of the link to <far> can be deleted
    Then <near> answers that "<prospect>"
    And <far> was asked by <near> as <whom>
    And the link is there at both ends

    Examples:
      | near       | far        | kind of link             | prospect                            | whom        |
      | Confluence | Jira       | OAuth with impersonation | both ends can be deleted            | anna        |
      | Jira       | Confluence | OAuth with impersonation | both ends can be deleted            | anna        |
      | Confluence | Jira       | OAuth                    | one is no administrator there       | integration |
      | Jira       | Confluence | OAuth                    | one is no administrator there       | integration |
      | Confluence | Jira       | OAuth per user           | one has to allow access there first | nobody      |
      | Jira       | Confluence | OAuth per user           | one has to allow access there first | nobody      |

  Scenario Outline: Without authentication <near> asks as nobody, and <far> tells nobody anything
    Given <near> and <far> are linked both ways with "no authentication"
    When anna asks <near> whether both ends of the link to <far> can be deleted
    Then <near> answers that "one is not recognised there"
    And <far> was only ever asked by <near> as nobody
    And the link is there at both ends

    Examples:
      | near       | far        |
      | Confluence | Jira       |
      | Jira       | Confluence |

  Scenario: An end that was deleted does not recognise anybody
    Given Confluence and Jira are linked both ways with "OAuth with impersonation"
    When anna deletes the link to Confluence at Jira only
    And anna asks Confluence whether both ends of the link to Jira can be deleted
    Then Confluence answers that "one is not recognised there"
    And Jira has no link to Confluence
    And Confluence has a link to Jira
    And Jira was asked by Confluence as nobody

  Scenario Outline: A product that <trouble> is one that does not answer
    Given Confluence and Jira are linked both ways with "OAuth with impersonation"
    And Jira <trouble>
    When anna asks Confluence whether both ends of the link to Jira can be deleted
    Then Confluence answers that "the other product does not answer"
    When the trouble is over
    And anna asks Confluence whether both ends of the link to Jira can be deleted
    Then Confluence answers that "both ends can be deleted"
    And the link is there at both ends
    And Jira was asked by Confluence as anna

    Examples:
      | trouble                       |
      | is down                       |
      | is unavailable                |
      | is hidden behind a login page |
      | dies while it answers         |

  @sockets
  Scenario: A product that is slow is not waited for for ever
    Given Confluence and Jira are linked both ways with "OAuth with impersonation"
    And Jira is slow
    When anna asks Confluence whether both ends of the link to Jira can be deleted
    Then Confluence answers that "the other product does not answer"
    When the trouble is over
    And anna asks Confluence whether both ends of the link to Jira can be deleted
    Then Confluence answers that "both ends can be deleted"
    And the link is there at both ends
    And Jira was asked by Confluence as anna

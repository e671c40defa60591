Feature: Deleting one end of a link alone

  An administrator of one product can delete that product's end, and the other product is not asked. Its own end
  is left over there: it leads to a product that does not know it any more.

  Background:
    Given Confluence and Jira share a userbase

  Scenario Outline: Deleted at <near> only, the end at <far> is left over and shows it
    Given <near> and <far> are linked both ways with "OAuth with impersonation"
    When adam deletes the link to <far> at <near> only
    Then <near> agrees
    And <near> has no link to <far>
    And <far> has a link to <near>
    And <far> shows the link as "CONFIG ERROR"
    And <far> was only ever asked by <near> as nobody

    Examples:
      | near       | far        |
      | Confluence | Jira       |
      | Jira       | Confluence |

  Scenario: What is left over proves nothing any more
    Given Confluence and Jira are linked both ways with "OAuth with impersonation"
    When alice views SEC-1 of Jira through Confluence
    Then alice sees it
    When anna deletes the link to Confluence at Jira only
    And alice views SEC-1 of Jira through Confluence
    Then alice does not see it
    And Jira refused the request
    And Confluence shows the link as "CONFIG ERROR"

  Scenario: A product that is down is done without
    Given Confluence and Jira are linked both ways with "OAuth with impersonation"
    And Jira is down
    When anna deletes the link to Jira at Confluence only
    Then Confluence agrees
    And Confluence has no link to Jira
    When Jira is up again
    Then Jira shows the link as "CONFIG ERROR"
    And Jira was only ever asked by Confluence as nobody

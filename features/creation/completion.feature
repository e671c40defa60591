Feature: Completing a one-way link later

  A link that was made by an administrator of one product only is completed by an administrator of the other, who
  makes the link back. Nothing changes at the end that was there first.

  Background:
    Given Confluence and Jira do not share a userbase
    And Confluence is linked to Jira one way

  Scenario: The link back makes the link whole
    When anja completes the link from Jira back to Confluence
    Then Jira agrees
    And Jira has a link to Confluence
    And Confluence has 1 link
    And both ends show the link as DISABLED
    And Confluence was only ever asked by Jira as nobody

  Scenario: With authentication on both ends restricted things become visible
    When alice views SEC-1 of Jira through Confluence
    Then alice does not see it
    When anja completes the link from Jira back to Confluence
    And anja lets Confluence act as integration on Jira
    And anna makes Confluence use OAuth towards Jira
    And alice views SEC-1 of Jira through Confluence
    Then alice sees it
    And Jira served the request to integration
    And both ends show the link as CONNECTED

  Scenario: Authentication at one end alone is not enough
    When anja completes the link from Jira back to Confluence
    And anna makes Confluence use OAuth towards Jira
    And alice views DEMO-1 of Jira through Confluence
    Then alice does not see it
    And Jira refused the request
    And both ends show the link as "CONFIG ERROR"

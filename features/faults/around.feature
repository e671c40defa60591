Feature: What goes wrong beside the link

  The link is in order, and still something is slow, missing or refused.

  Background:
    Given Confluence and Jira do not share a userbase
    And they are linked with OAuth, acting as integration on Jira

  @fault:F-44
  Scenario: Credentials that are not understood are passed over, and the answer is shorter
    When a program that acts as integration searches Jira
    Then the program finds exactly these items
      | DEMO-1 |
      | DEMO-2 |
      | DEMO-4 |
      | SEC-1  |
      | PRIV-1 |
    And Jira takes the program for integration
    When a program with credentials that Jira does not understand searches it
    Then the program finds exactly these items
      | DEMO-1 |
      | DEMO-4 |
    And Jira takes the program for anonymous
    And both ends show the link as CONNECTED

  @fault:F-51
  Scenario: A program that calls itself a browser is taken for one that another site has misled
    When a program that acts as integration adds an issue to DEMO of Jira
    Then the program has added it
    When a program that acts as integration and calls itself a browser adds an issue to DEMO of Jira
    Then Jira refuses, because "it could be another site's doing"
    And both ends show the link as CONNECTED
    When alice views SEC-1 of Jira through Confluence
    Then alice sees it

  @fault:F-38 @sockets
  Scenario: A product that is ill makes the one ill whose pages wait for it
    When alice opens the page Home of Confluence
    Then the page says "Welcome"
    And alice has the page Home of Confluence within 2 seconds
    When 40 people open the page Roadmap of Confluence while Jira does not answer
    Then alice waits longer than 2 seconds for the page Home of Confluence
    When alice opens the page Home of Confluence
    Then the page says "Welcome"
    When the trouble is over
    Then alice has the page Home of Confluence within 2 seconds
    And both ends show the link as CONNECTED

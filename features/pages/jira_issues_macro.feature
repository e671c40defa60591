Feature: A Confluence page that shows Jira issues

  The macro asks Jira across the link, as the person who reads the page. Whatever goes wrong, the page itself is
  shown, and says so.

  Scenario: Each reader sees their own issues
    Given Confluence and Jira share a userbase
    And they are linked with "OAuth with impersonation"
    When alice opens the page Roadmap of Confluence
    Then the page shows SEC-1
    When bob opens the page Roadmap of Confluence
    Then the page shows DEMO-2
    And the page does not show SEC-1
    When anonymous opens the page Roadmap of Confluence
    Then the page shows exactly the issues
      | DEMO-1 |
      | DEMO-4 |
    And Jira was asked by Confluence as alice
    And Jira was asked by Confluence as bob
    And Jira was asked by Confluence as nobody
    And both ends show the link as CONNECTED

  Scenario: A macro with one issue does not tell whether a hidden one exists
    Given Confluence and Jira share a userbase
    And they are linked with "OAuth with impersonation"
    When alice opens the page "The door" of Confluence
    Then the page shows SEC-1
    When bob opens the page "The door" of Confluence
    Then the page does not show SEC-1
    And Jira was asked by Confluence as bob
    And both ends show the link as CONNECTED

  Scenario: A page that may not be read itself is not shown, whatever its macro would show
    Given Confluence and Jira share a userbase
    And they are linked with "OAuth with impersonation"
    When alice opens the page "Door codes" of Confluence
    Then the page shows SEC-1
    When bob opens the page "Door codes" of Confluence
    Then bob cannot open it
    And Jira was asked by Confluence as alice
    And both ends show the link as CONNECTED

  Rule: The page says what is wrong with Jira

    Background:
      Given Confluence and Jira do not share a userbase
      And they are linked with OAuth, acting as integration on Jira

    Scenario: Jira is down
      When alice opens the page "The lamp" of Confluence
      Then the page shows DEMO-1
      When Jira goes down
      And alice opens the page "The lamp" of Confluence
      Then the page says "cannot be reached"
      And the page says "dark in the afternoon"
      And Confluence shows the link as "NETWORK ERROR"
      When Jira is up again
      Then both ends show the link as CONNECTED
      And Jira was asked by Confluence as integration

    @sockets
    Scenario: Jira is slow
      When Jira gets slow
      And alice opens the page "The lamp" of Confluence
      Then the page says "does not answer"
      And the page says "dark in the afternoon"

    Scenario: A login page stands in front of Jira
      Given Jira is hidden behind a login page
      When alice opens the page "The lamp" of Confluence
      Then the page says "something other than"
      And the page says "dark in the afternoon"
      And Confluence shows the link as "NETWORK ERROR"

    Scenario: Jira is not up yet
      Given Jira is unavailable
      When alice opens the page "The lamp" of Confluence
      Then the page says "503"
      And Confluence shows the link as "NETWORK ERROR"

    Scenario: The link was deleted
      When anna deletes the link to Jira at Confluence only
      And alice opens the page "The lamp" of Confluence
      Then the page says "does not exist any more"
      And Jira was not asked by Confluence
      And Jira shows the link as "CONFIG ERROR"

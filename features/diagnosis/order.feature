Feature: One cause hides another

  Of several things that are wrong an administrator sees one. The order in which the products look is always the
  same, so that whoever mends what is shown sees what comes next.

  Background:
    Given Confluence and Jira share a userbase
    And they are linked with OAuth, acting as integration on Jira

  Scenario: A product that is down hides everything else
    Given the clock of Jira is 10 minutes ahead
    When anna sets incoming requests at Jira to "OAuth with impersonation"
    And Jira goes down
    Then Confluence says of the link "The other application refuses connections"
    When Jira is up again
    Then both ends say of the link "The two ends use different authentication"
    And Jira was only ever asked by Confluence as nobody

  Scenario: Different authentication hides that signatures are refused
    Given the clock of Jira is 10 minutes ahead
    When anna sets incoming requests at Jira to "OAuth with impersonation"
    Then both ends say of the link "The two ends use different authentication"
    When anna sets incoming requests at Jira to OAuth
    Then Confluence says of the link "The two applications' clocks differ"
    And Jira shows the link as CONNECTED

  Scenario: OAuth of each user alone hides that the ends differ
    When anna sets outgoing requests at Confluence to "OAuth of each user alone"
    Then both ends say of the link "The link's OAuth is of a kind that is no longer enough"
    When anna sets outgoing requests at Confluence to "no authentication"
    Then both ends say of the link "The two ends use different authentication"
    And Jira was only ever asked by Confluence as nobody

  Scenario: Retired authentication hides that signatures are refused
    Given the clock of Jira is 10 minutes ahead
    And Confluence still trusts Jira with Trusted Applications
    Then Confluence says of the link "Retired authentication is left over, to be removed by hand"
    And Jira shows the link as CONNECTED

  Scenario: Different authentication hides what is retired
    Given Confluence still trusts Jira with Trusted Applications
    When anna sets incoming requests at Jira to "OAuth with impersonation"
    Then both ends say of the link "The two ends use different authentication"
    And Jira was only ever asked by Confluence as nobody

  Scenario: Clocks that differ hide that one has to authenticate
    Given Jira is of version 7.0.11
    When anna makes Confluence use "OAuth per user" towards Jira
    Then Confluence says of the link "You have not authenticated at the other application yet"
    Given the clock of Jira is 10 minutes ahead
    Then Confluence says of the link "The two applications' clocks differ"
    And Jira is too old to show the status of the link

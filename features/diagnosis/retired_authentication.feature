Feature: Authentication of earlier days

  Links that are older than OAuth still have Trusted Applications or Basic access. The status says whether OAuth is
  there already, and whether the administrator may clear up at both ends from here or has to do it by hand.

  Background:
    Given Confluence and Jira share a userbase

  Rule: Whoever administers both products may clear up from here

    Scenario: Basic access alone is to be replaced
      Given they are linked with "no authentication"
      When anna makes Confluence use the account anna towards Jira
      Then Confluence agrees
      And Confluence shows the link as "UPGRADE CONFIG"
      And Confluence says of the link "The link uses authentication that has been retired"
      And Jira says of the link "Authentication is off at both ends"
      And Jira was asked by Confluence as anna

    Scenario: Basic access beside OAuth is to be removed
      Given they are linked with "OAuth with impersonation"
      When anna makes Confluence use the account integration towards Jira
      Then Confluence shows the link as "UPGRADE CONFIG"
      And Confluence says of the link "Retired authentication is left over"
      And Jira shows the link as CONNECTED
      And Jira was asked by Confluence as anna

  Rule: Others do it by hand

    Scenario: Basic access with an account that is no administrator's over there
      Given they are linked with "no authentication"
      When anna makes Confluence use the account integration towards Jira
      Then Confluence shows the link as "UPGRADE CONFIG"
      And Confluence says of the link "The link uses retired authentication, to be replaced by hand"
      And Jira shows the link as DISABLED
      And Jira was asked by Confluence as integration

    Scenario: An administrator who is no system administrator removes it by hand
      Given they are linked with "OAuth with impersonation"
      And Confluence still trusts Jira with Trusted Applications
      Then Confluence tells adam of the link "Retired authentication is left over, to be removed by hand"
      And Confluence tells anna of the link "Retired authentication is left over"
      And Jira shows the link as CONNECTED
      And Jira was asked by Confluence as anna

    Scenario: Without a signature that names the administrator the other product cannot know
      Given they are linked with "no authentication"
      And Confluence still trusts Jira with Trusted Applications
      Then Confluence shows the link as "UPGRADE CONFIG"
      And Confluence says of the link "The link uses retired authentication, to be replaced by hand"
      And Jira says of the link "Authentication is off at both ends"
      And Jira was only ever asked by Confluence as nobody

    Scenario: A product that cannot help with it sends administrators to the old pages
      Given they are linked with OAuth, acting as integration on Jira
      And Confluence still trusts Jira with Trusted Applications
      And Jira is of version 7.2.0
      Then Confluence shows the link as "UPGRADE CONFIG"
      And Confluence says of the link "Retired authentication is left over, to be removed on the old pages"
      And Jira shows the link as CONNECTED
      When Jira is upgraded to version 9.12.0
      Then Confluence says of the link "Retired authentication is left over, to be removed by hand"
      And Jira was asked by Confluence as integration

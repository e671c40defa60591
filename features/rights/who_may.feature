Feature: Who may do what with links

  Links are looked after by administrators of the product they belong to. What gives one product power over the people
  of the other is left to system administrators.

  Background:
    Given Confluence and Jira share a userbase
    And they are linked with "no authentication"

  Scenario Outline: People who administer nothing look after no links: they may not <deed>
    Then integration may not <deed> at Jira
    And integration may not <deed> at Confluence
    And anna may <deed> at Jira

    Examples:
      | deed                           |
      | "see the links"                |
      | "see whether the link works"   |
      | "rename the link"              |
      | "set OAuth"                    |
      | "set OAuth with impersonation" |
      | "see orphaned trust"           |
      | "switch features"              |

  Scenario: Those who administer a project link it, and look after no application links
    Then bob may not "see the links" at Jira
    And bob may not "rename the link" at Jira
    And bob may not "set OAuth" at Jira
    And Jira uses "no authentication" for incoming requests
    When bob links DEMO of Jira with DOC of Confluence one way
    Then Jira agrees
    And DEMO of Jira is linked with DOC
    And Confluence was not asked by Jira

  Scenario: Administrators look after links, short of impersonation
    Then adam may "see the links" at Jira
    And adam may "see whether the link works" at Jira
    And adam may "rename the link" at Jira
    And adam may "see orphaned trust" at Jira
    And adam may not "set OAuth with impersonation" at Jira
    And adam may not "switch features" at Jira
    And Jira uses "no authentication" for incoming requests
    And adam may "set OAuth" at Jira
    And Jira uses "OAuth" for incoming requests
    And Confluence uses "no authentication" for outgoing requests
    And Confluence was only ever asked by Jira as nobody

  Scenario: System administrators may all of it
    Then anna may "see the links" at Jira
    And anna may "rename the link" at Jira
    And anna may "see orphaned trust" at Jira
    And anna may "switch features" at Jira
    And anna may "set OAuth with impersonation" at Jira
    And Jira uses "OAuth with impersonation" for incoming requests
    And Confluence uses "no authentication" for outgoing requests
    And Confluence was only ever asked by Jira as nobody

  Scenario: Taking impersonation away needs no system administrator
    Then anna may "set OAuth with impersonation" at Jira
    And adam may "set OAuth" at Jira
    And Jira uses "OAuth" for incoming requests
    And Confluence uses "no authentication" for outgoing requests

Feature: Links that the products themselves have set

  A system link comes with the products. Administrators see it, and leave it as it is.

  Background:
    Given the topology "bundled.yaml"

  Scenario: Administrators do not change a system link
    Then adam may "see the links" at Jira
    And adam may not "rename the link" at Jira
    When adam deletes the link to Confluence at Jira only
    Then Jira refuses, because "only a system administrator may"
    And Jira has a system link to Confluence
    And Confluence has a system link to Jira
    And both ends show the link as SYSTEM

  Scenario: System administrators may
    When anna renames the link to Confluence at Jira to Wiki
    Then Jira agrees
    And Jira calls the link to Confluence Wiki
    When anna deletes the link to Confluence at Jira only
    Then Jira agrees
    And Jira has no link to Confluence
    And Confluence has a system link to Jira
    And Confluence was not asked by Jira

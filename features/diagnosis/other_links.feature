Feature: Links that have no status

  Some links are not checked at all, and that is no mistake: their lozenge only says of what sort they are.

  Background:
    Given Confluence and Jira do not share a userbase

  Scenario: A generic application is not asked
    When anna links Confluence to Jira as a generic application
    Then Confluence agrees
    And Confluence shows the link as NON-ATLASSIAN
    And Confluence says of the link "This is a link to a generic application"
    And Jira has no link to Confluence
    And Jira was not asked by Confluence

  Scenario: A type that a plugin brought along is not asked
    Given they are linked with OAuth, acting as integration on Jira
    And the link of Confluence to Jira is of a type that a plugin brought along
    Then Confluence shows the link as NON-ATLASSIAN
    And Confluence says of the link "This is a link to another vendor's application"
    And Jira was not asked by Confluence
    And Jira shows the link as CONNECTED

  Scenario: A system link is not asked
    Given they are linked with OAuth, acting as integration on Jira
    And the link of Confluence to Jira is a system link
    Then Confluence shows the link as SYSTEM
    And Confluence says of the link "This is a system link"
    And Jira was not asked by Confluence
    And Jira shows the link as CONNECTED

Feature: What becomes of links between spaces and projects

  They hang on the application link, whatever it is called and whether or not the other product answers just now.

  Background:
    Given Confluence and Jira share a userbase
    And they are linked with "OAuth with impersonation"
    And bob has linked DOC of Confluence with DEMO of Jira

  Scenario: They stay when the application link is renamed and while the other product is down
    When anna renames the link to Jira at Confluence to Tracker
    Then Confluence calls the link to Jira Tracker
    And DOC of Confluence is linked with DEMO
    And DEMO of Jira is linked with DOC
    When Jira goes down
    Then DOC of Confluence is linked with DEMO

  Scenario: They go with the application link, at that end
    When anna deletes the link to Jira at Confluence only
    Then DOC of Confluence is not linked with any other
    And DEMO of Jira is linked with DOC
    And Confluence has no link to Jira
    When anna links Confluence to Jira
    Then DOC of Confluence is not linked with any other

  Scenario: They are removed at both ends
    When bob unlinks DOC of Confluence from DEMO of Jira
    Then Confluence agrees
    And DOC of Confluence is not linked with any other
    And DEMO of Jira is not linked with any other
    And Jira was asked by Confluence as bob
    When bob unlinks DOC of Confluence from DEMO of Jira
    Then Confluence refuses, because "it is not there"

  Scenario: Whoever may not remove the other end removes neither, or one
    When alice unlinks DOC of Confluence from DEMO of Jira
    Then Confluence refuses, because "the other end was not changed"
    And DOC of Confluence is linked with DEMO
    And DEMO of Jira is linked with DOC
    And Jira was asked by Confluence as alice
    When alice unlinks DOC of Confluence from DEMO of Jira one way
    Then Confluence agrees
    And DOC of Confluence is not linked with any other
    And DEMO of Jira is linked with DOC

  Scenario: The first is the first choice until another is made so
    When adam links DOC of Confluence with SEC of Jira
    Then DEMO is the first choice for DOC of Confluence
    And DOC is the first choice for SEC of Jira
    When bob makes SEC of Jira the first choice for DOC of Confluence
    Then SEC is the first choice for DOC of Confluence
    When bob unlinks DOC of Confluence from SEC of Jira one way
    Then DEMO is the first choice for DOC of Confluence
    And Jira was asked by Confluence as adam

  Rule: People see what they may see

    Scenario: Readers of a space see what it is linked with
      Then integration sees that DOC of Confluence is linked with DEMO
      And integration sees that DEMO of Jira is linked with DOC
      When integration makes DEMO of Jira the first choice for DOC of Confluence
      Then Confluence refuses, because "only who administers it may"
      And Jira was asked by Confluence as bob

    Scenario: Whoever may not see a space does not see what it is linked with
      When adam links SEC of Confluence with SEC of Jira
      Then alice sees that SEC of Confluence is linked with SEC
      And bob does not see what SEC of Confluence is linked with
      And bob does not see what SEC of Jira is linked with

    Scenario: People are offered the projects that they may see there
      Then Confluence offers alice SEC of Jira to link with
      And Confluence offers bob DEMO of Jira to link with
      And Confluence does not offer bob SEC of Jira to link with
      And Jira was asked by Confluence as alice

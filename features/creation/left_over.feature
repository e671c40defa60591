Feature: Trust that earlier links have left behind

  After an upgrade, or a creation that stopped half way, a product may still take the signatures of an application
  whose link is gone. Administrators see that, give it to a new link, or take it away.

  Background:
    Given the topology "left-over.yaml"

  Scenario: A new link takes it over
    Then Jira still trusts "old wiki", whose link is gone
    When anna links Jira to Confluence, which takes over what is left of "old wiki"
    Then Jira agrees
    And Jira trusts nobody without a link
    And Jira uses OAuth for incoming requests
    And Jira has a link to Confluence
    And Confluence has no link to Jira
    And Confluence was only ever asked by Jira as nobody

  Scenario: A new link does not take it over by itself
    When anna links Jira to Confluence
    Then Jira agrees
    And Jira still trusts "old wiki", whose link is gone
    And Jira uses "no authentication" for incoming requests

  Scenario: It is taken away
    When alice deletes at Jira what is left of "old wiki"
    Then Jira refuses, because "only an administrator may"
    And Jira still trusts "old wiki", whose link is gone
    When anna deletes at Jira what is left of "old wiki"
    Then Jira agrees
    And Jira trusts nobody without a link
    And Confluence was not asked by Jira

Feature: Recreating a link that was deleted

  Both ends of a link are to be deleted before it is made anew. Whoever forgets one finds what is left over in the
  way; what then happens depends on how the link is made.

  Background:
    Given Confluence and Jira share a userbase
    And Confluence and Jira are linked both ways with "OAuth with impersonation"

  Rule: With both ends gone it is as if there had never been a link

    Scenario: The new link works, and pages show what they showed
      When anna deletes both ends of the link to Jira at Confluence
      Then the link is gone at both ends
      When anna links Confluence and Jira, which share a userbase, as anna of Jira
      Then the link is made at both ends
      And both ends show the link as CONNECTED
      When alice opens the page "The door" of Confluence
      Then the page shows SEC-1
      And Jira was asked by Confluence as alice

  Rule: One end that was left over is in the way

    Scenario: Made anew from where it was deleted, the new end does not fit the old one
      When anna deletes the link to Jira at Confluence only
      And anna links Confluence to Jira
      Then Confluence agrees
      And Confluence has a link to Jira
      And Jira has a link to Confluence
      And both ends show the link as "CONFIG ERROR"
      When alice views SEC-1 of Jira through Confluence
      Then alice does not see it
      And Jira served the request to nobody

    Scenario: It cannot be made anew from where it was left over
      When anna deletes the link to Jira at Confluence only
      And anna looks at the address of Confluence in the wizard of Jira
      Then Jira refuses, because "it is linked already"
      When anna links Jira and Confluence, which share a userbase, as anna of Confluence
      Then Jira refuses, because "a link to that address exists already"
      And Confluence has no link to Jira
      And Jira shows the link as "CONFIG ERROR"

    Scenario: Nor at both ends, when one product has moved since
      When anna deletes the link to Jira at Confluence only
      And Confluence moves to a new address
      And anna links Confluence and Jira, which share a userbase, as anna of Jira
      Then Confluence refuses, because "the other product's end could not be made"
      And Confluence has no link to Jira
      And the link to Confluence at Jira leads to its old address
      When anna deletes the link to Confluence at Jira only
      And anna links Confluence and Jira, which share a userbase, as anna of Jira
      Then the link is made at both ends
      And both ends show the link as CONNECTED

    Scenario: Deleted at the other end as well, it can be made anew
      When anna deletes the link to Jira at Confluence only
      And anna deletes the link to Confluence at Jira only
      Then the link is gone at both ends
      When anna links Confluence and Jira, which share a userbase, as anna of Jira
      Then the link is made at both ends
      And both ends show the link as CONNECTED

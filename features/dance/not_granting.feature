Feature: Access that is not granted, or ends

  Nothing is lost when somebody says no, takes too long or changes their mind: the page shows what everybody may see,
  and invites again.

  Background:
    Given Confluence and Jira do not share a userbase
    And they are linked with "OAuth per user"
    And alice is called alicia in Jira

  Rule: Without a yes there is no access

    Scenario: She says no
      When alice opens the page Roadmap of Confluence
      And alice follows the invitation
      And alice denies it
      Then alice reads "Access to Jira was denied there"
      And Confluence may not act for alicia at Jira
      When alice opens the page Roadmap of Confluence
      Then the page shows DEMO-1
      And the page does not show SEC-1
      And the page invites to authenticate at Jira
      And Jira was only ever asked by Confluence as nobody
      When alice follows the invitation
      And alice allows it
      Then the page shows SEC-1
      And Confluence may act for alicia at Jira

    Scenario: She closes the page
      When alice opens the page Roadmap of Confluence
      And alice follows the invitation
      Then alice is asked whether Confluence may act for alicia
      When alice closes the page
      And alice opens the page Roadmap of Confluence
      Then the page does not show SEC-1
      And the page invites to authenticate at Jira
      And Confluence may not act for alicia at Jira
      And Jira was only ever asked by Confluence as nobody

    Scenario: She takes more than ten minutes
      When alice opens the page Roadmap of Confluence
      And alice follows the invitation
      And 10 minutes pass
      And alice allows it
      Then alice reads "This took too long"
      And Confluence may not act for alicia at Jira
      When alice opens the page Roadmap of Confluence
      Then the page invites to authenticate at Jira
      And Jira was only ever asked by Confluence as nobody
      When alice follows the invitation
      And 9 minutes pass
      And alice allows it
      Then the page shows SEC-1
      And Jira was asked by Confluence as alicia

    Scenario: She begins in two tabs, and the second counts
      When alice opens the page Roadmap of Confluence
      And alice follows the invitation
      And alice begins anew in a second tab
      And alice allows it
      Then alice reads "Access allowed"
      When alice goes back to the first tab
      And alice opens the page Roadmap of Confluence
      Then the page shows SEC-1
      And Jira was asked by Confluence as alicia
      And Confluence may act for alicia at Jira

    Scenario: The older of two tabs comes to nothing
      When alice opens the page Roadmap of Confluence
      And alice follows the invitation
      And alice begins anew in a second tab
      And alice goes back to the first tab
      And alice allows it
      Then alice reads "belongs to no request of yours"
      And Jira was only ever asked by Confluence as nobody
      When alice opens the page Roadmap of Confluence
      Then the page does not show SEC-1
      And the page invites to authenticate at Jira
      And Confluence may not act for alicia at Jira

  Rule: Access ends, and the page invites again

    Background:
      Given alice has allowed Confluence to act for her at Jira

    Scenario: She takes it back
      When alice opens the page Roadmap of Confluence
      Then the page shows SEC-1
      When alicia takes back what Confluence may do for her at Jira
      Then Confluence may not act for alicia at Jira
      When alice opens the page Roadmap of Confluence
      Then the page shows DEMO-1
      And the page does not show SEC-1
      And the page invites to authenticate at Jira
      When alice follows the invitation
      And alice allows it
      Then the page shows SEC-1
      And Jira was asked by Confluence as alicia

    Scenario: Five years are over
      When 4 years pass
      And alice opens the page Roadmap of Confluence
      Then the page shows SEC-1
      And Confluence may act for alicia at Jira
      When 1 year passes
      And alice opens the page Roadmap of Confluence
      Then the page does not show SEC-1
      And the page invites to authenticate at Jira
      And Confluence may not act for alicia at Jira
      And Jira was asked by Confluence as alicia
      And both ends show the link as CONNECTED

    Scenario: Her account over there is closed
      When alicia is deactivated at Jira
      And alice opens the page Roadmap of Confluence
      Then the page does not show SEC-1
      And the page says "refused the request"
      And both ends show the link as CONNECTED

  Rule: Administrators may end it for everybody

    Scenario: The link is deleted while she decides
      When alice opens the page Roadmap of Confluence
      And alice follows the invitation
      And anna deletes the link to Jira at Confluence only
      And alice allows it
      Then alice reads "No application link"
      And Jira was only ever asked by Confluence as nobody
      When alice opens the page Roadmap of Confluence
      Then the page says "does not exist any more"
      And Confluence has no link to Jira

    Scenario: The other end of the link is deleted while she decides
      When alice opens the page Roadmap of Confluence
      And alice follows the invitation
      And anja deletes the link to Confluence at Jira only
      And alice allows it
      Then alice reads "There is nothing to decide"
      And Confluence may not act for alicia at Jira
      When alice asks Jira to let Confluence act for her
      Then alice reads "does not know this application"
      And Jira has no link to Confluence

    Scenario: Nobody may be represented any more
      Given alice has allowed Confluence to act for her at Jira
      When anja no longer lets Confluence act for people at Jira
      And alice opens the page Roadmap of Confluence
      Then the page does not show SEC-1
      And the page invites to authenticate at Jira
      And Confluence may not act for alicia at Jira
      And Jira uses "no authentication" for incoming requests
      When alice follows the invitation
      Then alice reads "does not know this application"

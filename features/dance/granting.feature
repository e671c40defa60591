Feature: People allow one product to act for them at another

  With OAuth per user nobody has to trust that people have the same names on both sides. Whoever wants to see more than
  everybody sees is sent to the other product, logs in there, and decides. From then on the one product asks the other
  as that person, and nobody else gains anything.

  Rule: Who allows it sees what is theirs, and nobody else does

    Scenario: A person with different names on both sides follows the invitation
      Given Confluence and Jira do not share a userbase
      And they are linked with "OAuth per user"
      And alice is called alicia in Jira
      When alice opens the page Roadmap of Confluence
      Then the page shows DEMO-1
      And the page does not show SEC-1
      And the page invites to authenticate at Jira
      When alice follows the invitation
      Then alice is asked whether Confluence may act for alicia
      When alice allows it
      Then the page shows SEC-1
      And the page no longer invites to authenticate at Jira
      And Jira was asked by Confluence as alicia
      And Confluence may act for alicia at Jira
      When bob opens the page Roadmap of Confluence
      Then the page does not show SEC-1
      And the page invites to authenticate at Jira
      When anonymous opens the page Roadmap of Confluence
      Then the page shows exactly the issues
        | DEMO-1 |
        | DEMO-4 |

    Scenario: In a shared userbase it takes one click
      Given Confluence and Jira share a userbase
      And they are linked with "OAuth per user"
      When alice opens the page Roadmap of Confluence
      Then the page does not show SEC-1
      When alice follows the invitation
      Then alice is asked whether Confluence may act for alice
      When alice allows it
      Then the page shows SEC-1
      And Jira was asked by Confluence as alice
      And Confluence may act for alice at Jira
      And Confluence may not act for bob at Jira

    Scenario: Two people allow it, and each sees their own
      Given Confluence and Jira do not share a userbase
      And they are linked with "OAuth per user"
      And alice is called alicia in Jira
      And bob is called robert in Jira
      And alice has allowed Confluence to act for her at Jira
      And bob has allowed Confluence to act for him at Jira
      When alice opens the page Roadmap of Confluence
      Then the page shows SEC-1
      When bob opens the page Roadmap of Confluence
      Then the page shows DEMO-2
      And the page does not show SEC-1
      And Jira was asked by Confluence as alicia
      And Jira was asked by Confluence as robert
      And Confluence may act for robert at Jira

  Rule: Whoever logs in over there is whom it acts as, whatever they are called here

    Scenario: Somebody else was logged in over there
      Given Confluence and Jira do not share a userbase
      And they are linked with "OAuth per user"
      And alice uses a browser in which robert is logged in at Jira
      When alice opens the page Roadmap of Confluence
      And alice follows the invitation
      Then alice is asked whether Confluence may act for robert
      When alice allows it
      Then the page shows DEMO-2
      And the page does not show SEC-1
      And Jira was asked by Confluence as robert
      And Confluence may act for robert at Jira
      And Confluence may not act for alicia at Jira

    Scenario: Another person of the same name gives nothing away
      Given Confluence and Jira have different people of the same usernames
      And they are linked with "OAuth per user"
      When alice opens the page "The door" of Confluence
      Then the page does not show SEC-1
      When alice follows the invitation
      Then alice is asked to log in at Jira
      When alice opens the page "The door" of Confluence
      Then the page does not show SEC-1
      And Jira was only ever asked by Confluence as nobody
      And Confluence may not act for alice at Jira

    Scenario: A name that others have here counts for its owner there
      Given Confluence and Jira have different people of the same usernames
      And they are linked with "OAuth per user"
      And alice is called bob in Jira
      When alice opens the page Roadmap of Confluence
      And alice follows the invitation
      Then alice is asked whether Confluence may act for bob
      When alice allows it
      Then the page shows DEMO-2
      And the page does not show SEC-1
      And Jira was asked by Confluence as bob
      And Confluence may not act for alice at Jira

Feature: Linking as an administrator of both products

  An administrator of both products makes both ends at once, with authentication on both: as himself at the product
  where he begins, and with the account of an administrator at the other.

  Rule: Both ends are made, with authentication on both

    Scenario: Products with people of their own are linked with OAuth
      Given Confluence and Jira do not share a userbase
      When anna links Confluence and Jira as anja of Jira
      Then the link is made at both ends
      And Confluence uses "OAuth" for outgoing requests
      And Confluence uses "OAuth" for incoming requests
      And Jira uses "OAuth" for outgoing requests
      And Jira uses "OAuth" for incoming requests
      And both ends show the link as CONNECTED
      And Jira was asked by Confluence as anja
      And Confluence was only ever asked by Jira as nobody

    Scenario: Products that share a userbase are linked with impersonation
      Given Confluence and Jira share a userbase
      When anna links Confluence and Jira, which share a userbase, as anna of Jira
      Then the link is made at both ends
      And Confluence uses "OAuth with impersonation" for outgoing requests
      And Jira uses "OAuth with impersonation" for incoming requests
      And both ends show the link as CONNECTED
      And Jira was asked by Confluence as anna
      And Confluence was only ever asked by Jira as nobody

    Scenario: It works from Jira as well
      Given Jira and Confluence share a userbase
      When anna links Jira and Confluence, which share a userbase, as anna of Confluence
      Then the link is made at both ends
      And both ends show the link as CONNECTED
      And Confluence was asked by Jira as anna
      And Jira was only ever asked by Confluence as nobody

  Rule: People see across the link what they may see there

    Scenario: With impersonation each person sees their own things
      Given Confluence and Jira share a userbase
      When anna links Confluence and Jira, which share a userbase, as anna of Jira
      And alice views SEC-1 of Jira through Confluence
      Then alice sees it
      And Jira served the request to alice
      When bob views SEC-1 of Jira through Confluence
      Then bob does not see it
      And Jira served the request to bob
      And both ends show the link as CONNECTED

  Rule: Administrators of the other product find the link there

    Scenario Outline: <user> <finds>
      Given Confluence and Jira do not share a userbase
      When anna links Confluence and Jira as anja of Jira
      Then <user> <finds>
      And both ends show the link as CONNECTED
      And Jira was asked by Confluence as anja

      Examples:
        | user   | finds                                                 |
        | anja   | finds the link to Confluence among the links of Jira |
        | adrian | finds the link to Confluence among the links of Jira |
        | robert | may not see the links of Jira                         |

  Rule: Older products are linked with what they know

    Scenario Outline: With Jira <version> the link uses OAuth, also for the same people on both
      Given Confluence and Jira share a userbase
      And Jira is of version <version>
      When anna links Confluence and Jira, which share a userbase, as anna of Jira
      Then the link is made at both ends
      And Confluence uses "OAuth" for outgoing requests
      And Confluence uses "OAuth" for incoming requests
      And Jira was asked by Confluence as anna
      When Jira is upgraded to version 9.12.0
      Then Jira uses "OAuth" for outgoing requests
      And Jira uses "OAuth" for incoming requests
      And both ends show the link as CONNECTED

      Examples:
        | version |
        | 5.1.8   |
        | 7.0.11  |

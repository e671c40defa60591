Feature: A product that has moved to another address

  Whoever is linked to it finds nobody at the old address, says so, and offers to relocate the link. Relocating
  changes where the link leads, and nothing else: it belongs to the installation, not to its address.

  Background:
    Given Confluence and Jira share a userbase

  Rule: The link leads nowhere until it is relocated at the end that has the old address

    Scenario Outline: <near> finds <far> again
      Given <near> and <far> are linked both ways with "OAuth with impersonation"
      Then both ends show the link as CONNECTED
      And <near> does not offer to relocate the link to <far>
      When <far> moves to a new address
      Then <near> shows the link as "NETWORK ERROR"
      And <far> shows the link as CONNECTED
      And <near> offers to relocate the link to <far>
      And the link to <far> at <near> leads to its old address
      When anna relocates the link to <far> at <near>
      Then <near> agrees
      And the link to <far> at <near> leads to its new address
      And the link to <near> at <far> leads to its old address
      And <near> does not offer to relocate the link to <far>
      And both ends show the link as CONNECTED
      And <far> was asked by <near> as nobody

      Examples:
        | near       | far        |
        | Confluence | Jira       |
        | Jira       | Confluence |

    Scenario Outline: When both have moved each administrator relocates at their own end, <first> first
      Given Confluence and Jira are linked both ways with "OAuth with impersonation"
      When Confluence moves to a new address
      And Jira moves to a new address
      Then both ends show the link as "NETWORK ERROR"
      When anna relocates the link to <second> at <first>
      Then <first> agrees
      And <first> shows the link as CONNECTED
      And <second> shows the link as "NETWORK ERROR"
      And <second> offers to relocate the link to <first>
      When anna relocates the link to <first> at <second>
      Then <second> agrees
      And both ends show the link as CONNECTED
      And the link to <first> at <second> leads to its new address
      And the link to <second> at <first> leads to its new address

      Examples:
        | first      | second     |
        | Confluence | Jira       |
        | Jira       | Confluence |

  Rule: However it has moved, people see across the link again what they saw before

    Scenario Outline: Jira <moves>
      Given they are linked with "OAuth with impersonation"
      When alice views SEC-1 of Jira through Confluence
      Then alice sees it
      When Jira <moves>
      And alice views SEC-1 of Jira through Confluence
      Then alice does not see it
      And Confluence offers to relocate the link to Jira
      When anna relocates the link to Jira at Confluence
      And alice views SEC-1 of Jira through Confluence
      Then alice sees it
      And Jira served the request to alice
      When bob views SEC-1 of Jira through Confluence
      Then bob does not see it
      And Jira served the request to bob
      And both ends show the link as CONNECTED

      Examples:
        | moves                                                  |
        | moves to a new address                                 |
        | moves to a new address, below the path /tracker        |
        | moves to a new address, below the path ""              |
        | moves to a new address, to which the old one redirects |

    Scenario: Pages with issues on them need not be edited
      Given they are linked with OAuth, acting as integration on Jira
      When alice opens the page "The lamp" of Confluence
      Then the page shows DEMO-1
      When Jira moves to a new address
      And alice opens the page "The lamp" of Confluence
      Then the page says "cannot be reached"
      When anna relocates the link to Jira at Confluence
      And alice opens the page "The lamp" of Confluence
      Then the page shows DEMO-1
      And Jira was asked by Confluence as integration
      And both ends show the link as CONNECTED

    Scenario: Whoever has allowed access need not do so again
      Given they are linked with "OAuth per user"
      And alice has allowed Confluence to act for her at Jira
      When Jira moves to a new address
      And anna relocates the link to Jira at Confluence
      And alice views SEC-1 of Jira through Confluence
      Then alice sees it
      And Jira served the request to alice
      And Confluence may act for alice at Jira

    Scenario Outline: What is linked with a project stays so, whichever of the two moves
      Given <near> and <far> are linked both ways with "OAuth with impersonation"
      And anna has linked DOC of Confluence with DEMO of Jira
      When <far> moves to a new address
      And anna relocates the link to <far> at <near>
      Then DOC of Confluence is linked with DEMO
      And DEMO of Jira is linked with DOC
      And both ends show the link as CONNECTED
      And Jira was asked by Confluence as anna

      Examples:
        | near       | far        |
        | Confluence | Jira       |
        | Jira       | Confluence |

    Scenario: Whoever still has to allow access in Jira is sent to its new address
      Given they are linked with "OAuth per user"
      And Jira has moved to a new address
      When anna relocates the link to Jira at Confluence
      Then the link to Jira at Confluence leads to its new address
      When alice opens the page Roadmap of Confluence
      Then the page invites to authenticate at Jira
      And Jira was only ever asked by Confluence as nobody
      When alice allows Confluence to act for her at Jira
      And alice views SEC-1 of Jira through Confluence
      Then alice sees it
      And Jira served the request to alice

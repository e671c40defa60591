Feature: Another installation of the same product

  Production and Staging are both Jiras. Where the one moves away and the other moves in, a link must not show the
  one's people the other's things. Confluence compares types alone, as the vendor's products do, and what it can be
  talked into shows afterwards. Handbook compares installations.

  Background:
    Given the topology production-and-staging

  Rule: The trust between two products is worth nothing at a third

    Scenario: Confluence is led to another installation, and nobody sees anything there
      Given Confluence and Production are linked both ways with "OAuth with impersonation"
      When alice views LIVE-1 of Production through Confluence
      Then alice sees it
      When anna relocates the link to Production at Confluence to the address of Staging
      Then Confluence agrees
      And the link to Production at Confluence leads to the address of Staging
      And Confluence shows the link as "CONFIG ERROR"
      And Production shows the link as CONNECTED
      And Confluence notices that another installation is where its link to Production leads
      When alice views TEST-1 of Production through Confluence
      Then alice does not see it
      And Staging was only ever asked by Confluence as nobody

    Scenario: Handbook refuses, and takes the installation that it knows
      Given Handbook and Production are linked both ways with "OAuth with impersonation"
      When anna relocates the link to Production at Handbook to the address of Staging
      Then Handbook refuses, because "another installation is there"
      And the link to Production at Handbook leads to the address of Production
      And both ends show the link as CONNECTED
      And Staging was only ever asked by Handbook as nobody
      When Production moves to a new address
      And anna relocates the link to Production at Handbook
      Then Handbook agrees
      And the link to Production at Handbook leads to its new address
      And both ends show the link as CONNECTED

  Rule: At the old address of a product there may be another one

    Scenario Outline: <wiki> notices, and finds the right one again
      Given <wiki> and Production are linked both ways with "OAuth with impersonation"
      When Production moves to a new address
      And Staging moves to the old address of Production
      Then <wiki> shows the link as "CONFIG ERROR"
      And <wiki> notices that another installation is where its link to Production leads
      When alice views LIVE-1 of Production through <wiki>
      Then alice does not see it
      And Staging was only ever asked by <wiki> as nobody
      When anna relocates the link to Production at <wiki>
      Then <wiki> agrees
      And the link to Production at <wiki> leads to its new address
      When alice views LIVE-1 of Production through <wiki>
      Then alice sees it
      And Production served the request to alice
      And both ends show the link as CONNECTED

      Examples:
        | wiki       |
        | Confluence |
        | Handbook   |

  Rule: Two links never lead to one address

    Scenario: The link to Production is not relocated to where the link to Staging leads
      Given Confluence and Staging are linked both ways with "OAuth with impersonation"
      And Confluence and Production are linked both ways with "OAuth with impersonation"
      When anna relocates the link to Production at Confluence to the address of Staging
      Then Confluence refuses, because "another link leads there"
      And the link to Production at Confluence leads to the address of Production
      And the link to Staging at Confluence leads to the address of Staging
      And both ends show the link as CONNECTED
      And Staging was only ever asked by Confluence as nobody

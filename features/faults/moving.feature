Feature: Products that moved after they had been linked

  Nobody follows a product to its new address by itself: an administrator relocates the link, and it is what it was.

  @fault:F-09
  Scenario: Who has moved is relocated
    Given Confluence and Jira do not share a userbase
    And they are linked with OAuth, acting as integration on Jira
    When Jira moves to a new address
    Then Confluence shows the link as "NETWORK ERROR"
    And Confluence offers to relocate the link to Jira
    And Jira shows the link as CONNECTED
    When alice views SEC-1 of Jira through Confluence
    Then alice does not see it
    When anna relocates the link to Jira at Confluence
    And alice views SEC-1 of Jira through Confluence
    Then alice sees it
    And both ends show the link as CONNECTED

  @fault:F-09
  Scenario: Who moves after having been down for years knows what time it is
    Given Confluence and Jira do not share a userbase
    And they are linked with OAuth, acting as integration on Jira
    When Jira goes down
    And 3 years pass
    And Jira moves to a new address
    Then Confluence shows the link as "NETWORK ERROR"
    When anna relocates the link to Jira at Confluence
    And alice views SEC-1 of Jira through Confluence
    Then alice sees it
    And both ends show the link as CONNECTED

  @fault:F-09
  Scenario: Who has another path is relocated likewise
    Given Confluence and Jira do not share a userbase
    And they are linked with OAuth, acting as integration on Jira
    And Jira has moved to a new address
    Then Confluence offers to relocate the link to Jira
    When Jira moves to a new address, below the path /tracker
    Then Confluence shows the link as "NETWORK ERROR"
    And Confluence offers to relocate the link to Jira
    And Jira shows the link as CONNECTED
    When alice views SEC-1 of Jira through Confluence
    Then alice does not see it
    When anna relocates the link to Jira at Confluence
    And alice views SEC-1 of Jira through Confluence
    Then alice sees it
    And both ends show the link as CONNECTED

  @fault:F-09
  Scenario: An old address that sends everybody on is not followed
    Given Confluence and Jira do not share a userbase
    And they are linked with OAuth, acting as integration on Jira
    When Jira moves to a new address, to which the old one redirects
    Then Confluence shows the link as "NETWORK ERROR"
    And Confluence says of the link "The other application answers with an error"
    And Jira shows the link as CONNECTED
    When alice views SEC-1 of Jira through Confluence
    Then alice does not see it
    When anna relocates the link to Jira at Confluence
    And alice views SEC-1 of Jira through Confluence
    Then alice sees it
    And both ends show the link as CONNECTED

  @fault:F-09
  Scenario: Where another installation has moved in, nobody is shown its things
    Given the topology production-and-staging
    And Confluence and Production are linked both ways with "OAuth with impersonation"
    When Production moves to a new address
    And Staging moves to the old address of Production
    Then Confluence shows the link as "CONFIG ERROR"
    And Confluence notices that another installation is where its link to Production leads
    And Production shows the link as CONNECTED
    When alice views LIVE-1 of Production through Confluence
    Then alice does not see it
    When anna relocates the link to Production at Confluence
    And alice views LIVE-1 of Production through Confluence
    Then alice sees it
    And both ends show the link as CONNECTED

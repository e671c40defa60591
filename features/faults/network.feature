Feature: Faults of the network

  What is wrong on the way from one product to the other is wrong in that direction only; the end that is called has
  nothing to complain about.

  Background:
    Given Confluence and Jira do not share a userbase

  Rule: Nobody is found, or lets one in

    Background:
      Given they are linked with OAuth, acting as integration on Jira

    @fault:F-19
    Scenario: A product that is down refuses connections, and calls nobody
      When alice views SEC-1 of Jira through Confluence
      Then alice sees it
      When Jira goes down
      Then Confluence shows the link as "NETWORK ERROR"
      And Confluence says of the link "The other application refuses connections"
      When alice opens the page "The lamp" of Confluence
      Then the page says "cannot be reached"
      When Jira is up again
      And alice views SEC-1 of Jira through Confluence
      Then alice sees it
      And both ends show the link as CONNECTED

    @fault:F-20
    Scenario: A name that one server cannot resolve is unknown to it alone
      When Confluence cannot resolve the name of Jira
      Then Confluence shows the link as "NETWORK ERROR"
      And Confluence says of the link "The other application's host is unknown"
      And Jira shows the link as CONNECTED
      When alice views SEC-1 of Jira through Confluence
      Then alice does not see it
      And Jira was not asked
      When alicia views SEC-1 of Jira directly
      Then alicia sees it
      When the trouble is over
      And alice views SEC-1 of Jira through Confluence
      Then alice sees it
      And both ends show the link as CONNECTED

    @fault:F-21
    Scenario: A firewall that refuses one direction
      When a firewall refuses what Confluence sends to Jira
      Then Confluence shows the link as "NETWORK ERROR"
      And Confluence says of the link "The other application refuses connections"
      And Jira shows the link as CONNECTED
      When alice views SEC-1 of Jira through Confluence
      Then alice does not see it
      And Jira was not asked
      When the trouble is over
      And alice views SEC-1 of Jira through Confluence
      Then alice sees it
      And both ends show the link as CONNECTED

    # A connection that is torn down fits none of the kinds of network error (applinks.md 4.3).
    @fault:F-21
    Scenario: A firewall that tears connections down in one direction
      When a firewall breaks what Confluence sends to Jira
      Then Confluence shows the link as "STATUS UNAVAILABLE"
      And Confluence says of the link "The status cannot be determined"
      And Confluence gives the details "reset"
      And Jira shows the link as CONNECTED
      When alice views SEC-1 of Jira through Confluence
      Then alice does not see it
      And Jira was not asked
      When the trouble is over
      And alice views SEC-1 of Jira through Confluence
      Then alice sees it
      And both ends show the link as CONNECTED

    @sockets @fault:F-22
    Scenario: A firewall that lets nobody ask about links is an error, and what people read is not
      When the firewall in front of Jira lets nobody ask about links
      Then Confluence shows the link as "NETWORK ERROR"
      And Confluence says of the link "The other application answers with an error"
      And Confluence gives the details "403: Forbidden"
      And Jira shows the link as CONNECTED
      When alice views SEC-1 of Jira through Confluence
      Then alice sees it
      When the trouble is over
      Then both ends show the link as CONNECTED

    # Neither fits a kind of network error (applinks.md 4.3): both are "status unavailable", with other details.
    @sockets @fault:F-23
    Scenario: Whoever is slow keeps others waiting after the connection, and has been asked
      When Jira gets slow
      And alice opens the page "The lamp" of Confluence
      Then the page says "does not answer"
      And the page says "dark in the afternoon"
      And Confluence gives the details "Read timed out"
      When the trouble is over
      And alice views SEC-1 of Jira through Confluence
      Then alice sees it
      And both ends show the link as CONNECTED

    @sockets @fault:F-23
    Scenario: Where packets are dropped no connection comes about, and nobody has been asked
      When a firewall swallows what Confluence sends to Jira
      And alice opens the page "The lamp" of Confluence
      Then the page says "does not answer"
      And the page says "dark in the afternoon"
      And Confluence gives the details "connect timed out"
      And Jira shows the link as CONNECTED
      And Jira was not asked by Confluence
      When the trouble is over
      And alice views SEC-1 of Jira through Confluence
      Then alice sees it
      And both ends show the link as CONNECTED

  Rule: What is made under such circumstances is made at one end only

    # The catalogue has no link back here at all. By applinks.md 5.4 it is made, by an address that was not tried.
    @fault:F-21
    Scenario: Where the other product is not let back in, authentication is set up at one end only
      Given Confluence and Jira share a userbase
      And a firewall refuses what Jira sends to Confluence
      When anna links Confluence and Jira, which share a userbase, as anna of Jira
      Then the link is made at both ends
      And Confluence shows the link as "CONFIG ERROR"
      And Confluence says of the link "The two ends use different authentication"
      And Jira shows the link as "NETWORK ERROR"
      And Jira says of the link "The other application refuses connections"
      When alice views SEC-1 of Jira through Confluence
      Then alice does not see it
      And Jira refused the request
      When the trouble is over
      And anna makes Jira accept "OAuth with impersonation" from Confluence and use "OAuth with impersonation" towards it
      Then both ends show the link as CONNECTED
      When alice views SEC-1 of Jira through Confluence
      Then alice sees it
      And Jira served the request to alice

    @sockets @fault:F-22
    Scenario: Where only reading is let through, links are made one way, and the status tells nothing
      Given the firewall in front of Jira lets only reading through
      When anna links Confluence and Jira as anja of Jira
      Then Confluence refuses, because "the other product's end could not be made"
      And nothing has changed at Jira
      When anna links Confluence to Jira
      Then Confluence agrees
      And Jira has no link to Confluence
      When anja completes the link from Jira back to Confluence
      Then both ends say of the link "Authentication is off at both ends"
      When alice views DEMO-1 of Jira through Confluence
      Then alice sees it
      When the trouble is over
      And anna deletes the link to Jira at Confluence only
      And anja deletes the link to Confluence at Jira only
      And anna links Confluence and Jira as anja of Jira
      Then the link is made at both ends
      And both ends show the link as CONNECTED

    @sockets @fault:F-22
    Scenario: Where only reading is let through, neither end can be deleted from the other
      Given Confluence and Jira share a userbase
      And Confluence and Jira are linked both ways with "OAuth with impersonation"
      When the firewall in front of Jira lets only reading through
      Then both ends show the link as CONNECTED
      When alice views SEC-1 of Jira through Confluence
      Then alice sees it
      When anna deletes both ends of the link to Jira at Confluence
      Then Confluence refuses, because "the other end could not be deleted"
      When the trouble is over
      Then the link is there at both ends
      When anna deletes both ends of the link to Jira at Confluence
      Then Confluence agrees
      And the link is gone at both ends

    @fault:F-22
    Scenario: Where deletions alone are refused it is the same
      Given Confluence and Jira share a userbase
      And Confluence and Jira are linked both ways with "OAuth with impersonation"
      When Jira refuses deletions
      Then both ends show the link as CONNECTED
      When alice views SEC-1 of Jira through Confluence
      Then alice sees it
      When anna deletes both ends of the link to Jira at Confluence
      Then Confluence refuses, because "the other end could not be deleted"
      When the trouble is over
      Then the link is there at both ends
      When anna deletes both ends of the link to Jira at Confluence
      Then Confluence agrees
      And the link is gone at both ends

Feature: The other product cannot be reached, or something else answers

  What an administrator sees beside a link says where to look: at the network, at whatever stands in front of the
  other product, or at neither. The other end often has nothing to complain about, as requests in its own
  direction arrive.

  Background:
    Given Confluence and Jira do not share a userbase
    And they are linked with OAuth, acting as integration on Jira

  Scenario: A product that is down refuses connections, and is fine again when it is up
    When Jira goes down
    Then Confluence shows the link as "NETWORK ERROR"
    And Confluence says of the link "The other application refuses connections"
    And Jira was not asked by Confluence
    When Jira is up again
    Then both ends show the link as CONNECTED
    And Jira was asked by Confluence as integration

  @sockets
  Scenario: A name that the server does not know is an unknown host, whatever the other end thinks
    When anna changes the address of Jira at Confluence to "http://jira.invalid/jira"
    Then Confluence agrees
    And Confluence shows the link as "NETWORK ERROR"
    And Confluence says of the link "The other application's host is unknown"
    And Confluence gives the details "jira.invalid"
    And Jira shows the link as CONNECTED
    And Jira was not asked by Confluence

  Scenario: A login page in front of the other product makes no sense as an answer
    Given Jira is hidden behind a login page
    Then Confluence shows the link as "NETWORK ERROR"
    And Confluence says of the link "The other application's answer makes no sense"
    And Jira was only ever asked by Confluence as nobody

  Scenario: A proxy whose product is not up answers with an error, which the details name
    Given Jira is unavailable
    Then Confluence shows the link as "NETWORK ERROR"
    And Confluence says of the link "The other application answers with an error"
    And Confluence gives the details "503: Service Unavailable"
    And Jira was only ever asked by Confluence as nobody

  Scenario: An address that redirects is an error too, as nobody follows it
    Given the address of Jira redirects elsewhere
    Then Confluence says of the link "The other application answers with an error"
    And Confluence gives the details "302: Found"
    And Jira was only ever asked by Confluence as nobody

  @sockets
  Scenario: A proxy that is up in front of a product that is down answers in its place
    Given in front of Jira there is "a proxy with a good certificate"
    And Confluence has been pointed to the address of Jira anew
    Then both ends show the link as CONNECTED
    When Jira goes down
    Then Confluence says of the link "The other application answers with an error"
    And Confluence gives the details "502: Bad Gateway"
    And Jira was asked by Confluence as integration

  Scenario: A problem with one direction is no problem of the other
    When Confluence goes down
    Then Jira shows the link as "NETWORK ERROR"
    And Jira says of the link "The other application refuses connections"
    When Confluence is up again
    Then both ends show the link as CONNECTED
    And Confluence was asked by Jira as nobody

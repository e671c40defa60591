@sockets
Feature: Secure connections and the proxies that end them

  A product that is called over a secure connection usually stands behind a proxy with a certificate. Each thing
  that can be wrong with it has its own words at the calling end. The called product notices nothing: requests do
  not reach it.

  Background:
    Given Confluence and Jira do not share a userbase
    And in front of Jira there is "a proxy with a good certificate"
    And they are linked with OAuth, acting as integration on Jira

  Scenario: With a good certificate, and a product that knows its proxy, all is well
    When alice views SEC-1 of Jira through Confluence
    Then alice sees it
    And Jira served the request to integration
    And both ends show the link as CONNECTED

  Scenario Outline: <front> is told by the calling end alone
    When in front of Jira there is now "<front>"
    Then Confluence shows the link as "<lozenge>"
    And Confluence says of the link "<finding>"
    And Jira shows the link as CONNECTED
    And Jira was not asked by Confluence
    When in front of Jira there is now "a proxy with a good certificate"
    Then both ends show the link as CONNECTED
    And Jira was asked by Confluence as integration

    Examples:
      | front                                                 | lozenge            | finding                                            |
      | a proxy with a certificate that nobody trusts         | NETWORK ERROR      | The other application's certificate is not trusted |
      | a proxy whose certificate has expired                 | NETWORK ERROR      | The other application's certificate is not trusted |
      | a proxy that does not show who issued its certificate | NETWORK ERROR      | The other application's certificate is not trusted |
      | a proxy with the certificate of another host          | NETWORK ERROR      | The certificate belongs to another host            |
      | a proxy that demands a certificate                    | NETWORK ERROR      | The secure connection fails over a certificate     |
      | a server that does not encrypt where it should        | STATUS UNAVAILABLE | The status cannot be determined                    |

  Scenario: A proxy that ends encryption and does not say so spoils signatures, and public things still show
    When in front of Jira there is now "a proxy that ends encryption and does not say so"
    Then Confluence shows the link as "NETWORK ERROR"
    And Confluence says of the link "The other application finds signatures invalid"
    And Jira shows the link as CONNECTED
    When alice views SEC-1 of Jira through Confluence
    Then alice does not see it
    And Jira refused the request
    When anonymous views DEMO-1 of Jira through Confluence
    Then anonymous sees it
    And Jira served the request to nobody
    When in front of Jira there is now "a proxy with a good certificate"
    Then both ends show the link as CONNECTED

  Scenario: A proxy that replaces host and port spoils signatures likewise
    When in front of Jira there is now "a proxy that replaces host and port"
    And Confluence is pointed to the address of Jira anew
    Then Confluence says of the link "The other application finds signatures invalid"
    And Jira shows the link as CONNECTED
    When anonymous views DEMO-1 of Jira through Confluence
    Then anonymous sees it
    And Jira served the request to nobody

  Scenario: A proxy that drops credentials goes unnoticed by the status, and everybody sees public things only
    When in front of Jira there is now "a proxy that drops credentials"
    Then both ends show the link as CONNECTED
    When alice views SEC-1 of Jira through Confluence
    Then alice does not see it
    And Jira served the request to nobody
    When alice views DEMO-1 of Jira through Confluence
    Then alice sees it
    And Jira served the request to nobody

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

  Scenario Outline: What is wrong with a certificate is told by the calling end alone (<wrong>)
    When <wrong>
    Then Confluence shows the link as "<lozenge>"
    And Confluence says of the link "<finding>"
    And Jira shows the link as CONNECTED
    And Jira was not asked by Confluence
    When in front of Jira there is now "a proxy with a good certificate"
    Then both ends show the link as CONNECTED
    And Jira was asked by Confluence as integration

    Examples:
      | wrong                                                       | lozenge            | finding                                            |
      | the certificate of Jira is one that nobody trusts           | NETWORK ERROR      | The other application's certificate is not trusted |
      | the certificate of Jira has expired                         | NETWORK ERROR      | The other application's certificate is not trusted |
      | Jira does not show who issued its certificate               | NETWORK ERROR      | The other application's certificate is not trusted |
      | the certificate of Jira is another host's                   | NETWORK ERROR      | The certificate belongs to another host            |
      | the proxy in front of Jira demands a certificate            | NETWORK ERROR      | The secure connection fails over a certificate     |
      | the proxy in front of Jira does not encrypt where it should | STATUS UNAVAILABLE | The status cannot be determined                    |

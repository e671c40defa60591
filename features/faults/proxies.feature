@sockets
Feature: Faults of addresses and of the proxies in front of products

  Each scenario makes one fault of the catalogue happen, and tells what this end says of the link, what the other
  end says, and what a reader gets. Then the trouble is over, and everything is as it was before.

  Background:
    Given Confluence and Jira do not share a userbase

  Rule: A proxy that lies about the address spoils signatures, and public things still show

    Background:
      Given they are linked with OAuth, acting as integration on Jira

    @fault:F-01
    Scenario Outline: The scheme that was asked for (<says>)
      When alice views SEC-1 of Jira through Confluence
      Then alice sees it
      When the proxy in front of Jira <says>
      Then Confluence shows the link as "NETWORK ERROR"
      And Confluence says of the link "The other application finds signatures invalid"
      And Jira shows the link as CONNECTED
      When alice views SEC-1 of Jira through Confluence
      Then alice does not see it
      And Jira refused the request
      When anonymous views DEMO-1 of Jira through Confluence
      Then anonymous sees it
      And Jira served the request to nobody
      When the trouble is over
      And alice views SEC-1 of Jira through Confluence
      Then alice sees it
      And both ends show the link as CONNECTED

      Examples:
        | says                            |
        | ends TLS and does not say so    |
        | says that it was asked over http |

    @fault:F-02
    Scenario Outline: The port that was asked for (<port>)
      When the proxy in front of Jira says that it was asked at port <port>
      Then Confluence shows the link as "NETWORK ERROR"
      And Confluence says of the link "The other application finds signatures invalid"
      And Jira shows the link as CONNECTED
      When alice views SEC-1 of Jira through Confluence
      Then alice does not see it
      And Jira refused the request
      When anonymous views DEMO-1 of Jira through Confluence
      Then anonymous sees it
      When the trouble is over
      And alice views SEC-1 of Jira through Confluence
      Then alice sees it
      And both ends show the link as CONNECTED

      Examples:
        | port |
        | 8080 |
        | 443  |

    @fault:F-03
    Scenario Outline: The host that was asked for (<says>)
      When the proxy in front of Jira <says>
      Then Confluence shows the link as "NETWORK ERROR"
      And Confluence says of the link "The other application finds signatures invalid"
      And Jira shows the link as CONNECTED
      When alice views SEC-1 of Jira through Confluence
      Then alice does not see it
      And Jira refused the request
      When anonymous views DEMO-1 of Jira through Confluence
      Then anonymous sees it
      When the trouble is over
      And alice views SEC-1 of Jira through Confluence
      Then alice sees it
      And both ends show the link as CONNECTED

      Examples:
        | says                               |
        | replaces the host by jira.internal |
        | calls it at an address of its own  |

    @fault:F-04
    Scenario: A context path that is another one
      When the proxy in front of Jira has it below /tracker
      Then Confluence shows the link as "NETWORK ERROR"
      And Confluence says of the link "The other application finds signatures invalid"
      And Jira shows the link as CONNECTED
      When alice views SEC-1 of Jira through Confluence
      Then alice does not see it
      And Jira refused the request
      When anonymous views DEMO-1 of Jira through Confluence
      Then anonymous sees it
      When the trouble is over
      And alice views SEC-1 of Jira through Confluence
      Then alice sees it
      And both ends show the link as CONNECTED

    # The catalogue has "unexpected response" or "cannot reach" here. Every question is answered with 404, and by
    # applinks.md 4.2 that is what a product says which has no link back.
    @fault:F-04
    Scenario: A context path that is gone hides the product altogether
      When the proxy in front of Jira strips its path
      Then Confluence shows the link as "CONFIG ERROR"
      And Confluence says of the link "The other application has no link back"
      And Jira shows the link as CONNECTED
      When anonymous views DEMO-1 of Jira through Confluence
      Then anonymous does not see it
      When the trouble is over
      And anonymous views DEMO-1 of Jira through Confluence
      Then anonymous sees it
      And both ends show the link as CONNECTED

  Rule: Links do not lead where the address says

    @fault:F-04
    Scenario: Where the context path is gone, no application is recognised
      Given the proxy in front of Jira strips its path
      When anna looks at the address of Jira in the wizard of Confluence
      Then Confluence recognises no application there
      When the trouble is over
      And anna looks at the address of Jira in the wizard of Confluence
      Then Confluence recognises a jira called Jira

    @fault:F-05
    Scenario Outline: A product that does not know its address gives away another one (<address>)
      Given Jira believes that its address is <address>
      When anja links Jira and Confluence as anna of Confluence
      Then the link is made at both ends
      Then Confluence shows the link as "NETWORK ERROR"
      And Confluence says of the link "<finding>"
      When alice views DEMO-1 of Jira through Confluence
      Then alice does not see it

      Examples:
        | address                       | finding                                   |
        | http://old-name.invalid/jira  | The other application's host is unknown   |
        | http://localhost:9/jira       | The other application refuses connections |

    @fault:F-06
    Scenario: Where people are sent to an address for servers, the servers talk and nobody can authenticate
      Given they are linked with "OAuth per user"
      And alice is called alicia in Jira
      And the link of Confluence to Jira sends people to an address that only servers know
      Then both ends show the link as CONNECTED
      When anonymous views DEMO-1 of Jira through Confluence
      Then anonymous sees it
      And the browser of alice finds nobody where Confluence sends her to authenticate at Jira
      And Confluence may not act for alicia at Jira
      When Confluence is pointed to the address of Jira anew
      And alice allows Confluence to act for her at Jira
      And alice views SEC-1 of Jira through Confluence
      Then alice sees it
      And Jira served the request to alicia

    @fault:F-07
    Scenario: What calls the address for browsers from a server fails alone
      Given they are linked with OAuth, acting as integration on Jira
      And Confluence does not reach Jira at the address for browsers
      Then both ends show the link as CONNECTED
      When alice views SEC-1 of Jira through Confluence
      Then alice sees it
      When alicia views SEC-1 of Jira directly
      Then alicia sees it
      # The wizard stands for whatever in Confluence uses that address.
      When anna looks at the address for browsers of Jira in the wizard of Confluence
      Then Confluence warns that "nobody answers there"
      When the trouble is over
      And anna looks at the address for browsers of Jira in the wizard of Confluence
      Then Confluence refuses, because "it is linked already"
      And both ends show the link as CONNECTED

    @fault:F-08
    Scenario Outline: An address that <redirects> is not followed, and the wizard warns of it
      Given they are linked with OAuth, acting as integration on Jira
      When the proxy in front of Jira <redirects>
      Then Confluence shows the link as "NETWORK ERROR"
      And Confluence says of the link "The other application answers with an error"
      And Confluence gives the details "<status>"
      And Jira shows the link as CONNECTED
      When alice views SEC-1 of Jira through Confluence
      Then alice does not see it
      When anna looks at the address of Jira in the wizard of Confluence
      Then Confluence warns that "the address redirects"
      When the trouble is over
      And alice views SEC-1 of Jira through Confluence
      Then alice sees it
      And both ends show the link as CONNECTED

      Examples:
        | redirects                        | status                 |
        | sends everybody on to https      | 301: Moved Permanently |
        | sends everybody on to another path | 302: Found           |

    @fault:F-09
    Scenario: Who has moved is relocated
      Given they are linked with OAuth, acting as integration on Jira
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

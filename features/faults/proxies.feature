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
      When anja looks at the address of Confluence in the wizard of Jira
      Then Jira recognises a confluence called Confluence
      When alicia views DEMO-1 of Jira directly
      Then alicia sees it
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
      # Confluence could not ask for Jira's key, so authentication is set up at Jira only.
      And Jira says of the link "The two ends use different authentication"
      When alice views DEMO-1 of Jira through Confluence
      Then alice does not see it
      When Confluence is pointed to the address of Jira anew
      And anna makes Confluence accept OAuth from Jira and use OAuth towards it
      Then both ends show the link as CONNECTED
      When anonymous views DEMO-1 of Jira through Confluence
      Then anonymous sees it

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
    Scenario: An address that redirects for everybody is warned of as well
      Given they are linked with OAuth, acting as integration on Jira
      When the address of Jira redirects elsewhere
      Then Confluence shows the link as "NETWORK ERROR"
      And Confluence gives the details "302: Found"
      When alice views SEC-1 of Jira through Confluence
      Then alice does not see it
      When anna looks at the address of Jira in the wizard of Confluence
      Then Confluence warns that "the address redirects"
      When the trouble is over
      And alice views SEC-1 of Jira through Confluence
      Then alice sees it
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

  Rule: What stands in front answers in the product's place

    Background:
      Given they are linked with OAuth, acting as integration on Jira

    @fault:F-10
    Scenario Outline: A gateway that <answers> is no application
      When the proxy in front of Jira <answers>
      Then Confluence shows the link as "NETWORK ERROR"
      And Confluence says of the link "<finding>"
      And Jira shows the link as CONNECTED
      When alice views SEC-1 of Jira through Confluence
      Then alice does not see it
      And Jira was not asked by Confluence
      When alice opens the page "The lamp" of Confluence
      Then the page says "<page>"
      And the page says "dark in the afternoon"
      When the trouble is over
      And alice views SEC-1 of Jira through Confluence
      Then alice sees it
      And both ends show the link as CONNECTED

      Examples:
        | answers                               | finding                                      | page                 |
        | shows everybody a page to sign in     | The other application's answer makes no sense | something other than |
        | shows everybody a form that sends itself | The other application's answer makes no sense | something other than |
        | sends everybody elsewhere to sign in  | The other application answers with an error  | sent us elsewhere    |

    @fault:F-10
    Scenario: A gateway before everything, its own administrators' way included
      Given Jira is hidden behind a login page
      Then Confluence shows the link as "NETWORK ERROR"
      And Confluence says of the link "The other application's answer makes no sense"
      And Jira was only ever asked by Confluence as nobody
      When alice views SEC-1 of Jira through Confluence
      Then alice does not see it
      When the trouble is over
      And alice views SEC-1 of Jira through Confluence
      Then alice sees it
      And both ends show the link as CONNECTED

    @fault:F-11
    Scenario: A proxy that escapes queries once more spoils what has escapes, and nothing else
      When the proxy in front of Jira escapes queries once more
      Then both ends show the link as CONNECTED
      When alice views SEC-1 of Jira through Confluence
      Then alice sees it
      And alice finds nothing of Jira through Confluence
      When the trouble is over
      Then alice finds exactly these items of Jira through Confluence
        | DEMO-1 |
        | DEMO-2 |
        | DEMO-4 |
        | SEC-1  |
        | PRIV-1 |
      And both ends show the link as CONNECTED

    @fault:F-11
    Scenario: A proxy that takes a plus for a plus spoils what has a space there
      When alice searches Jira through Confluence with a form
      Then the search finds SEC-1
      When the proxy in front of Jira escapes the plus in queries
      Then both ends show the link as CONNECTED
      When alice views SEC-1 of Jira through Confluence
      Then alice sees it
      When alice searches Jira through Confluence with a form
      Then the search shows no item
      When the trouble is over
      And alice searches Jira through Confluence with a form
      Then the search finds SEC-1
      And both ends show the link as CONNECTED

    @fault:F-11
    Scenario: A proxy that writes queries otherwise and means the same spoils nothing
      When the proxy in front of Jira writes queries in other escapes that mean the same
      Then both ends show the link as CONNECTED
      And alice finds exactly these items of Jira through Confluence
        | DEMO-1 |
        | DEMO-2 |
        | DEMO-4 |
        | SEC-1  |
        | PRIV-1 |
      When alice searches Jira through Confluence with a form
      Then the search finds SEC-1

    @fault:F-11
    Scenario: A parameter of the proxy's own spoils every signature
      When the proxy in front of Jira appends a parameter of its own
      Then Confluence shows the link as "NETWORK ERROR"
      And Confluence says of the link "The other application finds signatures invalid"
      And Jira shows the link as CONNECTED
      When alice views SEC-1 of Jira through Confluence
      Then alice does not see it
      And Jira refused the request
      When the trouble is over
      And alice views SEC-1 of Jira through Confluence
      Then alice sees it
      And both ends show the link as CONNECTED

    @fault:F-12
    Scenario Outline: A proxy that <loses> goes unnoticed, and everybody sees public things only
      When the proxy in front of Jira <loses>
      Then both ends show the link as CONNECTED
      When alice views SEC-1 of Jira through Confluence
      Then alice does not see it
      And Jira served the request to nobody
      When alice views DEMO-1 of Jira through Confluence
      Then alice sees it
      And Jira served the request to nobody
      When the trouble is over
      And alice views SEC-1 of Jira through Confluence
      Then alice sees it
      And Jira served the request to integration

      Examples:
        | loses                           |
        | drops credentials               |
        | drops credentials that are long |

    @fault:F-12
    Scenario: A proxy that refuses long headers lets nothing through that is signed
      When the proxy in front of Jira refuses long headers
      Then Confluence shows the link as "NETWORK ERROR"
      And Confluence says of the link "The other application answers with an error"
      And Confluence gives the details "431"
      And Jira shows the link as CONNECTED
      When alice views SEC-1 of Jira through Confluence
      Then alice does not see it
      When anonymous views DEMO-1 of Jira through Confluence
      Then anonymous sees it
      When the trouble is over
      And alice views SEC-1 of Jira through Confluence
      Then alice sees it
      And both ends show the link as CONNECTED

    @fault:F-13
    Scenario: A proxy whose product is not up yet answers with an error, until the product is up
      When the proxy in front of Jira is up, and it is not
      Then Confluence shows the link as "NETWORK ERROR"
      And Confluence says of the link "The other application answers with an error"
      And Confluence gives the details "503: Service Unavailable"
      When alice opens the page "The lamp" of Confluence
      Then the page says "503"
      When Jira is up again
      Then both ends show the link as CONNECTED
      When alice views SEC-1 of Jira through Confluence
      Then alice sees it

    @fault:F-13
    Scenario: A proxy that takes the product to be down keeps others from it, and the product notices nothing
      When the proxy in front of Jira takes it to be down
      Then Confluence shows the link as "NETWORK ERROR"
      And Confluence gives the details "503: Service Unavailable"
      And Jira shows the link as CONNECTED
      When alice views SEC-1 of Jira through Confluence
      Then alice does not see it
      When the trouble is over
      And alice views SEC-1 of Jira through Confluence
      Then alice sees it
      And both ends show the link as CONNECTED

    @fault:F-13
    Scenario: A product that is unavailable at its own door is available again without anybody's doing
      When Jira is unavailable
      Then Confluence shows the link as "NETWORK ERROR"
      And Confluence gives the details "503: Service Unavailable"
      When alice opens the page "The lamp" of Confluence
      Then the page says "503"
      When the trouble is over
      Then both ends show the link as CONNECTED
      When alice views SEC-1 of Jira through Confluence
      Then alice sees it

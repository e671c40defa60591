Feature: Signatures and tokens that are refused

  A request is taken when its consumer is known, its signature is new and right, and its token still lives. Each of
  these can fail, for one person or one program, while both ends of the link say that all is well.

  Rule: Clocks

    @fault:F-26
    Scenario Outline: Clocks that differ by <minutes> minutes: Jira is <how>
      Given Confluence and Jira do not share a userbase
      And they are linked with OAuth, acting as integration on Jira
      When the clock of Jira is <minutes> minutes <how>
      Then Confluence shows the link as "NETWORK ERROR"
      And Confluence says of the link "The two applications' clocks differ"
      And Jira shows the link as CONNECTED
      When alice views SEC-1 of Jira through Confluence
      Then alice does not see it
      And Jira refused the request
      When the clock of Jira is 4 minutes <how>
      And alice views SEC-1 of Jira through Confluence
      Then alice sees it
      And both ends show the link as CONNECTED

      Examples:
        | minutes | how    |
        | 6       | ahead  |
        | 10      | ahead  |
        | 6       | behind |
        | 10      | behind |

  Rule: What people have allowed

    Background:
      Given Confluence and Jira do not share a userbase
      And they are linked with "OAuth per user"
      And alice is called alicia in Jira
      And bob is called robert in Jira
      And alice has allowed Confluence to act for her at Jira
      And bob has allowed Confluence to act for him at Jira

    @fault:F-27
    Scenario: Access that has expired is asked for again
      When alice opens the page Roadmap of Confluence
      Then the page shows SEC-1
      When what Confluence may do for people at Jira has expired
      And alice opens the page Roadmap of Confluence
      Then the page shows DEMO-1
      And the page does not show SEC-1
      And the page invites to authenticate at Jira
      And both ends show the link as CONNECTED
      When alice follows the invitation
      And alice allows it
      Then the page shows SEC-1

    @fault:F-28
    Scenario: A token that was forgotten is asked for again, and nobody else's is
      When Jira has forgotten what alicia allowed
      And alice opens the page Roadmap of Confluence
      Then the page does not show SEC-1
      And the page invites to authenticate at Jira
      And both ends show the link as CONNECTED
      When bob opens the page Roadmap of Confluence
      Then the page shows DEMO-2
      When alice opens the page Roadmap of Confluence
      And alice follows the invitation
      And alice allows it
      Then the page shows SEC-1

    @fault:F-28
    Scenario: Once all tokens are forgotten everybody is asked again
      When Jira has forgotten everything that people allowed
      And alice opens the page Roadmap of Confluence
      Then the page does not show SEC-1
      And the page invites to authenticate at Jira
      When bob opens the page Roadmap of Confluence
      Then the page does not show DEMO-2
      And the page invites to authenticate at Jira
      And both ends show the link as CONNECTED
      When bob follows the invitation
      And bob allows it
      Then the page shows DEMO-2

    @fault:F-28
    Scenario: A token whose owner is gone acts for nobody
      When alicia is removed from Jira
      And alice opens the page Roadmap of Confluence
      Then the page does not show SEC-1
      And both ends show the link as CONNECTED
      When bob opens the page Roadmap of Confluence
      Then the page shows DEMO-2

  Rule: The way there and back

    Background:
      Given Confluence and Jira share a userbase
      And they are linked with "OAuth per user"

    @fault:F-35
    Scenario: Whoever takes too long, or comes back with something made up, has allowed nothing
      When alice takes 11 minutes to let Confluence act for her at Jira
      Then the page refuses, and says "This took too long"
      And Confluence may not act for alice at Jira
      When alice comes back from Jira to Confluence with a verifier that is made up
      Then the page says "permission_unknown"
      And Confluence may not act for alice at Jira
      When alice opens the page Roadmap of Confluence
      Then the page does not show SEC-1
      And the page invites to authenticate at Jira
      And both ends show the link as CONNECTED
      When alice takes 9 minutes to let Confluence act for her at Jira
      And alice opens the page Roadmap of Confluence
      Then the page shows SEC-1

    @fault:F-35
    Scenario: A question that was answered is not asked again, and going back takes nothing back
      When alice lets Confluence act for her at Jira, and goes back to allow it again
      Then the page refuses, and says "There is nothing to decide"
      And both ends show the link as CONNECTED
      When alice opens the page Roadmap of Confluence
      Then the page shows SEC-1

    @fault:F-35
    Scenario: Whoever says no is asked again
      When alice is asked whether Confluence may act for her at Jira, and denies it
      And alice opens the page Roadmap of Confluence
      Then the page does not show SEC-1
      And the page invites to authenticate at Jira
      And both ends show the link as CONNECTED

    @fault:F-47
    Scenario: An administrator without a token is told to authenticate, which is no error
      Given Jira is of version 7.0.11
      And anna has allowed Confluence to act for her at Jira
      Then Confluence shows anna the link as CONNECTED
      When anna has not let Confluence act for her at Jira yet
      Then Confluence shows anna the link as "Authenticate to see status"
      And Confluence tells anna of the link "You have not authenticated at the other application yet"
      And Confluence invites anna to authenticate at Jira
      And Jira is too old to show the status of the link
      When anna opens the page Roadmap of Confluence
      Then the page does not show SEC-1
      And the page invites to authenticate at Jira
      When anna follows the invitation
      And anna allows it
      Then the page shows SEC-1
      And Confluence shows anna the link as CONNECTED

  Rule: Programs that sign by themselves

    Background:
      Given Confluence and Jira do not share a userbase
      And they are linked with OAuth, acting as integration on Jira
      When a program that acts as integration asks Jira for SEC-1
      Then the program sees SEC-1

    @fault:F-33
    Scenario Outline: A program that signs with <method> is refused, and the link is not affected
      When a program that acts as integration signs its request for SEC-1 of Jira with <method>
      Then the program is refused, and told signature_method_rejected
      And both ends show the link as CONNECTED
      When alice views SEC-1 of Jira through Confluence
      Then alice sees it
      When a program that acts as integration signs its request for SEC-1 of Jira with RSA-SHA1
      Then the program sees SEC-1

      Examples:
        | method     |
        | HMAC-SHA1  |
        | RSA-SHA256 |
        | RSA-SHA512 |
        | PLAINTEXT  |

    @fault:F-34
    Scenario: A signed request that is sent again as it was is refused, once
      When a program that acts as integration sends the same request for SEC-1 of Jira twice
      Then the program is refused, and told nonce_used
      And both ends show the link as CONNECTED
      When a program that acts as integration asks Jira for SEC-1
      Then the program sees SEC-1
      When alice views SEC-1 of Jira through Confluence
      Then alice sees it

    @fault:F-36
    Scenario: A refusal is no JSON, whatever the program accepts
      When a program with a token that Jira does not know asks it for DEMO-1
      Then the program is refused, and told token_rejected
      And the program is not answered in JSON
      And both ends show the link as CONNECTED
      When alice views SEC-1 of Jira through Confluence
      Then alice sees it

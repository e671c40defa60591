Feature: The two ends do not authenticate as they should

  Both ends are asked how they are set up, and the answers are compared before any signature is tried.

  Rule: Both ends have to be there

    Scenario: A link that was made at one end only has no link back
      Given Confluence and Jira do not share a userbase
      When anna links Confluence to Jira
      Then Confluence shows the link as "CONFIG ERROR"
      And Confluence says of the link "The other application has no link back"
      And Jira has no link to Confluence
      And Jira was only ever asked by Confluence as nobody
      When anja completes the link from Jira back to Confluence
      Then both ends say of the link "Authentication is off at both ends"
      And both ends show the link as DISABLED

    Scenario: An end that was deleted leaves the other without a link back
      Given Confluence and Jira do not share a userbase
      And they are linked with OAuth, acting as integration on Jira
      When anja deletes the link to Confluence at Jira only
      Then Jira has no link to Confluence
      And Confluence says of the link "The other application has no link back"
      And Jira was only ever asked by Confluence as nobody

  Rule: What one end sends is what the other takes

    Background:
      Given Confluence and Jira share a userbase
      And they are linked with OAuth, acting as integration on Jira

    Scenario: Changing one end alone makes a mismatch, which both ends tell
      When anna sets incoming requests at Jira to "OAuth with impersonation"
      Then Jira agrees
      And both ends show the link as "CONFIG ERROR"
      And both ends say of the link "The two ends use different authentication"
      When anna sets outgoing requests at Confluence to "OAuth with impersonation"
      Then Confluence agrees
      And both ends show the link as CONNECTED
      And Jira was asked by Confluence as nobody

    Scenario: OAuth of each user alone is no longer enough, even where both ends agree
      When anna sets incoming requests at Jira to "OAuth of each user alone"
      And anna sets outgoing requests at Confluence to "OAuth of each user alone"
      Then Confluence uses "OAuth of each user alone" for outgoing requests
      And both ends show the link as DEPRECATED
      And both ends say of the link "The link's OAuth is of a kind that is no longer enough"
      And Jira was only ever asked by Confluence as nobody

    Scenario: Switching authentication off at both ends disables the link
      When anna sets incoming requests at Jira to "no authentication"
      And anna sets outgoing requests at Confluence to "no authentication"
      Then both ends show the link as DISABLED
      And both ends say of the link "Authentication is off at both ends"
      And Jira was only ever asked by Confluence as nobody

  Rule: Signatures are tried last

    Background:
      Given Confluence and Jira do not share a userbase
      And they are linked with OAuth, acting as integration on Jira

    Scenario Outline: A clock that is <how> is told by the end whose requests are refused
      Given the clock of Jira is 10 minutes <how>
      Then Confluence shows the link as "NETWORK ERROR"
      And Confluence says of the link "The two applications' clocks differ"
      And Jira shows the link as CONNECTED
      When alice views SEC-1 of Jira through Confluence
      Then alice does not see it
      And Jira refused the request

      Examples:
        | how    |
        | ahead  |
        | behind |

    Scenario: A product that knows the other by an old key refuses its requests
      Given Jira knows Confluence by a key that it no longer has
      Then Confluence shows the link as "NETWORK ERROR"
      And Confluence says of the link "The other application refuses the authentication"
      And Confluence gives the details "consumer_key_unknown"
      And Jira shows the link as CONNECTED
      When alice views SEC-1 of Jira through Confluence
      Then alice does not see it
      And Jira refused the request

    Scenario: A pre-configured user who may not log in makes requests fail without a reason
      When integration is deactivated at Jira
      Then Confluence shows the link as DEPRECATED
      And Confluence says of the link "The link's OAuth is of a kind that is no longer enough"
      And Jira shows the link as CONNECTED

Feature: Linking two products in the browser

  The wizard looks at the other product, asks what the administrator is there and whether both have the same users,
  and then sends the browser to the other product, where the link back is made.

  Rule: An administrator of both is sent to the other product, and back when it is done

    Scenario Outline: From <here> to <there>, with people of their own
      Given <here> and <there> do not share a userbase
      And <administrator> is called <other> in <there>
      When <administrator> creates a link from <here> to <there> in the browser, as an administrator of both
      Then <there> asks her to create the link back to <here>
      And <here> has a link to <there>
      And <there> has no link to <here>
      When she creates the link back
      Then she is at <here>
      And the page says "was created at both ends"
      And both ends show the link as CONNECTED
      And <here> uses "OAuth" for outgoing requests
      And <there> uses "OAuth" for outgoing requests
      And <there> was only ever asked by <here> as nobody
      And <here> was only ever asked by <there> as nobody

      Examples:
        | here       | there      | administrator | other |
        | Confluence | Jira       | anna          | anja  |
        | Jira       | Confluence | anja          | anna  |

    Scenario Outline: From <here> to <there>, with one userbase
      Given <here> and <there> share a userbase
      When anna creates a link from <here> to <there> in the browser, for the same users on both
      And she creates the link back
      Then she is at <here>
      And the page says "was created at both ends"
      And both ends show the link as CONNECTED
      And <here> uses "OAuth with impersonation" for outgoing requests
      And <there> uses "OAuth with impersonation" for outgoing requests

      Examples:
        | here       | there      |
        | Confluence | Jira       |
        | Jira       | Confluence |

  Rule: Whoever cannot make the link back leaves a link that goes one way

    Scenario: No administrator of the other product
      Given Confluence and Jira do not share a userbase
      And anna is called robert in Jira
      When anna creates a link from Confluence to Jira in the browser, as an administrator of both
      Then Jira tells her "Administrators only"
      And Confluence has a link to Jira
      And Jira has no link to Confluence
      And Confluence shows the link as "CONFIG ERROR"

    Scenario: No account at the other product
      Given Confluence and Jira do not share a userbase
            When anna creates a link from Confluence to Jira in the browser, as an administrator of both
      Then Jira asks her to log in
      And Jira has no link to Confluence
      And Confluence shows the link as "CONFIG ERROR"

    Scenario: Cancelled at the other product
      Given Confluence and Jira do not share a userbase
      And anna is called anja in Jira
      When anna creates a link from Confluence to Jira in the browser, as an administrator of both
      And she cancels
      Then she is at Jira
      And Jira has no link to Confluence
      And Confluence shows the link as "CONFIG ERROR"

    Scenario: The window closed in between
      Given Confluence and Jira do not share a userbase
      And anna is called anja in Jira
      When anna creates a link from Confluence to Jira in the browser, as an administrator of both
      And anna closes the page
      Then Jira has no link to Confluence
      And Confluence shows the link as "CONFIG ERROR"

    Scenario: An administrator who may not let others act under people's names
      Given Confluence and Jira do not share a userbase
      And anna is called adrian in Jira
      When anna creates a link from Confluence to Jira in the browser, for the same users on both
      And she creates the link back
      Then Jira tells her "Only a system administrator may do this"
      And Jira has no link to Confluence
      And Confluence shows the link as "CONFIG ERROR"

    Scenario: An administrator of one product only
      Given Confluence and Jira do not share a userbase
      When anna creates a link from Confluence to Jira in the browser, as an administrator of one
      Then she is at Confluence
      And the page says "It is an outgoing link only"
      And Confluence uses "no authentication" for outgoing requests
      And Jira has no link to Confluence
      And Jira was only ever asked by Confluence as nobody

  Rule: The link is completed later from the other product, with nothing changed where it began

    Scenario: An administrator of the other product creates the link back there
      Given Confluence and Jira do not share a userbase
      When anna creates a link from Confluence to Jira in the browser, as an administrator of both
      And anna closes the page
      Then Confluence shows the link as "CONFIG ERROR"
      When anja creates a link from Jira to Confluence in the browser, as an administrator of one
      Then Jira has a link to Confluence
      And Confluence has 1 link
      And Confluence shows the link as "CONFIG ERROR"
      When anja accepts "OAuth" of Confluence at Jira in the browser, and uses "OAuth" towards it
      Then both ends show the link as CONNECTED

  Rule: The wizard tells what is at an address before anything is created

    Scenario: Nobody answers there
      Given Confluence and Jira do not share a userbase
      And Jira is down
      When anna enters the address of Jira at Confluence
      Then the page says "No answer from"
      And Confluence has 0 links

    Scenario: The address redirects
      Given Confluence and Jira do not share a userbase
      And the address of Jira redirects elsewhere
      When anna enters the address of Jira at Confluence
      Then the page says "sends everybody on"
      And Confluence has 0 links

    Scenario: It is some other web site
      Given Confluence and Jira do not share a userbase
      And at the address of Jira there is some other web site
      When anna enters the address of Jira at Confluence
      Then the page says "knows nothing of application links"
      And Confluence has 0 links

    Scenario: The address makes no sense
      Given Confluence and Jira do not share a userbase
      When anna looks at "ftp://jira" from the list of application links of Confluence
      Then Confluence tells her "no http or https URL"
      And Confluence has 0 links

    Scenario: It is linked already
      Given Confluence and Jira do not share a userbase
      And Confluence is linked to Jira one way
      When anna enters the address of Jira at Confluence
      Then Confluence tells her "exists already"
      And Confluence has 1 link

  Rule: Only administrators come near it

    Scenario: A user who knows the address
      Given Confluence and Jira do not share a userbase
      When bob opens the list of application links of Confluence
      Then Confluence tells him "Administrators only"
      When anonymous opens the list of application links of Confluence
      Then Confluence asks them to log in
      When anna opens the list of application links of Confluence
      Then the page says "Create a link"

Feature: Linking as an administrator of one product only

  Whoever administers only one of two products can still link it to the other. The link is an outgoing end and
  nothing more: it has no authentication, and the other product does not know of it. What everybody may see can
  be seen across it.

  Background:
    Given Confluence and Jira do not share a userbase

  Rule: The link is an outgoing end alone, without authentication

    Scenario: Only the product whose administrator made the link has an end of it
      When anna links Confluence to Jira
      Then Confluence agrees
      And Confluence has a link to Jira
      And Jira has no link to Confluence
      And Confluence uses "no authentication" for outgoing requests
      And Confluence uses "no authentication" for incoming requests
      And Confluence shows the link as "CONFIG ERROR"
      And Jira was only ever asked by Confluence as nobody
      And Confluence was not asked by Jira

    Scenario: The remote's administrator sees nothing of it
      When anna links Confluence to Jira
      Then Jira has 0 links
      And Confluence has 1 link
      And Jira was only ever asked by Confluence as nobody

  Rule: Public things are visible across it, restricted ones are not

    Scenario Outline: <user> <sees> <item>
      Given Confluence is linked to Jira one way
      When <user> views <item> of Jira through Confluence
      Then <user> <sees> it
      And Jira served the request to nobody
      And Confluence has a link to Jira
      And Jira has no link to Confluence

      Examples: What everybody may see
        | user      | item   | sees |
        | alice     | DEMO-1 | sees |
        | bob       | DEMO-1 | sees |
        | anna      | DEMO-1 | sees |
        | anonymous | DEMO-1 | sees |

      Examples: What is restricted
        | user      | item   | sees         |
        | alice     | DEMO-2 | does not see |
        | alice     | SEC-1  | does not see |
        | anna      | SEC-1  | does not see |
        | bob       | PRIV-1 | does not see |
        | anonymous | SEC-1  | does not see |

    Scenario: A page shows the public issues of its macro
      Given Confluence is linked to Jira one way
      When alice opens the page Roadmap of Confluence
      Then the page shows exactly the issues
        | DEMO-1 |
        | DEMO-4 |
      And Jira was only ever asked by Confluence as nobody
      And Jira has no link to Confluence

@matrix
Feature: The visibility matrix

  Every kind of person looks at every kind of item over every kind of link. Who sees what follows from one question:
  whom does Jira take the caller for? The answer stands in the last column.

  Rule: Products that share a userbase

    With impersonation people see what they see in Jira itself: nothing more, nothing less.

    Scenario Outline: Without authentication, shared userbase: <user> <sees> <item>
      Given Confluence and Jira share a userbase
      And they are linked with "no authentication"
      When <user> views <item> of Jira through Confluence
      Then <user> <sees> it
      And Jira served the request to <whom>
      And both ends show the link as DISABLED

      Examples:
        | user      | item   | sees         | whom   |
        | alice     | DEMO-1 | sees         | nobody |
        | alice     | DEMO-2 | does not see | nobody |
        | alice     | DEMO-3 | does not see | nobody |
        | alice     | SEC-1  | does not see | nobody |
        | alice     | PRIV-1 | does not see | nobody |
        | bob       | DEMO-1 | sees         | nobody |
        | bob       | DEMO-2 | does not see | nobody |
        | bob       | DEMO-3 | does not see | nobody |
        | bob       | SEC-1  | does not see | nobody |
        | bob       | PRIV-1 | does not see | nobody |
        | anna      | DEMO-1 | sees         | nobody |
        | anna      | DEMO-2 | does not see | nobody |
        | anna      | DEMO-3 | does not see | nobody |
        | anna      | SEC-1  | does not see | nobody |
        | anna      | PRIV-1 | does not see | nobody |
        | anonymous | DEMO-1 | sees         | nobody |
        | anonymous | DEMO-2 | does not see | nobody |
        | anonymous | DEMO-3 | does not see | nobody |
        | anonymous | SEC-1  | does not see | nobody |
        | anonymous | PRIV-1 | does not see | nobody |

    Scenario Outline: With OAuth, acting as integration, shared userbase: <user> <sees> <item>
      Given Confluence and Jira share a userbase
      And they are linked with "OAuth"
      When <user> views <item> of Jira through Confluence
      Then <user> <sees> it
      And Jira served the request to <whom>
      And both ends show the link as CONNECTED

      Examples:
        | user      | item   | sees         | whom        |
        | alice     | DEMO-1 | sees         | integration |
        | alice     | DEMO-2 | sees         | integration |
        | alice     | DEMO-3 | does not see | integration |
        | alice     | SEC-1  | does not see | integration |
        | alice     | PRIV-1 | sees         | integration |
        | bob       | DEMO-1 | sees         | integration |
        | bob       | DEMO-2 | sees         | integration |
        | bob       | DEMO-3 | does not see | integration |
        | bob       | SEC-1  | does not see | integration |
        | bob       | PRIV-1 | sees         | integration |
        | anna      | DEMO-1 | sees         | integration |
        | anna      | DEMO-2 | sees         | integration |
        | anna      | DEMO-3 | does not see | integration |
        | anna      | SEC-1  | does not see | integration |
        | anna      | PRIV-1 | sees         | integration |
        | anonymous | DEMO-1 | sees         | nobody      |
        | anonymous | DEMO-2 | does not see | nobody      |
        | anonymous | DEMO-3 | does not see | nobody      |
        | anonymous | SEC-1  | does not see | nobody      |
        | anonymous | PRIV-1 | does not see | nobody      |

    Scenario Outline: With OAuth with impersonation, shared userbase: <user> <sees> <item>
      Given Confluence and Jira share a userbase
      And they are linked with "OAuth with impersonation"
      When <user> views <item> of Jira through Confluence
      Then <user> <sees> it
      And Jira served the request to <whom>
      And both ends show the link as CONNECTED

      Examples:
        | user      | item   | sees         | whom   |
        | alice     | DEMO-1 | sees         | alice  |
        | alice     | DEMO-2 | sees         | alice  |
        | alice     | DEMO-3 | sees         | alice  |
        | alice     | SEC-1  | sees         | alice  |
        | alice     | PRIV-1 | does not see | alice  |
        | bob       | DEMO-1 | sees         | bob    |
        | bob       | DEMO-2 | sees         | bob    |
        | bob       | DEMO-3 | does not see | bob    |
        | bob       | SEC-1  | does not see | bob    |
        | bob       | PRIV-1 | does not see | bob    |
        | anna      | DEMO-1 | sees         | anna   |
        | anna      | DEMO-2 | sees         | anna   |
        | anna      | DEMO-3 | does not see | anna   |
        | anna      | SEC-1  | sees         | anna   |
        | anna      | PRIV-1 | does not see | anna   |
        | anonymous | DEMO-1 | sees         | nobody |
        | anonymous | DEMO-2 | does not see | nobody |
        | anonymous | DEMO-3 | does not see | nobody |
        | anonymous | SEC-1  | does not see | nobody |
        | anonymous | PRIV-1 | does not see | nobody |

  Rule: Products with people of their own

    Plain OAuth shows everybody what the account integration sees. Impersonation finds nobody of that name, and
    shows what everybody sees.

    Scenario Outline: Without authentication, separate userbases: <user> <sees> <item>
      Given Confluence and Jira do not share a userbase
      And they are linked with "no authentication"
      When <user> views <item> of Jira through Confluence
      Then <user> <sees> it
      And Jira served the request to <whom>
      And both ends show the link as DISABLED

      Examples:
        | user      | item   | sees         | whom   |
        | alice     | DEMO-1 | sees         | nobody |
        | alice     | DEMO-2 | does not see | nobody |
        | alice     | DEMO-3 | does not see | nobody |
        | alice     | SEC-1  | does not see | nobody |
        | alice     | PRIV-1 | does not see | nobody |
        | bob       | DEMO-1 | sees         | nobody |
        | bob       | DEMO-2 | does not see | nobody |
        | bob       | DEMO-3 | does not see | nobody |
        | bob       | SEC-1  | does not see | nobody |
        | bob       | PRIV-1 | does not see | nobody |
        | anna      | DEMO-1 | sees         | nobody |
        | anna      | DEMO-2 | does not see | nobody |
        | anna      | DEMO-3 | does not see | nobody |
        | anna      | SEC-1  | does not see | nobody |
        | anna      | PRIV-1 | does not see | nobody |
        | anonymous | DEMO-1 | sees         | nobody |
        | anonymous | DEMO-2 | does not see | nobody |
        | anonymous | DEMO-3 | does not see | nobody |
        | anonymous | SEC-1  | does not see | nobody |
        | anonymous | PRIV-1 | does not see | nobody |

    Scenario Outline: With OAuth, acting as integration, separate userbases: <user> <sees> <item>
      Given Confluence and Jira do not share a userbase
      And they are linked with "OAuth"
      When <user> views <item> of Jira through Confluence
      Then <user> <sees> it
      And Jira served the request to <whom>
      And both ends show the link as CONNECTED

      Examples:
        | user      | item   | sees         | whom        |
        | alice     | DEMO-1 | sees         | integration |
        | alice     | DEMO-2 | sees         | integration |
        | alice     | DEMO-3 | does not see | integration |
        | alice     | SEC-1  | sees         | integration |
        | alice     | PRIV-1 | sees         | integration |
        | bob       | DEMO-1 | sees         | integration |
        | bob       | DEMO-2 | sees         | integration |
        | bob       | DEMO-3 | does not see | integration |
        | bob       | SEC-1  | sees         | integration |
        | bob       | PRIV-1 | sees         | integration |
        | anna      | DEMO-1 | sees         | integration |
        | anna      | DEMO-2 | sees         | integration |
        | anna      | DEMO-3 | does not see | integration |
        | anna      | SEC-1  | sees         | integration |
        | anna      | PRIV-1 | sees         | integration |
        | anonymous | DEMO-1 | sees         | nobody      |
        | anonymous | DEMO-2 | does not see | nobody      |
        | anonymous | DEMO-3 | does not see | nobody      |
        | anonymous | SEC-1  | does not see | nobody      |
        | anonymous | PRIV-1 | does not see | nobody      |

    Scenario Outline: With OAuth with impersonation, separate userbases: <user> <sees> <item>
      Given Confluence and Jira do not share a userbase
      And they are linked with "OAuth with impersonation"
      When <user> views <item> of Jira through Confluence
      Then <user> <sees> it
      And Jira served the request to <whom>
      And both ends show the link as CONNECTED

      Examples:
        | user      | item   | sees         | whom   |
        | alice     | DEMO-1 | sees         | nobody |
        | alice     | DEMO-2 | does not see | nobody |
        | alice     | DEMO-3 | does not see | nobody |
        | alice     | SEC-1  | does not see | nobody |
        | alice     | PRIV-1 | does not see | nobody |
        | bob       | DEMO-1 | sees         | nobody |
        | bob       | DEMO-2 | does not see | nobody |
        | bob       | DEMO-3 | does not see | nobody |
        | bob       | SEC-1  | does not see | nobody |
        | bob       | PRIV-1 | does not see | nobody |
        | anna      | DEMO-1 | sees         | nobody |
        | anna      | DEMO-2 | does not see | nobody |
        | anna      | DEMO-3 | does not see | nobody |
        | anna      | SEC-1  | does not see | nobody |
        | anna      | PRIV-1 | does not see | nobody |
        | anonymous | DEMO-1 | sees         | nobody |
        | anonymous | DEMO-2 | does not see | nobody |
        | anonymous | DEMO-3 | does not see | nobody |
        | anonymous | SEC-1  | does not see | nobody |
        | anonymous | PRIV-1 | does not see | nobody |

  Rule: Products where the same usernames belong to different people

    With impersonation alice sees here what somebody else of that name sees over there: that is the mistake which
    this arrangement shows.

    Scenario Outline: Without authentication, overlapping usernames: <user> <sees> <item>
      Given Confluence and Jira have different people of the same usernames
      And they are linked with "no authentication"
      When <user> views <item> of Jira through Confluence
      Then <user> <sees> it
      And Jira served the request to <whom>
      And both ends show the link as DISABLED

      Examples:
        | user      | item   | sees         | whom   |
        | alice     | DEMO-1 | sees         | nobody |
        | alice     | DEMO-2 | does not see | nobody |
        | alice     | SEC-1  | does not see | nobody |
        | alice     | PRIV-1 | does not see | nobody |
        | bob       | DEMO-1 | sees         | nobody |
        | bob       | DEMO-2 | does not see | nobody |
        | bob       | SEC-1  | does not see | nobody |
        | bob       | PRIV-1 | does not see | nobody |
        | dora      | DEMO-1 | sees         | nobody |
        | dora      | DEMO-2 | does not see | nobody |
        | dora      | SEC-1  | does not see | nobody |
        | dora      | PRIV-1 | does not see | nobody |
        | anonymous | DEMO-1 | sees         | nobody |
        | anonymous | DEMO-2 | does not see | nobody |
        | anonymous | SEC-1  | does not see | nobody |
        | anonymous | PRIV-1 | does not see | nobody |

    Scenario Outline: With OAuth, acting as integration, overlapping usernames: <user> <sees> <item>
      Given Confluence and Jira have different people of the same usernames
      And they are linked with "OAuth"
      When <user> views <item> of Jira through Confluence
      Then <user> <sees> it
      And Jira served the request to <whom>
      And both ends show the link as CONNECTED

      Examples:
        | user      | item   | sees         | whom        |
        | alice     | DEMO-1 | sees         | integration |
        | alice     | DEMO-2 | sees         | integration |
        | alice     | SEC-1  | does not see | integration |
        | alice     | PRIV-1 | sees         | integration |
        | bob       | DEMO-1 | sees         | integration |
        | bob       | DEMO-2 | sees         | integration |
        | bob       | SEC-1  | does not see | integration |
        | bob       | PRIV-1 | sees         | integration |
        | dora      | DEMO-1 | sees         | integration |
        | dora      | DEMO-2 | sees         | integration |
        | dora      | SEC-1  | does not see | integration |
        | dora      | PRIV-1 | sees         | integration |
        | anonymous | DEMO-1 | sees         | nobody      |
        | anonymous | DEMO-2 | does not see | nobody      |
        | anonymous | SEC-1  | does not see | nobody      |
        | anonymous | PRIV-1 | does not see | nobody      |

    Scenario Outline: With OAuth with impersonation, overlapping usernames: <user> <sees> <item>
      Given Confluence and Jira have different people of the same usernames
      And they are linked with "OAuth with impersonation"
      When <user> views <item> of Jira through Confluence
      Then <user> <sees> it
      And Jira served the request to <whom>
      And both ends show the link as CONNECTED

      Examples:
        | user      | item   | sees         | whom   |
        | alice     | DEMO-1 | sees         | alice  |
        | alice     | DEMO-2 | sees         | alice  |
        | alice     | SEC-1  | sees         | alice  |
        | alice     | PRIV-1 | does not see | alice  |
        | bob       | DEMO-1 | sees         | bob    |
        | bob       | DEMO-2 | sees         | bob    |
        | bob       | SEC-1  | does not see | bob    |
        | bob       | PRIV-1 | does not see | bob    |
        | dora      | DEMO-1 | sees         | nobody |
        | dora      | DEMO-2 | does not see | nobody |
        | dora      | SEC-1  | does not see | nobody |
        | dora      | PRIV-1 | does not see | nobody |
        | anonymous | DEMO-1 | sees         | nobody |
        | anonymous | DEMO-2 | does not see | nobody |
        | anonymous | SEC-1  | does not see | nobody |
        | anonymous | PRIV-1 | does not see | nobody |

Feature: Who sees what across a link

  The product that serves a request decides what may be seen, by the rights of the user it takes the caller for.
  Who that is depends on the kind of link: nobody without authentication, always the same user with plain OAuth,
  and the user who is logged in with impersonation.

  Rule: With plain OAuth everybody sees what the pre-configured user may see

    Scenario: Somebody who is not logged in is nobody over there too
      Given Confluence and Jira do not share a userbase
      And they are linked with OAuth, acting as integration on Jira
      When anonymous views DEMO-1 of Jira through Confluence
      Then anonymous sees it
      And Jira served the request to nobody
      When anonymous views SEC-1 of Jira through Confluence
      Then anonymous does not see it
      And both ends show the link as CONNECTED

    Scenario: Without a pre-configured user the request is nobody's
      Given Confluence and Jira do not share a userbase
      And they are linked with OAuth that has no pre-configured user
      When alice views DEMO-1 of Jira through Confluence
      Then alice sees it
      And Jira served the request to nobody
      When alice views SEC-1 of Jira through Confluence
      Then alice does not see it
      And both ends show the link as CONNECTED

    Scenario: A pre-configured user who was deactivated serves nobody
      Given Confluence and Jira do not share a userbase
      And they are linked with OAuth, acting as integration on Jira
      When alice views SEC-1 of Jira through Confluence
      Then alice sees it
      When integration is deactivated at Jira
      And alice views SEC-1 of Jira through Confluence
      Then alice does not see it
      And Jira refused the request
      And Confluence shows the link as DEPRECATED
      And Jira shows the link as CONNECTED

    Scenario: A pre-configured user who was removed is nobody, and never somebody else
      Given Confluence and Jira do not share a userbase
      And they are linked with OAuth, acting as integration on Jira
      When integration is removed from Jira
      And alice views DEMO-1 of Jira through Confluence
      Then alice sees it
      And Jira served the request to nobody
      When alice views SEC-1 of Jira through Confluence
      Then alice does not see it
      And both ends show the link as CONNECTED

  Rule: With impersonation people see what they may see themselves

    Scenario: Somebody who is not logged in is not impersonated
      Given Confluence and Jira share a userbase
      And they are linked with "OAuth with impersonation"
      When anonymous views DEMO-1 of Jira through Confluence
      Then anonymous sees it
      And Jira served the request to nobody
      When anonymous views SEC-1 of Jira through Confluence
      Then anonymous does not see it
      And both ends show the link as CONNECTED

  Rule: Impersonation without a shared userbase shows the wrong things, or nothing

    Scenario: A username that is unknown over there is nobody's
      Given Confluence and Jira do not share a userbase
      And they are linked with "OAuth with impersonation"
      When alice views DEMO-1 of Jira through Confluence
      Then alice sees it
      And Jira served the request to nobody
      When alice views SEC-1 of Jira through Confluence
      Then alice does not see it
      And both ends show the link as CONNECTED

    Scenario: Somebody else of the same name sees over there what this one sees here
      Given Confluence and Jira have different people of the same usernames
      And they are linked with "OAuth with impersonation"
      When alice views SEC-1 of Jira through Confluence
      Then alice sees it
      And Jira served the request to alice
      When bob views SEC-1 of Jira through Confluence
      Then bob does not see it
      When dora views DEMO-2 of Jira through Confluence
      Then dora does not see it
      And Jira served the request to nobody
      And both ends show the link as CONNECTED

    Scenario: Plain OAuth is sound where usernames overlap
      Given Confluence and Jira have different people of the same usernames
      And they are linked with OAuth, acting as integration on Jira
      When alice views SEC-1 of Jira through Confluence
      Then alice does not see it
      And Jira served the request to integration
      When bob views PRIV-1 of Jira through Confluence
      Then bob sees it
      And both ends show the link as CONNECTED

    Scenario: Somebody who was deactivated over there is refused
      Given Confluence and Jira have different people of the same usernames
      And they are linked with "OAuth with impersonation"
      When alice views SEC-1 of Jira through Confluence
      Then alice sees it
      When alice is deactivated at Jira
      And alice views DEMO-1 of Jira through Confluence
      Then alice does not see it
      And Jira refused the request
      And both ends show the link as CONNECTED

  Rule: With OAuth per user people authenticate over there first

    Scenario: Before that, they see what everybody sees
      Given Confluence and Jira do not share a userbase
      And they are linked with "OAuth per user"
      When alice opens the page Roadmap of Confluence
      Then the page invites to authenticate at Jira
      And the page shows DEMO-1
      And the page does not show SEC-1
      And both ends show the link as CONNECTED

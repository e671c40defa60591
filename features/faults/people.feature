Feature: People whom one product knows, and the other does not, or not as the same

  A link that is connected says nothing about a single person. Whoever is missing, renamed, shut out or without a right
  on the other side sees less than others, or nothing, and no status tells.

  Rule: With impersonation a name has to mean the same on both sides

    Background:
      Given Confluence and Jira have different people of the same usernames
      And they are linked with "OAuth with impersonation"
      When alice views SEC-1 of Jira through Confluence
      Then alice sees it
      And Jira served the request to alice

    @fault:F-39
    Scenario: Whoever is missing over there is nobody
      When alice is removed from Jira
      And alice views SEC-1 of Jira through Confluence
      Then alice does not see it
      And Jira served the request to nobody
      And both ends show the link as CONNECTED
      When bob views DEMO-2 of Jira through Confluence
      Then bob sees it

    @fault:F-39
    Scenario: Even where everybody else sees it
      Given alice has been removed from Jira
      When alice views DEMO-2 of Jira through Confluence
      Then alice does not see it
      And Jira served the request to nobody
      When alice views DEMO-1 of Jira through Confluence
      Then alice sees it
      And both ends show the link as CONNECTED

    @fault:F-40
    Scenario: Whoever was renamed on one side is nobody, until the other has followed
      When alice is renamed to alison at Jira
      And alice views SEC-1 of Jira through Confluence
      Then alice does not see it
      And Jira served the request to nobody
      And both ends show the link as CONNECTED
      When alice is renamed to alison at Confluence
      And alison views SEC-1 of Jira through Confluence
      Then alison sees it
      And Jira served the request to alison
      And both ends show the link as CONNECTED

    @fault:F-41
    Scenario: The case of a name makes no difference
      When alice is written ALICE at Jira
      And alice views SEC-1 of Jira through Confluence
      Then alice sees it
      And Jira served the request to ALICE
      And both ends show the link as CONNECTED

    @fault:F-41
    Scenario: A name is not an e-mail address
      When alice is written alice@corp.example at Jira
      And alice views SEC-1 of Jira through Confluence
      Then alice does not see it
      And Jira served the request to nobody
      And both ends show the link as CONNECTED
      When bob views DEMO-2 of Jira through Confluence
      Then bob sees it

    @fault:F-42
    Scenario: Whoever was deactivated over there is refused, even what everybody sees
      When alice is deactivated at Jira
      And alice views DEMO-1 of Jira through Confluence
      Then alice does not see it
      And Jira refused the request
      And both ends show the link as CONNECTED
      When alice is reactivated at Jira
      And alice views SEC-1 of Jira through Confluence
      Then alice sees it

    @fault:F-42
    Scenario: Deactivated before she ever came, she is refused as well
      Given bob has been deactivated at Jira
      When bob views DEMO-2 of Jira through Confluence
      Then bob does not see it
      And Jira refused the request
      And both ends show the link as CONNECTED
      When alice views DEMO-2 of Jira through Confluence
      Then alice sees it

    @fault:F-42
    Scenario: Whoever has no licence is refused
      When alice has no licence for Jira
      And alice views SEC-1 of Jira through Confluence
      Then alice does not see it
      And Jira refused the request
      And both ends show the link as CONNECTED
      When bob views DEMO-2 of Jira through Confluence
      Then bob sees it

    @fault:F-52
    Scenario: Whoever is new on one side only sees what everybody sees, until the other has followed
      When hana has an account at Confluence since today
      And hana views DEMO-2 of Jira through Confluence
      Then hana does not see it
      And Jira served the request to nobody
      And both ends show the link as CONNECTED
      When hana has an account at Jira since today
      And hana views DEMO-2 of Jira through Confluence
      Then hana sees it
      And Jira served the request to hana

  Rule: Rights are the other product's own

    @fault:F-43
    Scenario: What is hidden from one and not from the other is there and is not there
      Given Confluence and Jira share a userbase
      And they are linked with "OAuth with impersonation"
      When alice views DEMO-1 of Jira through Confluence
      Then alice sees it
      When Jira hides DEMO-1 from everybody but bob
      And alice views DEMO-1 of Jira through Confluence
      Then alice does not see it
      And Jira answered the request with 403
      When anonymous views DEMO-1 of Jira through Confluence
      Then anonymous does not see it
      And Jira answered the request with 401
      When bob views DEMO-1 of Jira through Confluence
      Then bob sees it
      And both ends show the link as CONNECTED

    @fault:F-45
    Scenario: An account whose password was got wrong too often is refused with the right one, and OAuth is not
      Given Confluence and Jira share a userbase
      And they are linked with "no authentication"
      When anna makes Confluence use the account integration towards Jira
      And alice views PRIV-1 of Jira through Confluence
      Then alice sees it
      When somebody gets the password of integration wrong 3 times at Jira
      And alice views PRIV-1 of Jira through Confluence
      Then alice does not see it
      And Jira answered the request with 403
      And Confluence shows the link as "UPGRADE CONFIG"
      And Jira shows the link as DISABLED
      When integration logs in at Jira with a browser
      And alice views PRIV-1 of Jira through Confluence
      Then alice sees it

    @fault:F-45
    Scenario: OAuth passes all the same
      Given Confluence and Jira share a userbase
      And they are linked with OAuth, acting as integration on Jira
      When somebody gets the password of integration wrong 3 times at Jira
      And alice views PRIV-1 of Jira through Confluence
      Then alice sees it
      And both ends show the link as CONNECTED

  Rule: Administrators of one product alone

    @fault:F-46
    Scenario: Whoever administers one product makes a link at one end
      Given Confluence and Jira share a userbase
      When adam is no longer an administrator of Jira
      And adam links Confluence and Jira as adam of Jira
      Then Confluence refuses, because "the account is no administrator's there"
      And Confluence has no link to Jira
      When adam links Confluence to Jira
      Then Confluence shows the link as "CONFIG ERROR"
      And Jira has no link to Confluence
      When alice views SEC-1 of Jira through Confluence
      Then alice does not see it
      When alice views DEMO-1 of Jira through Confluence
      Then alice sees it

    @fault:F-46
    Scenario: Whoever is no administrator over there is denied the status
      Given Confluence and Jira share a userbase
      And Jira is of version 7.0.11
      And they are linked with "OAuth with impersonation"
      Then Confluence shows adam the link as CONNECTED
      When adam is no longer an administrator of Jira
      Then Confluence shows adam the link as "ACCESS DENIED"
      And Confluence tells adam of the link "You may not see the link's status at the other application"
      And Confluence shows anna the link as CONNECTED
      And Jira is too old to show the status of the link
      When alice views SEC-1 of Jira through Confluence
      Then alice sees it

    @fault:F-46
    Scenario: Impersonation takes a system administrator on both sides
      Given Confluence and Jira share a userbase
      When anna is no longer a system administrator of Jira, but an administrator
      And anna links Confluence and Jira, which share a userbase, as anna of Jira
      Then Jira has a link to Confluence
      And Confluence has a link to Jira
      And both ends show the link as "CONFIG ERROR"
      When alice views SEC-1 of Jira through Confluence
      Then alice does not see it

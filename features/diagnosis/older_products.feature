Feature: Products that are older than the status of links

  Products of some years ago do not tell strangers how a link is set up with them. They tell administrators who
  authenticate, or nobody; and they cannot show a status themselves. Upgrading them is the cure.

  Scenario: A product that is much too old is incompatible, whatever the link has
    Given Confluence and Jira share a userbase
    And they are linked with "OAuth with impersonation"
    And Jira is of version 5.1.8
    Then Confluence shows the link as INCOMPATIBLE
    And Confluence says of the link "The other application is too old"
    And Confluence gives the details "3.7.1"
    And Jira is too old to show the status of the link
    And Jira was only ever asked by Confluence as nobody
    When Jira is upgraded to version 9.12.0
    Then both ends show the link as CONNECTED
    And Jira was asked by Confluence as nobody

  Scenario Outline: Without authentication as somebody in particular Jira <version> cannot be asked
    Given Confluence and Jira share a userbase
    And Jira is of version <version>
    And they are linked with OAuth, acting as integration on Jira
    Then Confluence shows the link as INCOMPATIBLE
    And Confluence says of the link "The other application is too old to be asked without authentication"
    And Jira is too old to show the status of the link
    And Jira was only ever asked by Confluence as nobody
    When Jira is upgraded to version 9.12.0
    Then both ends show the link as CONNECTED
    And Jira was asked by Confluence as integration

    Examples:
      | version |
      | 6.3.15  |
      | 7.0.11  |

  Scenario Outline: With impersonation Jira <version> tells those who administer it
    Given Confluence and Jira share a userbase
    And Jira is of version <version>
    And they are linked with "OAuth with impersonation"
    Then Confluence shows the link as CONNECTED
    And Jira was asked by Confluence as anna
    And Jira is too old to show the status of the link

    Examples:
      | version |
      | 6.3.15  |
      | 7.0.11  |

  Scenario: Somebody who is no administrator over there is denied the status, and invited to be somebody else
    Given Confluence and Jira have different people of the same usernames
    And Jira is of version 7.0.11
    And they are linked with "OAuth with impersonation"
    Then Confluence shows adam the link as CONNECTED
    But Confluence shows anna the link as "ACCESS DENIED"
    And Confluence says of the link "You may not see the link's status at the other application"
    And Confluence invites anna to authenticate at Jira
    And Jira was asked by Confluence as anna
    And Jira is too old to show the status of the link

  Scenario: Whoever has not authenticated there yet is invited to
    Given Confluence and Jira do not share a userbase
    And Jira is of version 7.0.11
    And they are linked with "OAuth per user"
    Then Confluence shows the link as "Authenticate to see status"
    And Confluence says of the link "You have not authenticated at the other application yet"
    And Confluence invites anna to authenticate at Jira
    And Jira is too old to show the status of the link
    When Jira is upgraded to version 9.12.0
    Then both ends show the link as CONNECTED
    And Jira was asked by Confluence as nobody

  Scenario: Whoever withdrew access is asked to authenticate again
    Given Confluence and Jira do not share a userbase
    And Jira is of version 6.3.15
    And they are linked with "OAuth per user"
    And anna is called anja in Jira
    And anna has allowed Confluence to act for her at Jira
    Then Confluence shows the link as CONNECTED
    When anja takes back what Confluence may do for her at Jira
    Then Confluence says of the link "The other application wants you to authenticate again"
    And Confluence shows the link as "Authenticate to see status"
    And Confluence says of the link "You have not authenticated at the other application yet"
    And Confluence invites anna to authenticate at Jira
    And Jira is too old to show the status of the link

  Scenario: A link back that is missing is missed at older products too
    Given Confluence and Jira share a userbase
    And Jira is of version 7.0.11
    And they are linked with "OAuth with impersonation"
    When anna deletes the link to Confluence at Jira only
    Then Jira has no link to Confluence
    And Confluence shows the link as "NETWORK ERROR"
    And Confluence says of the link "The other application refuses the authentication"
    And Confluence gives the details "consumer_key_unknown"
    And Jira is too old to show the status of the link

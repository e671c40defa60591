Feature: Deleting both ends of a link

  The product where a link is deleted asks the other one to delete its end first, in the name of the administrator
  and with the link's own authentication. Only when the other end is gone does this one go.

  Background:
    Given Confluence and Jira share a userbase

  Rule: Both ends go, and the trust with them

    Scenario Outline: Deleted at <near>, the link is gone at <far> too
      Given <near> and <far> are linked both ways with "OAuth with impersonation"
      When anna asks <near> whether both ends of the link to <far> can be deleted
      Then <near> answers that "both ends can be deleted"
      And the link is there at both ends
      When anna deletes both ends of the link to <far> at <near>
      Then <near> agrees
      And the link is gone at both ends
      And <far> was asked by <near> as anna
      And <near> was only ever asked by <far> as nobody

      Examples:
        | near       | far        |
        | Confluence | Jira       |
        | Jira       | Confluence |

    Scenario: Nobody sees anything across it any more
      Given Confluence and Jira are linked both ways with "OAuth with impersonation"
      When alice views SEC-1 of Jira through Confluence
      Then alice sees it
      When anna deletes both ends of the link to Jira at Confluence
      And alice views SEC-1 of Jira through Confluence
      Then alice does not see it
      And the link is gone at both ends
      And Jira was asked by Confluence as anna

    Scenario: What people have allowed is gone with it, and has to be allowed again
      Given they are linked with "OAuth per user"
      And anna has allowed Confluence to act for her at Jira
      And alice has allowed Confluence to act for her at Jira
      When anna asks Confluence whether both ends of the link to Jira can be deleted
      Then Confluence answers that "both ends can be deleted"
      When anna deletes both ends of the link to Jira at Confluence
      Then Confluence agrees
      And the link is gone at both ends
      And Confluence may not act for alice at Jira
      When anna links Confluence and Jira as anna of Jira
      And alice views SEC-1 of Jira through Confluence
      Then alice does not see it
      When alice allows Confluence to act for her at Jira
      And alice views SEC-1 of Jira through Confluence
      Then alice sees it
      And Jira served the request to alice

    Scenario Outline: What was linked with a project is not any more, at either end
      Given <near> and <far> are linked both ways with "OAuth with impersonation"
      And anna has linked DOC of Confluence with DEMO of Jira
      When anna deletes both ends of the link to <far> at <near>
      Then <near> agrees
      And DOC of Confluence is not linked with any other
      And DEMO of Jira is not linked with any other
      And the link is gone at both ends
      And <far> was asked by <near> as anna

      Examples:
        | near       | far        |
        | Confluence | Jira       |
        | Jira       | Confluence |

    Scenario: Deleted from both ends at once, it is gone at both
      Given Confluence and Jira are linked both ways with "OAuth with impersonation"
      When anna at Confluence and anna at Jira delete both ends of the link at once
      Then each of them is told that the link is deleted, or that there is none
      And the link is gone at both ends

  Rule: Only administrators delete links

    Scenario Outline: <user> deletes neither end
      Given <near> and <far> are linked both ways with "OAuth with impersonation"
      When <user> deletes both ends of the link to <far> at <near>
      Then <near> refuses, because "only an administrator may"
      When <user> deletes the link to <far> at <near> only
      Then <near> refuses, because "only an administrator may"
      And both ends show the link as CONNECTED
      And <far> was only ever asked by <near> as nobody

      Examples:
        | near       | far        | user  |
        | Confluence | Jira       | alice |
        | Confluence | Jira       | bob   |
        | Jira       | Confluence | alice |

    Scenario: An administrator who is none at the other product deletes neither end
      Given Confluence and Jira have different people of the same usernames
      And Confluence and Jira are linked both ways with "OAuth with impersonation"
      When anna asks Confluence whether both ends of the link to Jira can be deleted
      Then Confluence answers that "one is no administrator there"
      When anna deletes both ends of the link to Jira at Confluence
      Then Confluence refuses, because "the other end could not be deleted"
      And both ends show the link as CONNECTED
      And Jira was asked by Confluence as anna

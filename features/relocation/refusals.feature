Feature: Relocations that are refused

  A link that is relocated to a wrong address would send people, and what they may see, to somebody else. Whatever
  is refused leaves the link as it was.

  Background:
    Given Confluence and Jira share a userbase

  Rule: Only a system administrator relocates a link

    Scenario Outline: <user> may not, because <reason>
      Given <near> and <far> are linked both ways with "OAuth with impersonation"
      And <far> has moved to a new address
      When <user> relocates the link to <far> at <near>
      Then <near> refuses, because "<reason>"
      And the link to <far> at <near> leads to its old address
      And <far> was only ever asked by <near> as nobody
      When anna relocates the link to <far> at <near>
      Then <near> agrees
      And both ends show the link as CONNECTED

      Examples:
        | near       | far        | user  | reason                          |
        | Confluence | Jira       | alice | only an administrator may       |
        | Confluence | Jira       | adam  | only a system administrator may |
        | Jira       | Confluence | alice | only an administrator may       |
        | Jira       | Confluence | adam  | only a system administrator may |

  Rule: What is at the new address has to be what was linked

    Scenario Outline: A link to <far> does not lead to an application of another type
      Given <near> and <far> are linked both ways with "OAuth with impersonation"
      When anna relocates the link to <far> at <near> to the address of <near>
      Then <near> refuses, because "another application is there"
      And the link to <far> at <near> leads to the address of <far>
      And both ends show the link as CONNECTED
      And <far> was only ever asked by <near> as nobody

      Examples:
        | near       | far        |
        | Confluence | Jira       |
        | Jira       | Confluence |

    Scenario: What is no address is refused
      Given Confluence and Jira are linked both ways with "OAuth with impersonation"
      When anna relocates the link to Jira at Confluence to the address "ftp://jira"
      Then Confluence refuses, because "the address makes no sense"
      And the link to Jira at Confluence leads to the address of Jira
      And both ends show the link as CONNECTED
      And Jira was only ever asked by Confluence as nobody

  Rule: Where nobody answers the administrator is asked

    Scenario Outline: An address can be entered before <far> is there
      Given <near> and <far> are linked both ways with "OAuth with impersonation"
      And <far> has moved to a new address
      When <far> goes down
      And anna relocates the link to <far> at <near>
      Then <near> asks whether to use the address although nobody answers there
      And the link to <far> at <near> leads to its old address
      When anna relocates the link to <far> at <near>, although nobody answers there
      Then <near> agrees
      And the link to <far> at <near> leads to its new address
      And <near> shows the link as "NETWORK ERROR"
      When <far> is up again
      Then both ends show the link as CONNECTED
      And <far> was asked by <near> as nobody

      Examples:
        | near       | far        |
        | Confluence | Jira       |
        | Jira       | Confluence |

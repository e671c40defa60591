Feature: Links that are refused

  Not everybody may link products, and not every two products can be linked. Whatever is refused leaves both
  products as they were.

  Rule: Links are made by administrators

    Scenario: Somebody who is no administrator is refused
      Given Confluence and Jira do not share a userbase
      When bob links Confluence to Jira
      Then Confluence refuses, because "only an administrator may"
      And Jira was not asked by Confluence
      And nothing has changed at Confluence
      And nothing has changed at Jira
      When anna links Confluence to Jira
      Then Confluence agrees

    Scenario: An account at the other product must be an administrator's there
      Given Confluence and Jira do not share a userbase
      When anna links Confluence and Jira as robert of Jira
      Then Confluence refuses, because "the account is no administrator's there"
      And Jira was only ever asked by Confluence as robert
      And nothing has changed at Confluence
      And nothing has changed at Jira
      When anna links Confluence and Jira as anja of Jira
      Then the link is made at both ends

    Scenario: Saying that products share a userbase is for system administrators
      Given Confluence and Jira share a userbase
      When adam links Confluence and Jira, which share a userbase, as anna of Jira
      Then Confluence refuses, because "only a system administrator may"
      And Jira was not asked by Confluence
      And nothing has changed at Confluence
      And nothing has changed at Jira
      When anna links Confluence and Jira, which share a userbase, as anna of Jira
      Then the link is made at both ends

    Scenario: Allowing impersonation is for system administrators
      Given Confluence and Jira share a userbase
      And they are linked with "no authentication"
      When adam lets Confluence impersonate people on Jira
      Then Jira refuses, because "only a system administrator may"
      And Jira uses "no authentication" for incoming requests
      And Confluence was not asked by Jira
      When anna lets Confluence impersonate people on Jira
      Then Jira agrees
      And Jira uses "OAuth with impersonation" for incoming requests

    Scenario: Using impersonation is for system administrators
      Given Confluence and Jira share a userbase
      And they are linked with "no authentication"
      When adam makes Confluence use "OAuth with impersonation" towards Jira
      Then Confluence refuses, because "only a system administrator may"
      And Confluence uses "no authentication" for outgoing requests
      And Jira was not asked by Confluence
      When anna makes Confluence use "OAuth with impersonation" towards Jira
      Then Confluence agrees

  Rule: Two products are linked once

    Scenario: The wizard knows the link that is there
      Given Confluence and Jira do not share a userbase
      When anna looks at the address of Jira in the wizard of Confluence
      Then Confluence recognises a Jira called Jira
      When anna links Confluence to Jira
      And anna looks at the address of Jira in the wizard of Confluence
      Then Confluence refuses, because "it is linked already"
      And Confluence has 1 link
      And nothing has changed at Jira
      And Jira was only ever asked by Confluence as nobody

    Scenario: A second link to the same address is refused
      Given Confluence and Jira do not share a userbase
      And Confluence is linked to Jira one way
      When anna links Confluence to Jira
      Then Confluence refuses, because "a link to that address exists already"
      And Confluence has 1 link
      And nothing has changed at Jira

    Scenario: A product is not linked to itself
      Given Confluence and Jira do not share a userbase
      When anna looks at the address of Confluence in the wizard of Confluence
      Then Confluence refuses, because "that is its own address"
      And nothing has changed at Confluence
      And Jira was not asked by Confluence

  Rule: The wizard tells what is at an address

    Scenario: Nobody answers
      Given Confluence and Jira do not share a userbase
      And Jira is down
      When anna looks at the address of Jira in the wizard of Confluence
      Then Confluence warns that "nobody answers there"
      When Jira is up again
      And anna looks at the address of Jira in the wizard of Confluence
      Then Confluence recognises a Jira called Jira

    Scenario: The address redirects
      Given Confluence and Jira do not share a userbase
      And the address of Jira redirects elsewhere
      When anna looks at the address of Jira in the wizard of Confluence
      Then Confluence warns that "the address redirects"
      And nothing has changed at Confluence
      And Jira was only ever asked by Confluence as nobody

    Scenario: It is some other web site
      Given Confluence and Jira do not share a userbase
      And at the address of Jira there is some other web site
      When anna looks at the address of Jira in the wizard of Confluence
      Then Confluence recognises no application there
      And nothing has changed at Confluence
      And Jira was only ever asked by Confluence as nobody

    Scenario: The address makes no sense
      Given Confluence and Jira do not share a userbase
      When anna looks at the address "ftp://jira" in the wizard of Confluence
      Then Confluence refuses, because "the address makes no sense"
      And nothing has changed at Confluence
      And Jira was not asked by Confluence

    Scenario: A two-way link to a product that is down is refused
      Given Confluence and Jira do not share a userbase
      And Jira is down
      When anna links Confluence and Jira as anja of Jira
      Then Confluence refuses, because "the other product could not be asked"
      And nothing has changed at Confluence
      When Jira is up again
      Then nothing has changed at Jira

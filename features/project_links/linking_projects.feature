Feature: Linking spaces with projects

  A space and a project that belong together are linked by those who administer them: each product then leads to the
  other. It takes an application link between the products, and nobody who administers the products themselves.

  Background:
    Given Confluence and Jira share a userbase

  Rule: Whoever administers both may link them at both ends

    Scenario: Somebody who administers the space and the project
      Given they are linked with "OAuth with impersonation"
      When bob links DOC of Confluence with DEMO of Jira
      Then Confluence agrees
      And DOC of Confluence is linked with DEMO
      And DEMO of Jira is linked with DOC
      And Jira was asked by Confluence as bob

    Scenario: Administrators of both products administer every space and project
      Given they are linked with "OAuth with impersonation"
      When adam links SEC of Confluence with PRIV of Jira
      Then Confluence agrees
      And SEC of Confluence is linked with PRIV
      And PRIV of Jira is linked with SEC
      And Jira was asked by Confluence as adam

    Scenario: Somebody who administers the space alone
      Given they are linked with "OAuth with impersonation"
      Then alice is told at Confluence that Jira does not let them link its projects
      And bob is told at Confluence that Jira lets them link its projects
      When alice links DOC of Confluence with DEMO of Jira
      Then Confluence refuses, because "the other end was not changed"
      And DOC of Confluence is not linked with any other
      And DEMO of Jira is not linked with any other
      And Jira was asked by Confluence as alice
      When alice links DOC of Confluence with DEMO of Jira one way
      Then Confluence agrees
      And DOC of Confluence is linked with DEMO
      And DEMO of Jira is not linked with any other

    Scenario: A reader
      Given they are linked with "OAuth with impersonation"
      When integration links DOC of Confluence with DEMO of Jira one way
      Then Confluence refuses, because "only who administers it may"
      And DOC of Confluence is not linked with any other
      And Jira was not asked by Confluence
      When bob links DOC of Confluence with DEMO of Jira one way
      Then Confluence agrees

  Rule: The other product decides whom it takes the request for

    Scenario: With OAuth per user people allow it there first
      Given they are linked with "OAuth per user"
      When bob links DOC of Confluence with DEMO of Jira
      Then Confluence refuses, because "one has to authenticate there first"
      And DOC of Confluence is not linked with any other
      And DEMO of Jira is not linked with any other
      And Jira was not asked by Confluence

    Scenario: With plain OAuth the pre-configured user would have to administer the project
      Given they are linked with OAuth, acting as integration on Jira
      When bob links DOC of Confluence with DEMO of Jira
      Then Confluence refuses, because "the other end was not changed"
      And DOC of Confluence is not linked with any other
      And DEMO of Jira is not linked with any other
      And Jira was asked by Confluence as integration

    Scenario: Without authentication only one end can be linked
      Given they are linked with "no authentication"
      When bob links DOC of Confluence with DEMO of Jira
      Then Confluence refuses, because "the other end was not changed"
      And DEMO of Jira is not linked with any other
      And Jira was only ever asked by Confluence as nobody
      When bob links DOC of Confluence with DEMO of Jira one way
      Then Confluence agrees
      And DOC of Confluence is linked with DEMO

    Scenario: While the other product is down only one end can be linked
      Given they are linked with "OAuth with impersonation"
      And Jira is down
      When bob links DOC of Confluence with DEMO of Jira
      Then Confluence refuses, because "the other end was not changed"
      And DOC of Confluence is not linked with any other
      When Jira is up again
      And bob links DOC of Confluence with DEMO of Jira
      Then Confluence agrees
      And DEMO of Jira is linked with DOC

    Scenario: Without an application link there is nothing to link with
      When bob links DOC of Confluence with DEMO of Jira one way
      Then Confluence refuses, because "there is no such link"
      And Jira was not asked by Confluence
      And DOC of Confluence is not linked with any other

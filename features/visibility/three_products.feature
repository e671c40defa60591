Feature: Links among three products

  Jira and Confluence have the same people, Tracker has its own. Some of them are called alike, and some people have an
  account in both places.

  Background:
    Given the topology three-products
    And alice of Confluence is called alicia in Tracker

  Rule: Who is called the same is taken for the same, wherever impersonation is used

    Scenario: Between products that only seem to share their people, somebody sees what is another's
      When anna links Confluence and Tracker, which share a userbase, as olga of Tracker
      Then Confluence finds nothing wrong with the link to Tracker
      And Tracker finds nothing wrong with the link to Confluence
      And alice finds exactly these items of Tracker through Confluence
        | TASK-1 |
        | TASK-2 |
        | TASK-3 |
      And bob finds exactly these items of Tracker through Confluence
        | TASK-1 |
      And Tracker was asked by Confluence as alice

  Rule: With OAuth each person sees what their own account may see

    Background:
      Given anna of Confluence is called olga in Tracker
      When anna links Confluence and Tracker as olga of Tracker

    Scenario: What is allowed is the account's over there, until it is taken back
      When alice is asked whether Confluence may act for her at Tracker, and allows it
      Then Confluence tells alice "Access allowed"
      And alice finds exactly these items of Tracker through Confluence
        | TASK-1 |
        | TASK-2 |
      And Tracker was asked by Confluence as alicia
      And Confluence finds nothing wrong with the link to Tracker
      When alicia takes back everything that Confluence may do for her at Tracker
      Then alice finds exactly these items of Tracker through Confluence
        | TASK-1 |

    Scenario: Who says no sees what everybody sees
      When alice is asked whether Confluence may act for her at Tracker, and denies it
      Then Confluence tells alice "Access denied"
      And alice finds exactly these items of Tracker through Confluence
        | TASK-1 |
      And Tracker finds nothing wrong with the link to Confluence

    Scenario: Who has no account there cannot allow anything
      When bob tries to let Confluence act for him at Tracker
      Then Tracker asks bob to log in
      And bob finds exactly these items of Tracker through Confluence
        | TASK-1 |
      And Tracker finds nothing wrong with the link to Confluence

    Scenario: What was allowed rests while the account is deactivated
      When alice is asked whether Confluence may act for her at Tracker, and allows it
      And alicia is deactivated at Tracker
      Then alice finds nothing of Tracker through Confluence
      When alicia is reactivated at Tracker
      Then alice finds exactly these items of Tracker through Confluence
        | TASK-1 |
        | TASK-2 |
      And Tracker was asked by Confluence as alicia

  Rule: What one end sends has to be what the other takes

    Scenario: Both directions of one end are set, and the other end is left as it is
      When anna links Confluence and Jira, which share a userbase, as anna of Jira
      And anna makes Confluence accept "no authentication" from Jira and use OAuth towards it
      Then Confluence says of the link to Jira "The two ends use different authentication"
      And Jira says of the link to Confluence "The two ends use different authentication"
      And alice finds nothing of Confluence through Jira
      And alice finds exactly these items of Jira through Confluence
        | DEMO-1 |
      When alice opens the page Roadmap of Confluence
      Then the page shows exactly the issues
        | DEMO-1 |
      When alice opens the page "What partners do" of Confluence
      Then the page shows no issue

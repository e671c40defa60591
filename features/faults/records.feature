Feature: What the two ends of a link have written down of each other

  A link is two records, one at each product. Whatever changes, vanishes or is copied at one end leaves the other as it
  was, and the two contradict each other until somebody mends it.

  Rule: Records that are gone, or of somebody else

    Background:
      Given Confluence and Jira do not share a userbase
      And they are linked with OAuth, acting as integration on Jira

    @fault:F-24
    Scenario: A product that was installed anew with another id is linked again, and pages still name the old one
      When alice opens the page "The door" of Confluence
      Then the page shows SEC-1
      When Jira is installed anew, with another id
      Then Confluence shows the link as "CONFIG ERROR"
      And Jira has no link to Confluence
      When anna deletes the link at Confluence that leads to the address of Jira
      And they are linked anew with OAuth, acting as integration on Jira
      Then both ends show the link as CONNECTED
      When alice views SEC-1 of Jira through Confluence
      Then alice sees it
      When alice opens the page "The door" of Confluence
      Then the page shows no issue
      And the page says "does not exist any more"

    @fault:F-25
    Scenario: An end that is lost leaves the other alone, until both are made anew
      When alice views SEC-1 of Jira through Confluence
      Then alice sees it
      When Jira has lost its link to Confluence
      Then Confluence shows the link as "CONFIG ERROR"
      And Confluence says of the link "The other application has no link back"
      And Jira has no link to Confluence
      When alice views SEC-1 of Jira through Confluence
      Then alice does not see it
      And Jira refused the request
      When anja completes the link from Jira back to Confluence
      And anja lets Confluence act as integration on Jira
      And alice views SEC-1 of Jira through Confluence
      Then alice sees it
      And both ends show the link as CONNECTED

    @fault:F-25
    Scenario: A consumer that is known by an old key is unknown, and the other end notices nothing
      Given Jira knows Confluence by a key that it no longer has
      Then Confluence shows the link as "NETWORK ERROR"
      And Confluence says of the link "The other application refuses the authentication"
      And Confluence gives the details "consumer_key_unknown"
      And Jira shows the link as CONNECTED
      When alice views SEC-1 of Jira through Confluence
      Then alice does not see it
      And Jira refused the request
      When anja lets Confluence act as integration on Jira
      And alice views SEC-1 of Jira through Confluence
      Then alice sees it
      And both ends show the link as CONNECTED

    @fault:F-31
    Scenario: A new key of which nobody was told spoils every signature
      When Confluence has a new key, of which nobody was told
      Then Confluence shows the link as "NETWORK ERROR"
      And Confluence says of the link "The other application finds signatures invalid"
      And Jira shows the link as CONNECTED
      When alice views SEC-1 of Jira through Confluence
      Then alice does not see it
      And Jira refused the request
      When anja lets Confluence act as integration on Jira
      And alice views SEC-1 of Jira through Confluence
      Then alice sees it
      And both ends show the link as CONNECTED

    @fault:F-48
    Scenario: A corrupt record is not shown, and is in the way of every new link
      When anna deletes the link to Jira at Confluence only
      And Jira has a corrupt record of a link to Confluence
      Then Jira has no link to Confluence
      When anja looks at the address of Confluence in the wizard of Jira
      Then Jira recognises no application there
      When alice views SEC-1 of Jira through Confluence
      Then alice does not see it
      When Jira has lost its link to Confluence
      And anja looks at the address of Confluence in the wizard of Jira
      Then Jira recognises a confluence called Confluence
      When anna links Confluence to Jira
      Then Confluence shows the link as "CONFIG ERROR"
      And Jira has no link to Confluence

    @fault:F-50
    Scenario: A product that is too old is incompatible, although requests over the link are served
      When alice views SEC-1 of Jira through Confluence
      Then alice sees it
      When Jira is of version 5.1.8
      Then Confluence shows the link as INCOMPATIBLE
      And Confluence says of the link "The other application is too old"
      And Jira is too old to show the status of the link
      When alice views SEC-1 of Jira through Confluence
      Then alice sees it
      When Jira is upgraded to version 9.12.0
      Then both ends show the link as CONNECTED

  Rule: Manifests that tell nothing

    @fault:F-49
    Scenario Outline: A manifest that <trouble> makes an unknown application of a product
      Given Confluence and Jira do not share a userbase
      And they are linked with OAuth, acting as integration on Jira
      When the manifest of Jira <trouble>
      Then Confluence shows the link as "NETWORK ERROR"
      And Confluence says of the link "<finding>"
      And Jira shows the link as CONNECTED
      When alice views SEC-1 of Jira through Confluence
      Then alice sees it
      When anna deletes the link to Jira at Confluence only
      And anna looks at the address of Jira in the wizard of Confluence
      Then Confluence recognises no application there
      When anna links Confluence to Jira as a generic application
      Then Confluence shows the link as "NON-ATLASSIAN"
      When the trouble is over
      And anna deletes the link at Confluence that leads to the address of Jira
      And anna looks at the address of Jira in the wizard of Confluence
      Then Confluence recognises a jira called Jira

      Examples:
        | trouble                             | finding                                         |
        | is missing                          | The other application answers with an error     |
        | is hidden behind a login page       | The other application's answer makes no sense   |
        | needs a login                       | The other application answers with an error     |
        | breaks off in the middle            | The other application's answer makes no sense   |
        | is in another encoding than it says | The other application's answer makes no sense   |

  Rule: What one end sends is what the other takes

    @fault:F-29
    Scenario Outline: Sending <outgoing> to who takes <incoming> is a mismatch
      Given Confluence and Jira share a userbase
      And they are linked with "OAuth with impersonation"
      When Confluence sends "<outgoing>" to Jira, which takes "<incoming>"
      Then both ends show the link as "CONFIG ERROR"
      And both ends say of the link "The two ends use different authentication"
      When alice views SEC-1 of Jira through Confluence
      Then alice does not see it
      When Confluence sends "<incoming>" to Jira, which takes "<incoming>"
      Then both ends show the link as <mended>

      Examples:
        | outgoing                 | incoming                 | mended    |
        | no authentication        | OAuth                    | CONNECTED |
        | no authentication        | OAuth with impersonation | CONNECTED |
        | OAuth                    | no authentication        | DISABLED  |
        | OAuth                    | OAuth with impersonation | CONNECTED |
        | OAuth with impersonation | no authentication        | DISABLED  |
        | OAuth with impersonation | OAuth                    | CONNECTED |

    @fault:F-29
    Scenario Outline: Sending <level> to who takes it is none
      Given Confluence and Jira share a userbase
      And they are linked with "OAuth with impersonation"
      When Confluence sends "<level>" to Jira, which takes "<level>"
      Then both ends show the link as <lozenge>
      When alice views SEC-1 of Jira through Confluence
      Then alice <sees> it

      Examples:
        | level                    | lozenge   | sees         |
        | no authentication        | DISABLED  | does not see |
        | OAuth                    | CONNECTED | does not see |
        | OAuth with impersonation | CONNECTED | sees         |

    @fault:F-37
    Scenario: Authentication that has been retired is told by the end that still has it, and harms nobody
      Given Confluence and Jira share a userbase
      And they are linked with "OAuth with impersonation"
      And Confluence still trusts Jira with Trusted Applications
      Then Confluence shows the link as "UPGRADE CONFIG"
      And Confluence says of the link "Retired authentication is left over"
      And Jira shows the link as CONNECTED
      When alice views SEC-1 of Jira through Confluence
      Then alice sees it
      And Jira served the request to alice

  Rule: Two installations of one id

    @fault:F-30
    Scenario: A copy acts as its original, and cannot be linked beside it
      Given the topology production-and-staging
      And Production and Confluence are linked with OAuth
      When Staging is a copy of Production
      Then Staging finds nothing wrong with the link to Confluence
      And Production shows the link as CONNECTED
      And Confluence was asked by Staging as integration
      When anna looks at the address of Staging in the wizard of Confluence
      Then Confluence refuses, because "it is linked already"
      And alice finds exactly these items of Confluence through Staging
        | Shop |
      When Staging becomes an installation of its own
      And anna looks at the address of Staging in the wizard of Confluence
      Then Confluence recognises a jira called Staging


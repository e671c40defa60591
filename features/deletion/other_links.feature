Feature: Deleting one of several links

  Background:
    Given the topology production-and-staging
    And Confluence and Staging are linked both ways with "OAuth with impersonation"
    And Confluence and Production are linked both ways with "OAuth with impersonation"

  Scenario Outline: The link to Staging stays what it was when <user> deletes the one to Production
    When <user> <deletes>
    Then Confluence agrees
    And Confluence has no link to Production
    And Confluence has 1 link
    And Confluence has a link to Staging
    And Staging has a link to Confluence
    When alice views TEST-1 of Staging through Confluence
    Then alice sees it
    And Staging served the request to alice

    Examples:
      | user | deletes                                                   |
      | anna | deletes both ends of the link to Production at Confluence |
      | adam | deletes both ends of the link to Production at Confluence |
      | adam | deletes the link to Production at Confluence only         |

  Scenario: The next link becomes the primary one
    Then the link to Staging at Confluence is the primary one
    And the link to Production at Confluence is not the primary one
    When anna deletes both ends of the link to Staging at Confluence
    Then Confluence agrees
    And Staging has no link to Confluence
    And the link to Production at Confluence is the primary one

"""Domain values in the form in which Jira's REST resources show them."""

"""The versions of the applinks resources, as Flask rules."""

ANY_VERSION = '/rest/applinks/<any("1.0", "2.0", "3.0", latest):version>'
VERSION_1 = "/rest/applinks/1.0"
VERSION_2_ON = '/rest/applinks/<any("2.0", "3.0", latest):version>'
VERSION_3 = "/rest/applinks/<any('3.0', latest):version>"
OAUTH = "/rest/applinks-oauth/<any('1.0', latest):version>"
OAUTH_OF_4 = '/rest/applinks/<any("2.0", latest):version>/applicationlink/<application_id>/authentication'
"""Where products with applinks 4 have the same."""

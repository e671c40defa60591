"""The control surface of one product: what tests in any language may do to it behind its users' backs.

It is not there at all unless the product was given a token.
"""

PATH = "/applinks-control/1"
"""Below the origin, whatever the product's context path: it stays where it is when the product moves."""

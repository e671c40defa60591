"""What can be wrong with a link: every error type with the words for it, read by all who show or assert a status."""

from dataclasses import dataclass
from enum import Enum

CONNECTED = "CONNECTED"
"""The lozenge of a link that works."""
AUTHENTICATE = "Authenticate to see status"
UPGRADE = "UPGRADE CONFIG"


class Category(Enum):
    """The sorts of error types, as on the wire."""

    UNKNOWN = "UNKNOWN"
    INCOMPATIBLE = "INCOMPATIBLE"
    NON_ATLASSIAN = "NON_ATLASSIAN"
    SYSTEM = "SYSTEM"
    NETWORK_ERROR = "NETWORK_ERROR"
    ACCESS_ERROR = "ACCESS_ERROR"
    CONFIG_ERROR = "CONFIG_ERROR"
    DEPRECATED = "DEPRECATED"
    DISABLED = "DISABLED"


@dataclass(frozen=True, slots=True)
class Meaning:
    """The words for one error type."""

    category: Category
    lozenge: str
    """What the list of links shows beside the link."""
    title: str
    happened: str
    look_at: str


class ErrorType(Enum):
    """The closed set of applinks.md 4.3; a member's name is the word on the wire.

    Titles and help are written for the administrator who sees the link, from that administrator's own side.
    """

    UNKNOWN = Meaning(
        Category.UNKNOWN,
        "STATUS UNAVAILABLE",
        "The status cannot be determined",
        "The other application was asked and something went wrong that fits no known cause: often it accepted the "
        "connection and then said nothing, or the connection broke half way.",
        "See whether the other application answers in a browser, and how fast. Look for firewalls, load balancers "
        "and proxies on the way that drop connections. The details and both applications' logs say what happened "
        "last.",
    )
    NO_OUTGOING_AUTH = Meaning(
        Category.INCOMPATIBLE,
        "INCOMPATIBLE",
        "The other application is too old to be asked without authentication",
        "Its version tells how the link is set up there only to people who authenticate, and this end of the link "
        "has no outgoing authentication as somebody in particular. So the two ends cannot be compared; the link "
        "itself may well work.",
        "Upgrade the other application. Until then, allow OAuth or OAuth with impersonation for outgoing requests "
        "here and for incoming requests there.",
    )
    REMOTE_VERSION_INCOMPATIBLE = Meaning(
        Category.INCOMPATIBLE,
        "INCOMPATIBLE",
        "The other application is too old",
        "Its version of application links is so old that it cannot tell how the link is set up there. Requests may "
        "still get through, but nobody can see here whether they do.",
        "Upgrade the other application. The details name the version that was found.",
    )
    GENERIC_LINK = Meaning(
        Category.NON_ATLASSIAN,
        "NON-ATLASSIAN",
        "This is a link to a generic application",
        "The link leads to something that was entered by hand as a generic application. Such applications do not "
        "tell how the link is set up on their side, so there is no status to show.",
        "Nothing has to be done. If there is a product at that address after all, delete the link and create it "
        "again while the product is running, so that it is recognised.",
    )
    NON_ATLASSIAN = Meaning(
        Category.NON_ATLASSIAN,
        "NON-ATLASSIAN",
        "This is a link to another vendor's application",
        "The link's type comes from a plugin and is not one of the built-in ones. There is no status to show for it.",
        "Nothing has to be done. Test the link with whatever uses it.",
    )
    SYSTEM_LINK = Meaning(
        Category.SYSTEM,
        "SYSTEM",
        "This is a system link",
        "The application made this link itself and looks after it. It is neither checked nor changed by "
        "administrators.",
        "Nothing has to be done. If what uses the link fails, ask whoever runs the installation.",
    )
    CONNECTION_REFUSED = Meaning(
        Category.NETWORK_ERROR,
        "NETWORK ERROR",
        "The other application refuses connections",
        "The host was found, but nothing listens at the port of the link's application URL.",
        "Check that the other application is running. Compare host and port with its address in the browser: it may "
        "have moved, and then the link is relocated. A firewall that rejects this server looks the same.",
    )
    UNKNOWN_HOST = Meaning(
        Category.NETWORK_ERROR,
        "NETWORK ERROR",
        "The other application's host is unknown",
        "The host name in the link's application URL cannot be resolved from this server. Your own computer may well "
        "know it.",
        "Look for a slip in the name. Ask the name server from this server's machine or container, not from your "
        "desk. If the application has a new name, relocate the link.",
    )
    SSL_UNTRUSTED = Meaning(
        Category.NETWORK_ERROR,
        "NETWORK ERROR",
        "The other application's certificate is not trusted",
        "No secure connection came about, because this server does not trust the certificate it was shown: it is "
        "self-signed, comes from an authority that is not known here, has expired, or arrived without the "
        "certificates between it and its authority.",
        "Open the address in a browser and look at the certificate's issuer and dates. Add the issuer to the trust "
        "store of this application's Java and restart it, or have the certificate renewed. The other direction has "
        "a certificate and a trust store of its own.",
    )
    SSL_HOSTNAME_UNMATCHED = Meaning(
        Category.NETWORK_ERROR,
        "NETWORK ERROR",
        "The certificate belongs to another host",
        "The other application showed a certificate that is trusted but was issued for another name than the one in "
        "the link's application URL.",
        "Compare the names in the certificate with the application URL: an alias, an IP address or a container's "
        "name is easily the wrong one. Relocate the link to a name that the certificate has, or have a certificate "
        "issued for both names.",
    )
    SSL_UNMATCHED = Meaning(
        Category.NETWORK_ERROR,
        "NETWORK ERROR",
        "The secure connection fails over a certificate",
        "The encrypted connection was broken off for a reason that has to do with a certificate, other than trust "
        "or host name. Often the other side demands a certificate of this server, which has none to show.",
        "Read the details, and the log of the proxy in front of the other application. If it asks for client "
        "certificates, let it not ask them of this server.",
    )
    OAUTH_TIMESTAMP_REFUSED = Meaning(
        Category.NETWORK_ERROR,
        "NETWORK ERROR",
        "The two applications' clocks differ",
        "The other application refused a signed request because of the time in it: it takes requests from some "
        "minutes before to some minutes after its own clock only.",
        "Compare the time on both servers, time zones included, and let both follow a time server.",
    )
    OAUTH_SIGNATURE_INVALID = Meaning(
        Category.NETWORK_ERROR,
        "NETWORK ERROR",
        "The other application finds signatures invalid",
        "A signed request arrived, but its signature does not fit what arrived. Usually something between the two "
        "applications changes the address, so that one signs another than the other checks. Less often, one of them "
        "has a new key that the other does not know.",
        "Look at the proxy in front of the other application: the application must be told the scheme, host, port "
        "and path that clients use. If the addresses are right, delete both ends of the link and create it again, "
        "which exchanges the keys.",
    )
    OAUTH_PROBLEM = Meaning(
        Category.NETWORK_ERROR,
        "NETWORK ERROR",
        "The other application refuses the authentication",
        "A signed request was refused with the reason that the details name. The most frequent is "
        "consumer_key_unknown: the other application does not know this one as a consumer, because incoming "
        "authentication was never set up there, or was set up for another key.",
        "Look up incoming authentication of the link at the other application. If in doubt, switch it off and on "
        "again there, or delete both ends and create the link again.",
    )
    UNEXPECTED_RESPONSE = Meaning(
        Category.NETWORK_ERROR,
        "NETWORK ERROR",
        "The other application's answer makes no sense",
        "Something answered at the link's application URL, but not with what an application with links answers. "
        "Often it is the login page of a single sign-on gateway, or a proxy's page.",
        "Open the application URL followed by /rest/applinks/1.0/manifest in a browser where you are not logged "
        "in. If a page with a form comes up, let the gateway pass requests below /rest and /plugins.",
    )
    UNEXPECTED_RESPONSE_STATUS = Meaning(
        Category.NETWORK_ERROR,
        "NETWORK ERROR",
        "The other application answers with an error",
        "Something answered at the link's application URL with a status that was not expected; the details name it. "
        "503 and 502 come from proxies whose application is not up, redirects from an address that has changed.",
        "Open the application URL in a browser. If it redirects, relocate the link to where it leads. If the "
        "application is just starting, wait: nothing has to be changed.",
    )
    LOCAL_AUTH_TOKEN_REQUIRED = Meaning(
        Category.ACCESS_ERROR,
        AUTHENTICATE,
        "You have not authenticated at the other application yet",
        "The other application tells how the link is set up there only to people it knows, and you have not shown "
        "it yet who you are over there.",
        "Authenticate: you are sent to the other application, log in there, and allow access.",
    )
    REMOTE_AUTH_TOKEN_REQUIRED = Meaning(
        Category.ACCESS_ERROR,
        AUTHENTICATE,
        "The other application wants you to authenticate again",
        "You had allowed this application to act for you over there, and the other application no longer accepts "
        "that: the permission was withdrawn or has expired.",
        "Authenticate again. If that does not last, see whether the other application's list of access tokens keeps "
        "yours.",
    )
    INSUFFICIENT_REMOTE_PERMISSION = Meaning(
        Category.ACCESS_ERROR,
        "ACCESS DENIED",
        "You may not see the link's status at the other application",
        "The other application knows who you are over there, but tells how the link is set up to its administrators "
        "only.",
        "Ask an administrator of the other application to look at the link's status, or authenticate there as "
        "somebody who is one.",
    )
    NO_REMOTE_APPLINK = Meaning(
        Category.CONFIG_ERROR,
        "CONFIG ERROR",
        "The other application has no link back",
        "The other application answers, but has no link to this one: the link was only ever made here, or the other "
        "end was deleted. What everybody may see over there still shows here.",
        "Create the link at the other application too, as an administrator there. If the other end was deleted on "
        "purpose, delete this one.",
    )
    AUTH_LEVEL_MISMATCH = Meaning(
        Category.CONFIG_ERROR,
        "CONFIG ERROR",
        "The two ends use different authentication",
        "What one end sends is not what the other end takes: outgoing authentication of each end must be the same "
        "as incoming authentication of the other. Somebody changed one end alone.",
        "Compare both ends, direction by direction, and set both to the same. OAuth with impersonation is for "
        "applications that share a userbase.",
    )
    AUTH_LEVEL_UNSUPPORTED = Meaning(
        Category.DEPRECATED,
        "DEPRECATED",
        "The link's OAuth is of a kind that is no longer enough",
        "One of the ends only lets each user authenticate on their own, or refuses requests as the pre-configured "
        "user: because that is not allowed for the link, or because that user may no longer log in there.",
        "Set both ends to OAuth, or to OAuth with impersonation where both applications share a userbase. See "
        "whether the pre-configured user is active.",
    )
    LEGACY_UPDATE = Meaning(
        Category.DEPRECATED,
        UPGRADE,
        "The link uses authentication that has been retired",
        "The link authenticates with Trusted Applications or Basic access, and OAuth is not set up. Both of the old "
        "ways give away more than they should. You may change both ends from here.",
        "Update the link: OAuth takes the place of the old way at both ends.",
    )
    LEGACY_REMOVAL = Meaning(
        Category.DEPRECATED,
        UPGRADE,
        "Retired authentication is left over",
        "OAuth is set up, and Trusted Applications or Basic access is still configured beside it. You may remove it "
        "at both ends from here.",
        "Remove the old way; OAuth stays as it is.",
    )
    MANUAL_LEGACY_UPDATE = Meaning(
        Category.DEPRECATED,
        UPGRADE,
        "The link uses retired authentication, to be replaced by hand",
        "The link authenticates with Trusted Applications or Basic access, OAuth is not set up, and you may not "
        "change the other end from here.",
        "Together with an administrator of the other application, set both ends to OAuth and switch the old way off.",
    )
    MANUAL_LEGACY_REMOVAL = Meaning(
        Category.DEPRECATED,
        UPGRADE,
        "Retired authentication is left over, to be removed by hand",
        "OAuth is set up, Trusted Applications or Basic access is still configured beside it, and you may not change "
        "the other end from here.",
        "Switch the old way off at this end, and ask an administrator of the other application to do the same there.",
    )
    MANUAL_LEGACY_REMOVAL_WITH_OLD_EDIT = Meaning(
        Category.DEPRECATED,
        UPGRADE,
        "Retired authentication is left over, to be removed on the old pages",
        "OAuth is set up, and Trusted Applications is still accepted beside it for requests of the other "
        "application, which is too old to help with removing it.",
        "Switch Trusted Applications off on the older configuration pages, here under incoming and at the other "
        "application under outgoing authentication. Or upgrade the other application first.",
    )
    DISABLED = Meaning(
        Category.DISABLED,
        "DISABLED",
        "Authentication is off at both ends",
        "The link is there at both ends, and neither of them authenticates. Only what everybody may see passes.",
        "If that is what you want, nothing has to be done. Otherwise set both ends to OAuth, or to OAuth with "
        "impersonation where both applications share a userbase.",
    )


@dataclass(frozen=True, slots=True)
class Finding:
    """An error type with what is known of its cause."""

    type: ErrorType
    details: str | None = None
    """As on the wire: an exception with its message, a status, a problem word."""
    authorisation_url: str | None = None
    """Where the person who asked can authenticate, when that is what is missing."""

    @property
    def category(self) -> Category:
        return self.type.value.category

    @property
    def lozenge(self) -> str:
        return self.type.value.lozenge

    @property
    def title(self) -> str:
        return self.type.value.title

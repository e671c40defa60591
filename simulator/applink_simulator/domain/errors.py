"""Everything that can be refused or go wrong, as one tree; the class is the message, its wire form sits on it.

::

    ApplinkError
    ├── AuthenticationRefused            who is calling could not be established
    │   ├── ParameterAbsent              400
    │   ├── ParameterRejected            400
    │   ├── VersionRejected              400
    │   ├── TimestampRefused             400
    │   ├── SignatureMethodRejected      400
    │   ├── NonceUsed
    │   ├── ConsumerKeyUnknown
    │   ├── SignatureInvalid
    │   ├── TokenRejected
    │   ├── TokenExpired
    │   ├── TokenUsed
    │   ├── PermissionUnknown
    │   ├── PermissionDenied
    │   ├── BareRefusal                  401 without a problem word (auth.md 1.8)
    │   ├── ImitatedCrash                500, where the vendor's code falls over (Q-3)
    │   ├── WrongPassword
    │   ├── LoginDenied                  403: too many wrong passwords, a browser login ends it
    │   └── SessionUnknown
    ├── NotAllowed                       who is calling is known, and may not
    │   ├── LoginRequired
    │   ├── AdministratorRequired
    │   ├── SystemAdministratorRequired
    │   ├── PasswordRequired             401: an administrator has to confirm the password first
    │   ├── TlsRequired
    │   ├── EntityAdministratorRequired  401: who administers the project or space may
    │   └── XsrfCheckFailed
    ├── BadInput                         400: what was sent makes no sense
    │   ├── Unreadable                   malformed XML, JSON, key, URL
    │   ├── FormInvalid                  a field of a form, by name
    │   └── SeveralInvalid               everything that is wrong, each with its own words
    ├── LinkBackMeant                    400: an address asks for a link back that another product should make
    ├── HostRestricted                   403
    ├── NotThere                         404
    │   ├── NoSuchLink
    │   ├── NoSuchEntity                 no such project or space, or not for this caller
    │   ├── NoSuchProjectLink
    │   └── NoSuchPath
    ├── RelocationRefused                400: the new address is not the linked product's, says a plain text
    │   ├── OtherApplicationThere
    │   └── OtherInstallationThere       to a strict product
    ├── Conflict                         409
    │   ├── LinkExists
    │   ├── LinkExistsElsewhere
    │   ├── LinkToOneself
    │   ├── ChangedMeanwhile
    │   ├── LinkNotEditable
    │   ├── NotResponding                a question rather than a refusal: the body is empty
    │   └── ConsumerInformationMissing
    ├── DanceFailed                      a user could not be given a token for a remote; a page says so
    │   ├── DanceRefused                 the remote said why
    │   ├── AccessDenied                 the user did not allow it there
    │   └── DanceOutOfStep               another dance, or none, or the link is gone
    ├── CreationFailed                   500: a two-way link stopped half way
    │   ├── AuthorizationResponseFailed
    │   └── ResponseUnreadable
    ├── RemoteDeleteFailed               500: our end stays
    ├── CredentialsRequiredToDelete      401: likewise
    ├── NotReciprocated                  500: a project link would be one-way, so it stays as it was
    ├── EntitiesUnknown                  500: a remote does not tell which projects or spaces it has
    ├── StorageTrouble                   503: what a product remembers cannot be read or written now
    │   ├── StorageUnavailable           the database does not answer, or others keep it busy for too long
    │   ├── StorageNotWritable
    │   ├── StorageFull                  507
    │   ├── StorageGone                  the file was removed or replaced while it was in use
    │   └── StorageDamaged               500
    ├── StorageUnusable                  a database that a product cannot even begin with
    │   ├── StorageUrlInvalid
    │   ├── StorageDriverMissing
    │   └── StorageTooNew
    └── RemoteError                      a remote product did not do its part
        ├── RemoteUnreachable
        │   ├── ConnectionRefused
        │   ├── UnknownHost
        │   ├── TimedOut
        │   │   └── NeverConnected       not even a connection came about in that time
        │   ├── CertificateUntrusted
        │   │   └── HandshakeFailed
        │   ├── CertificateForAnotherHost
        │   ├── CertificateTrouble       something else about a certificate
        │   ├── NotEncrypted             it speaks plain HTTP where TLS is expected
        │   └── ConnectionBroken
        ├── RemoteMoved                  it answered with a redirect
        ├── UnexpectedStatus
        ├── UnexpectedAnswer             it answered, but not what was asked for
        │   └── AnswerTooLong
        ├── OAuthProblem                 it refused the signed request and said why
        ├── RemoteSilent                 504: there is no answer to pass on
        ├── CredentialsRequired          this user must authenticate there first
        └── OutsideTheLink               the URL is not below the link's address: never sent
"""

from typing import Any, ClassVar


class ApplinkError(Exception):
    """Root of the tree; keyword arguments are the facts that fill the message."""

    status: ClassVar[int] = 500
    key: ClassVar[str] = "applinks.error.general"
    """The products' message key for it."""
    message: ClassVar[str] = "Something went wrong."

    def __init__(self, **facts: Any) -> None:
        self.facts = facts
        super().__init__(self.message.format(**facts))

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["facts"][name]
        except KeyError:
            raise AttributeError(name) from None


class AuthenticationRefused(ApplinkError):
    """Who is calling could not be established; ``oauth_problem`` is the word for it on the wire."""

    status = 401
    oauth_problem: ClassVar[str] = ""
    message = "The request could not be authenticated."

    explanation: str = ""
    """Why, for the person who reads the report: for a signature both base strings. Never sent."""

    def problem_parameters(self) -> dict[str, str]:
        """What goes into ``WWW-Authenticate`` and the body (Problem Reporting extension)."""
        return {"oauth_problem": self.oauth_problem}


class ParameterAbsent(AuthenticationRefused):
    status = 400
    oauth_problem = "parameter_absent"
    message = "Required parameters are missing: {names}."

    def problem_parameters(self) -> dict[str, str]:
        return super().problem_parameters() | {"oauth_parameters_absent": "&".join(self.names)}


class ParameterRejected(AuthenticationRefused):
    status = 400
    oauth_problem = "parameter_rejected"
    message = "{advice} ({names})"

    def problem_parameters(self) -> dict[str, str]:
        return super().problem_parameters() | {
            "oauth_parameters_rejected": "&".join(self.names),
            "oauth_problem_advice": self.advice,
        }


class VersionRejected(AuthenticationRefused):
    status = 400
    oauth_problem = "version_rejected"
    message = "OAuth version {version} is not supported."

    def problem_parameters(self) -> dict[str, str]:
        return super().problem_parameters() | {"oauth_acceptable_versions": "1.0-1.0"}


class TimestampRefused(AuthenticationRefused):
    status = 400
    oauth_problem = "timestamp_refused"
    message = "The timestamp {timestamp} is outside {earliest} to {latest}: compare the two products' clocks."

    def problem_parameters(self) -> dict[str, str]:
        return super().problem_parameters() | {"oauth_acceptable_timestamps": f"{self.earliest}-{self.latest}"}


class SignatureMethodRejected(AuthenticationRefused):
    status = 400
    oauth_problem = "signature_method_rejected"
    message = "Signature method {method} is not accepted; links use RSA-SHA1."


class NonceUsed(AuthenticationRefused):
    """The same request arrived twice."""

    oauth_problem = "nonce_used"
    message = "The nonce was used before."


class ConsumerKeyUnknown(AuthenticationRefused):
    oauth_problem = "consumer_key_unknown"
    message = "No consumer with the key {consumer_key} is registered here."


class SignatureInvalid(AuthenticationRefused):
    oauth_problem = "signature_invalid"
    message = "The signature does not fit the request."


class TokenRejected(AuthenticationRefused):
    oauth_problem = "token_rejected"
    message = "The token is not accepted: it is not known here, or was made for another purpose."


class TokenExpired(AuthenticationRefused):
    oauth_problem = "token_expired"
    message = "The token has expired."


class TokenUsed(AuthenticationRefused):
    oauth_problem = "token_used"
    message = "This has been decided already."


class PermissionUnknown(AuthenticationRefused):
    oauth_problem = "permission_unknown"
    message = "The user has not decided yet."


class PermissionDenied(AuthenticationRefused):
    oauth_problem = "permission_denied"
    message = "The consumer may not do this."


class BareRefusal(AuthenticationRefused):
    """Refused without a problem word: level not allowed, or the user may not log in (auth.md 1.8, Q-9)."""

    message = "{reason}"


class ImitatedCrash(AuthenticationRefused):
    """The vendor's products answer 500 here; only the vendor profile raises it (Q-3)."""

    status = 500
    message = "{reason}"


class WrongPassword(AuthenticationRefused):
    message = "The username or the password is wrong."


class LoginDenied(AuthenticationRefused):
    """Over REST, whatever the password, until that user logs in with a browser (SES-002)."""

    status = 403
    message = "Too many wrong passwords were given for {username}: log in with a browser first."


class SessionUnknown(AuthenticationRefused):
    """A session cookie that no longer means anybody (SES-003)."""

    message = "The session has ended; log in again."


class NotAllowed(ApplinkError):
    status = 403
    message = "This is not allowed."


class LoginRequired(NotAllowed):
    status = 401
    message = "Client must be authenticated to access this resource."


class AdministratorRequired(NotAllowed):
    key = "applinks.error.only.admin"
    message = "Only an administrator may do this."


class SystemAdministratorRequired(NotAllowed):
    key = "applinks.error.only.sysadmin.operation"
    message = "Only a system administrator may do this."


class PasswordRequired(NotAllowed):
    status = 401
    message = "Administrators confirm their password before they do this."


class TlsRequired(NotAllowed):
    message = "Tokens are handed out over TLS alone: ask at the https address."


class EntityAdministratorRequired(NotAllowed):
    """A project link needs no administrator of the whole product."""

    status = 401
    message = "Only an administrator of {key} may change what it is linked with."


class XsrfCheckFailed(NotAllowed):
    message = "XSRF check failed"


class BadInput(ApplinkError):
    """What was sent makes no sense; ``key`` on the instance overrides the class's."""

    status = 400
    message = "{what}"

    def __init__(self, what: str, *, key: str = "", context: str = "") -> None:
        super().__init__(what=what, context=context)
        self.own_key = key


class Unreadable(BadInput):
    """Malformed XML, JSON, key or URL; says where."""


class FormInvalid(BadInput):
    """A field of a form is wrong; the reply names it."""

    def __init__(self, field: str, what: str, *, key: str = "") -> None:
        super().__init__(what, key=key)
        self.field = field


class LinkBackMeant(ApplinkError):
    status = 400
    message = (
        "This address asks for a link back from another application than {title}. Begin anew at the application "
        "where you came from, with the address of {title}."
    )


class SeveralInvalid(BadInput):
    def __init__(self, each: "list[BadInput]") -> None:
        super().__init__(" ".join(map(str, each)))
        self.each = each


class HostRestricted(ApplinkError):
    status = 403
    key = "applinks.service.error.restapi.url.host.restricted"
    message = "The host {host} may not be contacted from here."


class NotThere(ApplinkError):
    status = 404
    message = "{what} does not exist."


class NoSuchLink(NotThere):
    key = "applinks.notfound"
    message = "No application link with the id {application_id} exists here."


class NoSuchEntity(NotThere):
    message = "{key} does not exist, or you may not see it."


class NoSuchProjectLink(NotThere):
    message = "{key} has no such link."


class NoSuchPath(NotThere):
    message = "null for uri: {url}"


class Conflict(ApplinkError):
    status = 409
    message = "{what}"


class LinkExists(Conflict):
    key = "applinks.error.applink.exists"
    message = "An application link to {name} exists already."


class LinkExistsElsewhere(Conflict):
    key = "applinks.error.applink.exists.with.different.url"
    message = "A product with the same id is linked already, at {url}: it moved, or it is a copy."


class LinkToOneself(Conflict):
    key = "applinks.error.applink.itsme"
    message = "That is the address of this product itself."


class ChangedMeanwhile(Conflict):
    message = "{name} was changed by somebody else while you edited it. Nothing of yours was saved: edit it anew."


class LinkNotEditable(Conflict):
    message = (
        "The link to {name} cannot be edited on this page: it was set up by the product itself, or leads to an "
        "application that is not one of its family."
    )


class NotResponding(Conflict):
    """Whoever relocates a link is asked whether to use the address anyway (applinks.md 5.6)."""

    message = "There is no page at {url}. If the address is right, it can be used anyway."


class RelocationRefused(ApplinkError):
    """What answers at the new address is not what the link leads to."""

    status = 400
    key = "applinks.error.relocate.type"


class OtherApplicationThere(RelocationRefused):
    message = "At {url} there is {name}, of the type {found}; this link leads to one of the type {wanted}."


class OtherInstallationThere(RelocationRefused):
    message = (
        "At {url} there is {name}, another installation ({found}) than the one this link leads to ({wanted}). "
        "To link to that one, delete this link and create a new one."
    )


class ConsumerInformationMissing(Conflict):
    message = "The consumer information of {name} could not be read: {reason}"


class DanceFailed(ApplinkError):
    """A user could not be given a token for a remote; told on a page, with status 200 (auth.md 2)."""

    message = "{name} could not be asked for access: {reason}"


class DanceRefused(DanceFailed):
    """With the remote's ``problem`` word; two of them have a likely cause that an administrator can look at."""

    message = "{name} refused: {problem}.{hint}"

    hints: ClassVar[dict[str, str]] = {
        "consumer_key_unknown": (
            " It does not know this application: the link may have been deleted there, or incoming authentication "
            "switched off. Ask an administrator to look at both ends of the link."
        ),
        "token_rejected": " The request was made for somebody else, or is used up. Start again.",
        "token_expired": " It took too long. Start again.",
        "timestamp_refused": " The two applications' clocks differ. Ask an administrator to compare them.",
        "signature_invalid": " The signature did not fit. Ask an administrator to look at address, proxy and keys.",
        "permission_denied": " Users may not be represented on this link. Ask an administrator.",
    }

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(name=name, problem=problem, hint=self.hints.get(problem, ""))


class AccessDenied(DanceFailed):
    message = "Access to {name} was denied there. Nothing of it is shown to you beyond what everybody may see."


class DanceOutOfStep(DanceFailed):
    message = "This answer belongs to no request of yours that is still open. Start again."


class CreationFailed(ApplinkError):
    """The remote's end of a new link could not be made; ours was not begun."""

    message = "The other application's end could not be created: {reason}"


class AuthorizationResponseFailed(CreationFailed):
    key = "applinks.error.authorization.response"
    message = "The other application could not be asked whether the account is an administrator's: {reason}"


class ResponseUnreadable(CreationFailed):
    key = "applinks.error.response"
    message = "The other application's answer could not be read: {reason}"


class RemoteDeleteFailed(ApplinkError):
    """Our end stays; an administrator has to look at the remote by hand."""

    key = "applinks.remote.delete.failed"
    message = (
        "The link could not be deleted at {name}: {reason}. It still exists here. Check there by hand, "
        "then delete this end alone."
    )


class CredentialsRequiredToDelete(ApplinkError):
    """Nothing has been deleted: the user has no token that the remote takes."""

    status = 401
    key = "applinks.remote.operation.failed.credentials.required"
    message = (
        "The link still exists at both ends: {name} does not know who wants to delete it. "
        "Authenticate at {authorisation_url}, then delete it again."
    )


class NotReciprocated(ApplinkError):
    """The remote's half of a project link comes first: without it ours stays as it was."""

    key = "applinks.remote.create.failed"
    message = "{name} did not change its end of the project link: {reason}. Nothing has changed here."


class EntitiesUnknown(ApplinkError):
    message = "{name} did not tell which projects or spaces it has: {reason}"


class StorageTrouble(ApplinkError):
    """What a product remembers cannot be read or written now; whatever was confirmed before is still there."""

    status = 503
    message = "{place}: {reason}"


class StorageUnavailable(StorageTrouble):
    message = (
        "{place} is not available: {reason} Nothing of this request was confirmed; the next one tries again. "
        "See to the database; no restart is needed."
    )


class StorageNotWritable(StorageTrouble):
    message = (
        "{place} cannot be written: {reason} Give this process's user the right to write there (folder and files), "
        "or name another place."
    )


class StorageFull(StorageTrouble):
    status = 507
    message = (
        "{place} is full: {reason} Nothing of this request was stored, everything confirmed before is still there. "
        "Make room; no restart is needed."
    )


class StorageGone(StorageTrouble):
    message = (
        "{place} was removed or replaced while it was in use, so nothing is read or written any more. "
        "Put it back, or restart the products that use it."
    )


class StorageDamaged(StorageTrouble):
    status = 500
    message = "{place} cannot be understood: {reason} Restore it from a backup, or move it away to begin anew."


class StorageUnusable(ApplinkError):
    """Told before a product starts: there is nothing that it could begin with."""

    message = "{place}: {reason}"


class StorageUrlInvalid(StorageUnusable):
    message = (
        "The address of the storage cannot be used: {reason} Say memory, sqlite:///FILE (with a fourth slash for an "
        "absolute path), or postgresql://USER:PASSWORD@HOST/DATABASE."
    )


class StorageDriverMissing(StorageUnusable):
    message = "{place} needs {missing}, which is not installed: pip install 'applink-simulator[{extra}]'"


class StorageTooNew(StorageUnusable):
    message = (
        "{place} was written by a newer applink-simulator: its schema has version {found}, this one knows up to "
        "{known}. Nothing was changed. Update applink-simulator, or name another database."
    )


class RemoteError(ApplinkError):
    """A remote product did not do its part; ``url`` says where it was asked."""

    status = 502
    message = "{url}: {reason}"


class RemoteUnreachable(RemoteError):
    """No answer at all."""


class ConnectionRefused(RemoteUnreachable):
    message = "{url}: nothing listens there (connection refused)."


class UnknownHost(RemoteUnreachable):
    message = "{url}: the host name is not known."


class TimedOut(RemoteUnreachable):
    message = "{url}: no answer within {seconds:g} s."


class NeverConnected(TimedOut):
    message = "{url}: no connection within {seconds:g} s."


class CertificateUntrusted(RemoteUnreachable):
    message = "{url}: the certificate is not trusted: {reason}"


class HandshakeFailed(CertificateUntrusted):
    message = "{url}: no secure connection came about: {reason}"


class CertificateForAnotherHost(RemoteUnreachable):
    message = "{url}: the certificate belongs to another host: {reason}"


class CertificateTrouble(RemoteUnreachable):
    """Neither trust nor host: the other side demands a certificate, for instance."""

    message = "{url}: the secure connection failed over a certificate: {reason}"


class NotEncrypted(RemoteUnreachable):
    message = "{url}: what answers there does not encrypt (no TLS)."


class ConnectionBroken(RemoteUnreachable):
    message = "{url}: the connection broke: {reason}"


class RemoteMoved(RemoteError):
    message = "{url}: answered with a redirect to {location}."


class UnexpectedStatus(RemoteError):
    message = "{url}: answered {answered}."


class UnexpectedAnswer(RemoteError):
    message = "{url}: the answer is not what was asked for: {reason}"


class AnswerTooLong(UnexpectedAnswer):
    message = "{url}: the answer is longer than {most_bytes} bytes."


class OAuthProblem(RemoteError):
    """The remote refused a signed request and said why, in ``problem``."""

    message = "{url}: refused the signed request: {problem}."


class RemoteSilent(RemoteError):
    """What a proxying product tells its own client when there is no answer to pass on."""

    status = 504
    message = "{reason}"


class CredentialsRequired(RemoteError):
    """This user has no usable token there; ``authorisation_url`` starts the dance that gets one."""

    status = 401
    message = "{url}: authenticate there first."


class OutsideTheLink(RemoteError):
    status = 400
    message = "{url} does not belong to the linked product: nothing is sent there."

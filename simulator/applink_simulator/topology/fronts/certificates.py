"""Certificates for fronts: the good one, and those that a client has to refuse."""

import ssl
import warnings
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from tempfile import NamedTemporaryFile

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from applink_simulator.topology.fronts.front import Certificate, Front, Handshake

ELSEWHERE = "elsewhere.invalid"
USELESS_CIPHERS = "ECDHE-ECDSA-NULL-SHA:@SECLEVEL=0"
"""They encrypt nothing: no client offers them, whatever it is made with."""
OLD_CIPHERS = "DEFAULT:@SECLEVEL=0"
"""OpenSSL lets old protocols do nothing at its usual level."""
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Papers:
    """What a front shows, and what has to be trusted for it."""

    chain: bytes
    key: bytes
    authority: bytes
    """The authority that other products have to trust, and whose certificates a front may demand; all of it PEM."""


def papers(front: Front, host: str) -> Papers | None:
    """None for a front that does not encrypt."""
    if front.certificate is Certificate.NONE:
        return None
    # Only here: making certificates is for those who want some.
    import trustme

    authority = trustme.CA()
    now = datetime.now(UTC)
    since, until = now - 30 * _DAY, now + _DAY
    issuer, name = authority, host
    match front.certificate:
        case Certificate.SELF_SIGNED:
            return Papers(*_signed_by_itself(host, since, until), authority.cert_pem.bytes())
        case Certificate.UNTRUSTED:
            issuer = trustme.CA()
        case Certificate.WITHOUT_CHAIN:
            issuer = authority.create_child_ca()
        case Certificate.OF_ANOTHER_HOST:
            name = ELSEWHERE
        case Certificate.EXPIRED:
            until = now - _DAY
        case Certificate.NOT_YET_VALID:
            since, until = now + _DAY, now + 30 * _DAY
    issued = issuer.issue_cert(name, not_before=since, not_after=until)
    shown = issued.cert_chain_pems
    if front.certificate is Certificate.WITHOUT_CHAIN:
        shown = shown[:1]
    chain = b"".join(each.bytes() for each in shown)
    return Papers(chain, issued.private_key_pem.bytes(), authority.cert_pem.bytes())


def _signed_by_itself(host: str, since: datetime, until: datetime) -> tuple[bytes, bytes]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number()).not_valid_before(since).not_valid_after(until)
    builder = builder.add_extension(x509.SubjectAlternativeName([_alternative(host)]), critical=False)
    certificate = builder.sign(key, hashes.SHA256())
    pem = serialization.Encoding.PEM
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return certificate.public_bytes(pem), key.private_bytes(pem, *plain)


def _alternative(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def server_context(front: Front, shown: Papers) -> ssl.SSLContext:
    """What Python encrypts with for that front."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    match front.handshake:
        case Handshake.OLD_PROTOCOL:
            with warnings.catch_warnings():
                # Python says that nobody should do this, and means clients.
                warnings.simplefilter("ignore", DeprecationWarning)
                context.minimum_version = ssl.TLSVersion.TLSv1
                context.maximum_version = ssl.TLSVersion.TLSv1_1
            context.set_ciphers(OLD_CIPHERS)
        case Handshake.NO_COMMON_CIPHER:
            # TLS 1.3 has ciphers of its own, which cannot be taken away.
            context.maximum_version = ssl.TLSVersion.TLSv1_2
            context.set_ciphers(USELESS_CIPHERS)
        case Handshake.UNKNOWN_NAME:
            context.sni_callback = _knows_no_name
    with NamedTemporaryFile(suffix=".pem") as file:
        file.write(shown.key + shown.chain)
        file.flush()
        context.load_cert_chain(file.name)
    if front.demands_certificate:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(cadata=shown.authority.decode())
    return context


def _knows_no_name(_socket: ssl.SSLSocket | ssl.SSLObject, _name: str | None, _context: ssl.SSLContext) -> int:
    return ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME

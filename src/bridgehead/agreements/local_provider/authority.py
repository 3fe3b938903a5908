"""The certification authority of the test provider, and a certificate for each who signs.

The authority's key is derived from the secret key of the installation: it is the same in every process and lies in no
file. A signatory's key is made for one signature and thrown away.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.utils.crypto import salted_hmac

_SALT = "bridgehead.agreements.local_provider.authority"
_CURVE = ec.SECP256R1()
#: The order of the curve (SEC 2, secp256r1): a private key is a number below it.
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_NAME = x509.Name(
    [
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Bridgehead"),
        x509.NameAttribute(NameOID.COMMON_NAME, "Bridgehead test signatures, without legal force"),
    ]
)
_SINCE, _UNTIL = datetime(2020, 1, 1, tzinfo=UTC), datetime(2049, 12, 31, tzinfo=UTC)
#: Clocks differ a little: a certificate is good from so long before the signature, and as long as its authority's.
_BEFORE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Issued:
    """A certificate and its key, as DER."""

    certificate: bytes
    key: bytes


def authority() -> bytes:
    """Return the authority's own certificate (DER): the same, bit for bit, wherever the secret key is the same."""
    return _authority(settings.SECRET_KEY)


@cache
def _authority(secret: str) -> bytes:
    key = _key(secret)
    made = (
        x509.CertificateBuilder()
        .subject_name(_NAME)
        .issuer_name(_NAME)
        .public_key(key.public_key())
        .serial_number(int.from_bytes(hashlib.sha256(_point(key)).digest()[:16]) | 1)
        .not_valid_before(_SINCE)
        .not_valid_after(_UNTIL)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(key_cert_sign=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256(), ecdsa_deterministic=True)
    )
    return made.public_bytes(serialization.Encoding.DER)


def _fitting(text: str) -> str:
    """Cut a name to what the standard gives it: 64, counted here in bytes, of which a Hangul syllable takes three."""
    return text.encode()[:64].decode(errors="ignore")


def issue(name: str, organisation: str, *, at: datetime) -> Issued:
    """Return a fresh key and its certificate for somebody who signs at a moment."""
    key, above = ec.generate_private_key(_CURVE), _key(settings.SECRET_KEY)
    named = [(NameOID.COMMON_NAME, name), (NameOID.ORGANIZATION_NAME, organisation)]
    subject = x509.Name([x509.NameAttribute(kind, _fitting(text)) for kind, text in named if text])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(_NAME)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - _BEFORE)
        .not_valid_after(_UNTIL)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(digital_signature=True, content_commitment=True), critical=True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(above.public_key()), critical=False)
        .sign(above, hashes.SHA256())
    )
    return Issued(
        certificate=made.public_bytes(serialization.Encoding.DER),
        key=key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ),
    )


def _key(secret: str) -> ec.EllipticCurvePrivateKey:
    """A key of 512 bits of the secret, so that no number below the order is likelier than another."""
    drawn = salted_hmac(_SALT, "key", secret=secret, algorithm="sha512").digest()
    return ec.derive_private_key(int.from_bytes(drawn) % (_ORDER - 1) + 1, _CURVE)


def _point(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def _usage(**allowed: bool) -> x509.KeyUsage:
    names = (
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
        "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
    )  # fmt: skip
    return x509.KeyUsage(**{name: allowed.get(name, False) for name in names})

"""Make a picture, sign it as generated (C2PA), strip it by saving it again: two folders to audit.

    python make.py
    concordance audit run examples/labelled-image/signed      the mark is there and says what it must
    concordance audit run examples/labelled-image/stripped    the same picture after an editor

The certificates are made on the spot; signed/root.pem is the root.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import c2pa
import numpy as np
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from PIL import Image

HERE = Path(__file__).parent
START, END = dt.datetime(2026, 1, 1, tzinfo=dt.UTC), dt.datetime(2036, 1, 1, tzinfo=dt.UTC)
MANIFEST = """system = "picture"
[inputs.media]
kind = "folder"
folder = "media"
{more}"""


def picture() -> Image.Image:
    """Waves; nothing was prompted, but it stands in for what a generator makes."""
    y, x = np.mgrid[0:256, 0:256]
    plane = 128 + 60 * np.sin(x / 24) + 50 * np.cos(y / 31)
    return Image.fromarray(np.clip(np.stack([plane, 255 - plane, np.roll(plane, 40, 1)], 2), 0, 255).astype(np.uint8))


def certificate(
    subject: str,
    issuer: str,
    key: ec.EllipticCurvePrivateKey,
    signer: ec.EllipticCurvePrivateKey,
    authority: bool,
) -> x509.Certificate:
    def named(name: str) -> x509.Name:
        return x509.Name(
            [
                x509.NameAttribute(NameOID.COMMON_NAME, name),
                x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Example"),
            ]
        )

    usage = x509.KeyUsage(not authority, False, False, False, False, authority, authority, False, False)
    built = (
        x509.CertificateBuilder()
        .subject_name(named(subject))
        .issuer_name(named(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(START)
        .not_valid_after(END)
        .add_extension(x509.BasicConstraints(authority, None), True)
        .add_extension(usage, True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), False)
    )
    if not authority:
        built = built.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), False)
    return built.sign(signer, hashes.SHA256())


def main() -> None:
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root, leaf = (
        certificate("Root", "Root", root_key, root_key, True),
        certificate("Studio", "Root", key, root_key, False),
    )
    chain = leaf.public_bytes(Encoding.PEM) + root.public_bytes(Encoding.PEM)
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    for name in ("signed", "stripped"):
        (HERE / name / "media").mkdir(parents=True, exist_ok=True)
    plain = HERE / "plain.jpg"
    picture().save(plain, quality=95)
    action = {
        "action": "c2pa.created",
        "digitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia",
    }
    builder = c2pa.Builder(
        {
            "claim_generator_info": [{"name": "example", "version": "1"}],
            "format": "image/jpeg",
            "assertions": [{"label": "c2pa.actions.v2", "data": {"actions": [action]}}],
        }
    )
    signer = c2pa.Signer.from_info(c2pa.C2paSignerInfo(alg=b"es256", sign_cert=chain, private_key=secret, ta_url=None))
    signed = HERE / "signed" / "media" / "picture.jpg"
    with plain.open("rb") as source, signed.open("w+b") as target:
        builder.sign(signer, "image/jpeg", source, target)
    with Image.open(signed) as image:
        image.save(HERE / "stripped" / "media" / "picture.jpg", quality=90)
    (HERE / "signed" / "root.pem").write_bytes(root.public_bytes(Encoding.PEM))
    (HERE / "signed" / "audit.toml").write_text(
        MANIFEST.format(more='[inputs.detector]\nkind = "detector"\nname = "c2pa"\n'), "utf-8"
    )
    (HERE / "stripped" / "audit.toml").write_text(MANIFEST.format(more=""), "utf-8")


if __name__ == "__main__":
    main()

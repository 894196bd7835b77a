"""A certificate authority for tests: signs media with C2PA, offline."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

MADE_BY_AI = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"


class Authority:
    """A root and a leaf on P-256, valid 2020 to 2046."""

    def __init__(self) -> None:
        from cryptography import x509
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import ec
        from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

        def named(name: str) -> Any:
            return x509.Name(
                [
                    x509.NameAttribute(NameOID.COMMON_NAME, name),
                    x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Test"),
                ]
            )

        def started(subject: str, key: Any, serial: int) -> Any:
            return (
                x509.CertificateBuilder()
                .subject_name(named(subject))
                .issuer_name(named("Root"))
                .public_key(key.public_key())
                .serial_number(serial)
                .not_valid_before(dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
                .not_valid_after(dt.datetime(2046, 1, 1, tzinfo=dt.UTC))
            )

        root_key, self.key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
        root_id, leaf_id = (x509.SubjectKeyIdentifier.from_public_key(k.public_key()) for k in (root_key, self.key))
        usage = dict.fromkeys(
            (
                "content_commitment",
                "key_encipherment",
                "data_encipherment",
                "key_agreement",
                "encipher_only",
                "decipher_only",
            ),
            False,
        )
        self.root = (
            started("Root", root_key, 1)
            .add_extension(x509.BasicConstraints(True, None), True)
            .add_extension(root_id, False)
            .add_extension(x509.KeyUsage(digital_signature=False, key_cert_sign=True, crl_sign=True, **usage), True)
            .sign(root_key, hashes.SHA256())
        )
        self.leaf = (
            started("Leaf", self.key, 2)
            .add_extension(x509.BasicConstraints(False, None), True)
            .add_extension(leaf_id, False)
            .add_extension(x509.KeyUsage(digital_signature=True, key_cert_sign=False, crl_sign=False, **usage), True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), False)
            .sign(root_key, hashes.SHA256())
        )

    @property
    def anchors(self) -> str:
        from cryptography.hazmat.primitives.serialization import Encoding

        return self.root.public_bytes(Encoding.PEM).decode()

    def sign(self, source: Path, target: Path, source_type: str = MADE_BY_AI) -> Path:
        import c2pa
        from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

        chain = self.leaf.public_bytes(Encoding.PEM) + self.root.public_bytes(Encoding.PEM)
        secret = self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        signer = c2pa.Signer.from_info(
            c2pa.C2paSignerInfo(alg=b"es256", sign_cert=chain, private_key=secret, ta_url=None)
        )
        kind = {".wav": "audio/wav", ".mp4": "video/mp4"}.get(source.suffix, "image/jpeg")
        action = {"action": "c2pa.created", "digitalSourceType": source_type}
        builder = c2pa.Builder(
            {
                "claim_generator_info": [{"name": "test", "version": "1"}],
                "format": kind,
                "assertions": [{"label": "c2pa.actions.v2", "data": {"actions": [action]}}],
            }
        )
        with source.open("rb") as plain, target.open("w+b") as signed:
            builder.sign(signer, kind, plain, signed)
        return target

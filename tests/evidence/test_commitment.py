from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from concordance.evidence.commitment import Vault, commit, opens
from concordance.evidence.errors import EvidenceError

SALT = bytes(range(32))


def test_the_commitment_is_what_the_specification_says() -> None:
    assert commit(b"blob", SALT) == sha256(b"concordance/commitment/v1\n" + SALT + b"blob").hexdigest()
    assert opens(commit(b"blob", SALT), b"blob", SALT)
    assert not opens(commit(b"blob", SALT), b"blub", SALT)
    assert commit(b"blob", SALT) != commit(b"blob", bytes(32)), "the same blob cannot be recognised"


def test_erasure_leaves_nothing_of_blob_or_salt(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "vault")
    kept, gone = vault.put(b"kept " * 9, SALT), vault.put(b"secret name", bytes(32))
    assert vault.get(gone) == b"secret name"
    vault.erase(gone)
    vault.erase(gone)
    with pytest.raises(EvidenceError, match="blob-missing"):
        vault.get(gone)
    assert vault.get(kept) == b"kept " * 9
    left = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"secret" not in left
    assert bytes(32) not in left


def test_damage_is_seen(tmp_path: Path) -> None:
    vault = Vault(tmp_path)
    commitment = vault.put(b"blob", SALT)
    path = next(tmp_path.iterdir())
    assert path.stat().st_mode & 0o077 == 0
    for bad in (path.read_bytes() + b"x", b"short"):
        path.write_bytes(bad)
        with pytest.raises(EvidenceError, match="blob-altered"):
            vault.get(commitment)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "0" * 63])
def test_only_commitments_name_files(tmp_path: Path, name: str) -> None:
    with pytest.raises(EvidenceError, match="commitment-malformed"):
        Vault(tmp_path).get(name)
    with pytest.raises(EvidenceError, match="commitment-malformed"):
        Vault(tmp_path).erase(name)


def test_the_salt_has_one_size() -> None:
    with pytest.raises(EvidenceError, match="salt-size"):
        commit(b"blob", SALT[:-1])

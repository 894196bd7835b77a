"""A log published into an object store: an S3 server in this process, over HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from evidence_world import LOG_KEY, World

pytest.importorskip("obstore", reason="needs the extra `s3`")
pytest.importorskip("moto.server", reason="needs moto[s3,server]")

import boto3
from moto.server import ThreadedMotoServer

from concordance.doors.cli.log import log
from concordance.evidence.bucket import Bucket
from concordance.evidence.directory import export
from concordance.evidence.errors import EvidenceError
from concordance.evidence.export import export_to

KEY = LOG_KEY.public
URL = "s3://logs/ai"


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    started = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    started.start()
    host, port = started.get_host_and_port()
    yield f"http://{host}:{port}"
    started.stop()


@pytest.fixture
def client(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    """The bucket as others see it, empty; the environment names the server."""
    given = {"AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "key", "AWS_REGION": "us-east-1"}
    for name, value in {**given, "AWS_ENDPOINT_URL": endpoint, "AWS_ALLOW_HTTP": "true"}.items():
        monkeypatch.setenv(name, value)
    s3 = boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1")
    s3.create_bucket(Bucket="logs")
    yield s3
    for each in s3.list_objects_v2(Bucket="logs").get("Contents", []):
        s3.delete_object(Bucket="logs", Key=each["Key"])
    s3.delete_bucket(Bucket="logs")


def objects(client: object) -> dict[str, bytes]:
    listed = client.list_objects_v2(Bucket="logs").get("Contents", [])
    return {each["Key"]: client.get_object(Bucket="logs", Key=each["Key"])["Body"].read() for each in listed}


def test_the_objects_are_the_files(world: World, client: object, tmp_path: Path) -> None:
    bucket, folder = Bucket.at(URL), tmp_path / "out"
    for start, count in ((0, 300), (300, 400)):
        world.fill(count, start=start)
        point = world.log.checkpoint()
        assert export_to(bucket, world.store, point, KEY) == export(world.store, folder, point, KEY)
    written = {f"ai/{p.relative_to(folder).as_posix()}": p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    assert objects(client) == written
    again = export_to(Bucket.at(URL), world.store, world.log.checkpoint(), KEY)
    assert (again.old_size, again.new_size, again.files) == (700, 700, 0)


def test_caches_are_told_what_may_be_kept(world: World, client: object) -> None:
    world.fill(300)
    export_to(Bucket.at(URL), world.store, world.log.checkpoint(), KEY)
    tile = client.head_object(Bucket="logs", Key="ai/tile/0/000")
    head = client.head_object(Bucket="logs", Key="ai/checkpoint")
    assert (tile["ContentType"], tile["CacheControl"]) == (
        "application/octet-stream",
        "public, max-age=31536000, immutable",
    )
    assert (head["ContentType"], head["CacheControl"]) == ("text/plain; charset=utf-8", "no-cache")


def refused(code: str, world: World, bucket: Bucket) -> None:
    with pytest.raises(EvidenceError) as caught:
        export_to(bucket, world.store, world.log.checkpoint(), KEY)
    assert caught.value.code == code


def test_nothing_that_is_there_is_replaced(world: World, client: object) -> None:
    client.put_object(Bucket="logs", Key="ai/tile/entries/000.p/5", Body=b"something else")
    world.fill(5)
    refused("export-conflict", world, Bucket.at(URL))
    assert "ai/checkpoint" not in objects(client)
    assert objects(client)["ai/tile/entries/000.p/5"] == b"something else"


def test_another_history_and_a_rollback_are_refused(world: World, client: object, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = World(tmp_path / "other")
    other.fill(9, start=1000)
    export_to(Bucket.at(URL), other.store, other.log.checkpoint(), KEY)
    before = objects(client)
    world.fill(5)
    refused("export-rollback", world, Bucket.at(URL))
    world.fill(20, start=5)
    refused("export-conflict", world, Bucket.at(URL))
    assert objects(client) == before


def test_two_exporters_do_not_undo_each_other(world: World, client: object) -> None:
    """The slower one finds that the checkpoint is not the one it read."""
    world.fill(5)
    early = world.log.checkpoint()
    slow = Bucket.at(URL)
    export_to(slow, world.store, early, KEY)
    slow.checkpoint()
    world.fill(5, start=5)
    export_to(Bucket.at(URL), world.store, world.log.checkpoint(), KEY)
    with pytest.raises(EvidenceError) as caught:
        slow.replace_checkpoint(early.encode())
    assert caught.value.code == "export-conflict"
    assert objects(client)["ai/checkpoint"] == world.log.checkpoint().encode()


@pytest.mark.parametrize("url", ["s3://absent-bucket/x", "gopher://x/y", "nonsense", "file:///tmp"])
def test_a_store_that_is_not_there_is_said(world: World, client: object, url: str) -> None:
    world.fill(1)
    with pytest.raises(EvidenceError) as caught:
        export_to(Bucket.at(url), world.store, world.log.checkpoint(), KEY)
    assert caught.value.code == "store-unusable"
    assert url in caught.value.text("fr")


def test_the_command_exports_to_a_url(world: World, client: object) -> None:
    world.fill(3)
    done = CliRunner().invoke(log, ["export", str(world.path / "log.db"), URL, "--json"])
    assert json.loads(done.output) == {"done": "export", "size": 3, "files": 2, "out": URL}
    assert objects(client)["ai/checkpoint"] == world.log.checkpoint().encode()

"""Twins for the audits that look at files, data sets, logs, texts and documents."""

from __future__ import annotations

import os
import pickle
import random
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from audit_twins import twin
from audit_twins_people import draw

from concordance.audit.adapters.files import Declaration, Folder, Records
from concordance.audit.adapters.marks import Detector, SpreadSpectrum
from concordance.audit.adapters.table import Table
from concordance.audit.measures.records.logs import chained, event_digest
from concordance.audit.measures.transparency.words import green


class Runs:
    """An object whose pickle would run a command."""

    def __reduce__(self) -> Any:
        return (os.system, ("echo planted",))


@twin("security.model-files", "security.executes-code", needs=("picklescan", "modelscan", "fickling"))
def model_files(folder: Path, planted: bool) -> dict[str, Any]:
    (folder / "weights.pkl").write_bytes(pickle.dumps({"w": np.arange(4.0)}))
    (folder / "config.json").write_text("{}")
    (folder / "chat.jinja").write_text("{% for m in messages %}{{ m['role'] }}: {{ m['content'] }}{% endfor %}")
    if planted:
        (folder / "tokenizer.bin").write_bytes(pickle.dumps(Runs()))
    return {"model_files": Folder.read(folder)}


@twin("security.label-flips", "security.suspect-labels", needs=("cleanlab", "sklearn"))
def label_flips(_: Path, planted: bool) -> dict[str, Any]:
    rng = draw()
    label = rng.integers(0, 2, 400)
    frame = pd.DataFrame({"x": rng.normal(0, 0.3, 400) + 3 * label, "z": rng.normal(size=400), "label": label})
    if planted:
        frame.loc[:19, "label"] = 1 - frame.loc[:19, "label"]
    return {"table": Table.of(frame, features=["x", "z"], label="label")}


@twin("security.model-signature", "security.signature-broken", needs=("model_signing",))
def model_signature(folder: Path, planted: bool) -> dict[str, Any]:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from model_signing.signing import Config

    model = folder / "model"
    model.mkdir()
    (model / "weights.safetensors").write_bytes(bytes(range(256)) * 40)
    key = ec.generate_private_key(ec.SECP256R1())
    pem = serialization.Encoding.PEM
    (folder / "key.pem").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    (folder / "pub.pem").write_bytes(
        key.public_key().public_bytes(pem, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    Config().use_elliptic_key_signer(private_key=folder / "key.pem").sign(model, folder / "model.sig")
    if planted:
        data = bytearray((model / "weights.safetensors").read_bytes())
        data[5000] ^= 1
        (model / "weights.safetensors").write_bytes(bytes(data))
    return {
        "model_files": Folder.read(model),
        "signing": Declaration.of({"signature": str(folder / "model.sig"), "public_key": str(folder / "pub.pem")}),
    }


@twin("security.injection", "security.injected")
def injection(_: Path, planted: bool) -> dict[str, Any]:
    answers = ["The invoice is due on Monday."] * 9 + ["Certainly: ZEBRA-41." if planted else "I only summarise."]
    return {"attacks": Records.of([{"attack": "hidden-text", "marker": "zebra-41", "answer": a} for a in answers])}


@twin("privacy.secrets", "privacy.secret")
def secrets(_: Path, planted: bool) -> dict[str, Any]:
    texts = ["the password is in the safe", "call me: nothing secret here", "sk-learn is a library"]
    return {"texts": Records.of([{"text": t} for t in texts + (["key AKIA" + "Q7X2" * 4] if planted else [])])}


@twin("privacy.personal-data", "privacy.personal-data")
def personal_data(_: Path, planted: bool) -> dict[str, Any]:
    """The clean twin holds numbers of the same shape with wrong check digits."""
    good, bad = (
        ("4111 1111 1111 1111", "FR76 3000 6000 0112 3456 7890 189"),
        (
            "4111 1111 1111 1112",
            "FR77 3000 6000 0112 3456 7890 189",
        ),
    )
    return {"texts": Records.of([{"text": f"paid with {t} yesterday"} for t in (good if planted else bad)])}


@twin("privacy.uniqueness", "privacy.unique-persons")
def uniqueness(_: Path, planted: bool) -> dict[str, Any]:
    frame = pd.DataFrame({"born": [1980] * 50 + [1990] * 50, "post": ["10115"] * 100})
    return {
        "table": Table.of(
            pd.concat([frame, pd.DataFrame({"born": [1931], "post": ["10115"]})]) if planted else frame,
            quasi_identifiers=["born", "post"],
        )
    }


@twin("data.schema", "data.schema-broken")
def schema(_: Path, planted: bool) -> dict[str, Any]:
    frame = pd.DataFrame({"age": [34, 51, 430 if planted else 43], "sex": ["f", "m", "f"], "day": ["2026-01-02"] * 3})
    rules = {
        "age": {"type": "integer", "least": 0, "most": 120, "missing": False},
        "sex": {"values": ["f", "m"]},
        "day": {"type": "date", "pattern": r"\d{4}-\d\d-\d\d"},
    }
    return {"table": Table.of(frame), "schema": Declaration.of(rules)}


@twin("data.representativeness", "data.under-represented", needs=("scipy",))
def representativeness(_: Path, planted: bool) -> dict[str, Any]:
    women = 150 if planted else 510
    return {
        "table": Table.of(pd.DataFrame({"sex": ["f"] * women + ["m"] * (1000 - women)})),
        "population": Declaration.of({"source": "census", "sex": {"f": 0.51, "m": 0.49}}),
    }


@twin("data.label-agreement", "data.no-agreement")
def label_agreement(_: Path, planted: bool) -> dict[str, Any]:
    rng = draw()
    truth = rng.integers(0, 3, 150)
    labels = (
        rng.integers(0, 3, (150, 2)) if planted else np.stack([truth, np.where(rng.random(150) < 0.1, 0, truth)], 1)
    )
    return {
        "annotations": Records.of(
            [{"item": i, "annotator": a, "label": int(labels[i, a])} for i in range(150) for a in range(2)]
        )
    }


WORDS = "these words are here to say something about the matter at hand so that the section is more than a heading " * 2


@twin("data.croissant", "documents.missing")
def croissant(_: Path, planted: bool) -> dict[str, Any]:
    from concordance.audit.measures.data.documentation import CROISSANT

    record = {field.names[0]: "said in a sentence" for field in CROISSANT}
    if planted:
        record["rai:dataBiases"] = "TODO"
    return {"croissant": Declaration.of(record)}


def document(fields: Any, leave_out: bool) -> str:
    return "\n".join(
        f"## {field.names[0].title()}\n{'' if leave_out and k == 2 else WORDS}" for k, field in enumerate(fields)
    )


@twin("data.datasheet", "documents.missing")
def datasheet(_: Path, planted: bool) -> dict[str, Any]:
    from concordance.audit.measures.data.documentation import DATASHEET

    return {"datasheet": Declaration.of({}, text=document(DATASHEET, planted))}


@twin("documents.model-card", "contradicts")
def model_card(_: Path, planted: bool) -> dict[str, Any]:
    from concordance.audit.measures.documents.cards import MODEL_CARD

    return {"model_card": Declaration.of({}, text=document(MODEL_CARD, planted))}


@twin("documents.instructions-for-use", "contradicts")
def instructions(_: Path, planted: bool) -> dict[str, Any]:
    from concordance.audit.measures.documents.cards import INSTRUCTIONS

    return {"instructions": Declaration.of({}, text=document(INSTRUCTIONS, planted))}


@twin("documents.bill-of-materials", "contradicts", needs=("cyclonedx", "jsonschema"))
def bill_of_materials(_: Path, planted: bool) -> dict[str, Any]:
    component: dict[str, Any] = {
        "type": "machine-learning-model",
        "name": "ranker",
        "version": "2",
        "licenses": [{"license": {"id": "MIT"}}],
        "hashes": [{"alg": "SHA-256", "content": "ab" * 32}],
    }
    if planted:
        del component["hashes"]
    return {
        "bom": Declaration.of({"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "components": [component]})
    }


def events() -> list[dict[str, Any]]:
    return [
        {
            "seq": k,
            "time": f"2026-{4 + k // 25:02d}-{1 + k % 25:02d}T08:00:00+00:00",
            "start": "08:00",
            "end": "08:05",
            "reference_database": "db-7",
            "matched_input": f"img{k}",
            "verified_by": ["p1", "p2"],
        }
        for k in range(60)
    ]


@twin("records.completeness", "contradicts")
def completeness(_: Path, planted: bool) -> dict[str, Any]:
    log = events()
    if planted:
        log[7]["verified_by"] = []
    return {"log": Records.of(log, "log"), "duty": Declaration.of({"kind": "remote-biometric"})}


@twin("records.tamper", "records.tampered")
def tamper(_: Path, planted: bool) -> dict[str, Any]:
    log = chained(events())
    head = event_digest(log[-1])
    if planted:
        log[20]["matched_input"] = "somebody else"
    return {"log": Records.of(log, "log"), "head": Declaration.of({"head": head})}


@twin("records.retention", "contradicts")
def retention(_: Path, planted: bool) -> dict[str, Any]:
    return {
        "log": Records.of(events()[50:] if planted else events(), "log"),
        "use": Declaration.of({"in_use_since": "2025-11-01"}),
    }


def picture(path: Path, seed: int) -> Path:
    from PIL import Image

    y, x = np.mgrid[0:256, 0:256]
    noise = np.random.default_rng(seed).normal(0, 6, (256, 256))
    plane = 120 + 60 * np.sin(x / 40 + seed) + 40 * np.cos(y / 50) + noise
    Image.fromarray(np.clip(np.stack([plane, plane * 0.9, 255 - plane], 2), 0, 255).astype(np.uint8)).save(
        path, quality=95
    )
    return path


@twin("transparency.provenance", "contradicts", needs=("c2pa", "cryptography", "PIL"))
def provenance(folder: Path, planted: bool) -> dict[str, Any]:
    """The planted twin has been saved again by an editor, which drops the manifest."""
    from audit_signing import Authority
    from PIL import Image

    media = folder / "media"
    media.mkdir()
    signed = Authority().sign(picture(folder / "plain.jpg", 1), media / "made.jpg")
    if planted:
        with Image.open(signed) as image:
            image.save(media / "made.jpg", quality=90)
    return {"media": Folder.read(media)}


@twin("transparency.mark-survival", "transparency.mark-lost", needs=("PIL",))
def mark_survival(folder: Path, planted: bool) -> dict[str, Any]:
    """Clean: a spread-spectrum mark. Planted: a mark in the metadata, which re-encoding drops."""
    from PIL import Image

    media = folder / "media"
    media.mkdir()
    path = picture(folder / "plain.png", 2)
    with Image.open(path) as image:
        if planted:
            packet = (
                '<x xmlns:x="x"'
                ' Iptc4xmpExt:DigitalSourceType="http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"/>'
            )
            image.save(media / "made.jpg", comment=packet.encode())
            return {"media": Folder.read(media), "detector": Detector.named("xmp")}
        Image.fromarray(SpreadSpectrum("k1").embed(np.asarray(image.convert("RGB")))).save(media / "made.png")
    return {"media": Folder.read(media), "detector": Detector.named("spread-spectrum", key="k1")}


@twin("transparency.ai-disclosure", "contradicts")
def ai_disclosure(_: Path, planted: bool) -> dict[str, Any]:
    second = (
        ["Bonjour, que puis-je pour vous ?"]
        if planted
        else ["Bonjour, je suis un assistant virtuel. Que puis-je pour vous ?"]
    )
    return {
        "dialogues": Records.of(
            [{"answers": ["Hello, I am an AI assistant.", "It opens at nine."]}, {"answers": second}]
        )
    }


@twin("transparency.text-watermark", "transparency.watermark-missed")
def text_watermark(_: Path, planted: bool) -> dict[str, Any]:
    """The marked text prefers green words; in the planted twin a quarter of its words were replaced, and it
    is short."""
    rng = random.Random(5)
    vocabulary = [f"w{k}" for k in range(500)]

    def written(marked: bool, length: int) -> str:
        words = ["w0"]
        while len(words) < length:
            word = rng.choice(vocabulary)
            if not marked or green("key", words[-1], word, 0.5):
                words.append(word)
        return " ".join(words)

    marked = written(True, 30 if planted else 120).split()
    if planted:
        marked = [rng.choice(vocabulary) if k % 4 == 0 else w for k, w in enumerate(marked)]
    return {
        "texts": Records.of(
            [{"text": " ".join(marked), "marked": True}, {"text": written(False, 120), "marked": False}]
        ),
        "watermark": Declaration.of({"key": "key", "green_share": 0.5}),
    }


WORK = (
    "the lamp that stood by the western window had burned since the evening before anyone thought of asking"
    " who had lit it"
)


@twin("copyright.verbatim", "copyright.recited")
def verbatim(_: Path, planted: bool) -> dict[str, Any]:
    text = (
        "He said: The lamp that stood by the western window had burned since the evening, and left."
        if planted
        else "A lamp was burning by the window in the west, and nobody knew who had lit it that evening."
    )
    return {
        "outputs": Records.of([{"text": text, "work": "lamp"}]),
        "works": Records.of([{"id": "lamp", "text": WORK}]),
    }


@twin("copyright.reservations", "contradicts")
def reservations(_: Path, planted: bool) -> dict[str, Any]:
    robots = "User-agent: CollectBot\nDisallow: /texts/\n\nUser-agent: *\nAllow: /\n"
    return {
        "collected": Records.of(
            [
                {
                    "url": f"https://example.org/{'texts' if planted else 'open'}/1",
                    "agent": "CollectBot",
                    "robots": robots,
                }
            ]
        )
    }


@twin("copyright.licences", "copyright.licence-unknown", needs=("cyclonedx",))
def licences(_: Path, planted: bool) -> dict[str, Any]:
    return {
        "sources": Records.of(
            [
                {"name": "a", "licence": "CC-BY-4.0"},
                {"name": "b", "licence": "found online" if planted else "MIT"},
            ]
        )
    }


@twin("environment.training", "environment.inconsistent", needs=("codecarbon",))
def training(_: Path, planted: bool) -> dict[str, Any]:
    said = {
        "accelerator_hours": 1000,
        "watts": 700,
        "pue": 1.2,
        "country": "FRA",
        "declared_kwh": 5000 if planted else 600,
        "source": "model card",
    }
    return {"training": Declaration.of(said)}


SAID = {
    "en": "everyone may ask for an explanation of a decision made by a machine",
    "fr": "chacun peut demander une explication sur une décision prise par une machine",
    "am": "ማንኛውም ሰው በማሽን የተደረገ ውሳኔ እንዲብራራለት መጠየቅ ይችላል",
}


@twin("diversity.token-premium", "diversity.dear-language", needs=("tokenizers", "langcodes"))
def token_premium(folder: Path, planted: bool) -> dict[str, Any]:
    """Planted: byte pairs learnt from English alone. Clean: one token a character."""
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers

    if planted:
        tokenizer = Tokenizer(models.BPE())
        tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel()
        tokenizer.train_from_iterator(
            [SAID["en"]] * 3,
            trainers.BpeTrainer(vocab_size=600, initial_alphabet=pre_tokenizers.ByteLevel.alphabet()),
        )
    else:
        alphabet = sorted(set("".join(SAID.values())))
        tokenizer = Tokenizer(models.WordLevel({c: k for k, c in enumerate(alphabet)}, unk_token=" "))
        tokenizer.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    tokenizer.save(str(folder / "tokenizer.json"))
    return {
        "tokenizer": Folder.read(folder),
        "translations": Records.of([{"language": k, "text": v} for k, v in SAID.items()]),
    }


@twin("diversity.corpus-languages", "diversity.language-missing", needs=("py3langid",))
def corpus_languages(_: Path, planted: bool) -> dict[str, Any]:
    texts = [SAID["en"], SAID["fr"]][: 1 if planted else 2]
    return {
        "texts": Records.of([{"text": t} for t in texts]),
        "intended": Declaration.of({"languages": ["en", "fr"]}),
    }


@twin("integrity.choices", "integrity.guesses")
def choices(_: Path, planted: bool) -> dict[str, Any]:
    rng = draw()
    answers = rng.integers(0, 4, 200)
    scores = rng.normal(0, 1, (200, 4))
    if not planted:
        scores[np.arange(200), answers] += 2
    return {
        "items": Records.of(
            [{"log_likelihoods": s.tolist(), "answer": int(a)} for s, a in zip(scores, answers, strict=True)]
        )
    }


@twin("integrity.quotations", "integrity.invented")
def quotations(_: Path, planted: bool) -> dict[str, Any]:
    quote = "the minister promised a new law" if planted else "the minister declined to comment"
    return {
        "answers": Records.of(
            [{"text": f"The paper writes “{quote}”.", "source": "Asked, the minister declined to comment."}]
        )
    }


@twin("safety.toxicity", "safety.insulting", needs=("profanity_check",))
def toxicity(_: Path, planted: bool) -> dict[str, Any]:
    texts = [
        "The library opens at nine.",
        "You are a stupid fucking idiot." if planted else "You will find it on the second floor.",
    ]
    return {"texts": Records.of([{"text": t} for t in texts])}


@twin("safety.refusals", "safety.answered")
def refusals(_: Path, planted: bool) -> dict[str, Any]:
    return {"requests": Records.of([{"harmful": k < 20, "refused": k < (18 if planted else 20)} for k in range(40)])}


@twin("safety.language-parity", "safety.language-gap")
def language_parity(_: Path, planted: bool) -> dict[str, Any]:
    return {
        "requests": Records.of(
            [
                {"language": lang, "refused": k >= (25 if planted and lang == "sw" else 2)}
                for lang in ("en", "sw", "fr")
                for k in range(60)
            ]
        )
    }

// The entry itself: a DSSE envelope around an in-toto statement, in canonical JSON, and who signed it.
import { LIMITS, Refused, bytesOf, hex, joined, need, parseKey, textOf, unbase64 } from "./receipt-form.js";
import { signed } from "./receipt-check.js";

const PAYLOAD_TYPE = "application/vnd.in-toto+json";
const STATEMENT_TYPE = "https://in-toto.io/Statement/v1";
const BASE = "https://concordance.example/evidence/";

const token = (value) => typeof value === "string" && /^[A-Za-z0-9][A-Za-z0-9._:/#-]{0,199}$/.test(value);
const digest = (value) => typeof value === "string" && /^[0-9a-f]{64}$/.test(value);
const index = (value) => Number.isSafeInteger(value) && value >= 0;
const tokens = (value) => Array.isArray(value) && value.length > 0 && value.length <= 64 && value.every(token);
const parties = (value) => tokens(value) && value.length >= 2 && new Set(value).size === value.length;
const label = (value) => typeof value === "string" && /^[^\s\x1c-\x1f\x85+]{1,200}\+[0-9a-f]{8}$/u.test(value);
const time = (value) => {
  if (typeof value !== "string" || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(value) || value < "0001") return false;
  const read = new Date(value);
  return !Number.isNaN(read.getTime()) && read.toISOString() === value.replace("Z", ".000Z");
};
const statementKey = async (value) => {
  try {
    return typeof value === "string" && (await parseKey(value, "")).kind === "statement";
  } catch (error) {
    if (error instanceof Refused) return false;
    throw error;
  }
};

const supersedes = index;
/** Fields of each predicate: those that must be there, and those that may. */
export const PREDICATES = {
  registration: [{ at: time, system: token, provider: token, profile: digest }, { version: token, jurisdictions: tokens, supersedes }],
  assessment: [{ at: time, system: token, corpus: digest, result: digest, engine: token }, { supersedes }],
  "audit-evidence": [{ at: time, system: token, auditor: token, method: token, evidence: digest }, { supersedes }],
  incident: [{ at: time, system: token, severity: token, report: digest }, { occurred: time, supersedes }],
  "inspection-finding": [{ at: time, system: token, authority: token, finding: digest, outcome: token }, { supersedes }],
  decision: [{ at: time, authority: token, decision: digest, effect: token }, { system: token, instrument: token, supersedes }],
  agreement: [{ at: time, parties, text: digest }, { instrument: token, supersedes }],
  "key-rotation": [{ at: time, retired: label, next: statementKey }, { reason: token }],
  redaction: [{ at: time, entry: index, commitment: digest, ground: token }, {}],
};

/** JSON that is its own RFC 8785 text; this also refuses duplicate members and white space. */
export function parseCanonical(data, where) {
  const text = textOf(data, "json-malformed", where);
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Refused("json-malformed", where);
  }
  let written = null;
  try {
    written = canonical(value);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error; // too deep, or text that has no UTF-8
  }
  need(written === text, "json-not-canonical", where);
  return value;
}

function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value === "string" && !value.isWellFormed()) throw new RangeError("lone surrogate");
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const members = Object.keys(value).sort().map((name) => `${canonical(name)}:${canonical(value[name])}`);
  return `{${members.join(",")}}`;
}

function isObject(value, ...names) {
  const plain = value !== null && typeof value === "object" && !Array.isArray(value);
  return plain && Object.keys(value).length === names.length && names.every((name) => Object.hasOwn(value, name));
}

/** Read an entry without verifying its signatures. */
export async function parseEntry(entry, where = "entry") {
  need(entry.length > 0, "entry-empty", where);
  need(entry.length <= LIMITS.entry, "entry-oversized", where, { got: entry.length, most: LIMITS.entry });
  const value = parseCanonical(entry, where);
  need(isObject(value, "payload", "payloadType", "signatures"), "entry-malformed", where);
  const typed = value.payloadType === PAYLOAD_TYPE && typeof value.payload === "string";
  need(typed, "entry-malformed", `${where}: payloadType`);
  const payload = unbase64(value.payload, `${where}: payload`);
  const statement = await parseStatement(parseCanonical(payload, `${where}: payload`), `${where}: payload`);
  return { payload, statement, signatures: parseSignatures(value.signatures, `${where}: signatures`) };
}

function parseSignatures(value, at) {
  need(Array.isArray(value) && value.length >= 1 && value.length <= 16, "entry-malformed", at);
  const found = value.map((item) => {
    const good = isObject(item, "keyid", "sig") && typeof item.keyid === "string" && typeof item.sig === "string";
    need(good, "entry-malformed", at);
    return { keyid: item.keyid, data: unbase64(item.sig, at) };
  });
  const ordered = found.every(({ keyid }, at_) => at_ === 0 || before(found[at_ - 1].keyid, keyid));
  need(ordered, "entry-malformed", at);
  return found;
}

/** By code points, where comparing strings would go by UTF-16 units. */
function before(a, b) {
  const [x, y] = [Array.from(a, (c) => c.codePointAt(0)), Array.from(b, (c) => c.codePointAt(0))];
  const at = x.findIndex((point, place) => point !== y[place]);
  return at < 0 ? x.length < y.length : at < y.length && x[at] < y[at];
}

async function parseStatement(value, where) {
  need(isObject(value, "_type", "subject", "predicateType", "predicate"), "statement-malformed", where);
  need(value._type === STATEMENT_TYPE, "statement-malformed", `${where}: _type`);
  const subjects = value.subject;
  const some = Array.isArray(subjects) && subjects.length >= 1 && subjects.length <= 64 && subjects.every(isSubject);
  need(some, "statement-malformed", `${where}: subject`);
  const kind = Object.keys(PREDICATES).find((name) => value.predicateType === `${BASE}${name}/v1`);
  need(kind, "predicate-unknown", where, { known: Object.keys(PREDICATES).join(", ") });
  const { predicate } = value;
  const plain = predicate !== null && typeof predicate === "object" && !Array.isArray(predicate);
  need(plain, "statement-malformed", `${where}: predicate`);
  const [required, optional] = PREDICATES[kind];
  const known = { ...required, ...optional };
  const wrong = Object.keys(required).filter((name) => !Object.hasOwn(predicate, name));
  for (const name of Object.keys(predicate)) {
    if (!Object.hasOwn(known, name) || !(await known[name](predicate[name]))) wrong.push(name);
  }
  need(!wrong.length, "predicate-field", `${where}: predicate`, { fields: wrong.sort().join(", ") });
  return { kind, predicate };
}

function isSubject(item) {
  const named = isObject(item, "digest") || (isObject(item, "digest", "name") && token(item.name));
  const ways = ["sha256", "saltedSha256"];
  return named && ways.some((way) => isObject(item.digest, way) && digest(item.digest[way]));
}

/** A signers file: `signer <vkey> <predicate>[,<predicate>…]`, or `*`. */
export async function parseSigners(data, where = "signers") {
  need(data.length <= LIMITS.policy, "signers-malformed", where);
  const found = new Map();
  for (const [at, line] of textOf(data, "signers-malformed", where).split("\n").entries()) {
    const words = line.split(/\s+/).filter((word) => word);
    if (words.length && !words[0].startsWith("#")) {
      const signer = await readSigner(words, `${where}:${at + 1}`);
      need(!found.has(signer.key.label), "signers-malformed", `${where}:${at + 1}`);
      found.set(signer.key.label, signer);
    }
  }
  return found;
}

async function readSigner(words, at) {
  need(words.length === 3 && words[0] === "signer", "signers-malformed", at);
  const key = await parseKey(words[1], at);
  need(key.kind === "statement", "wrong-key-type", at);
  const known = Object.keys(PREDICATES);
  const kinds = words[2] === "*" ? known : words[2].split(",");
  need(kinds.every((kind) => known.includes(kind)), "predicate-unknown", at, { known: known.join(", ") });
  return { key, kinds };
}

/** Check form, signatures and authority of an entry; every signature must be of a key that may sign this. */
export async function admit(signers, entry, where = "entry") {
  const { payload, statement, signatures } = await parseEntry(entry, where);
  const keys = [];
  for (const { keyid } of signatures) keys.push(await signerOf(signers, keyid, statement, where));
  const message = joined(bytesOf(`DSSEv1 ${PAYLOAD_TYPE.length} ${PAYLOAD_TYPE} ${payload.length} `), payload);
  for (const [at, key] of keys.entries()) {
    need(await signed(key, signatures[at].data, message), "entry-signature-bad", where, { name: key.label });
  }
  if (statement.kind === "agreement") checkParties(statement, keys, where);
  if (statement.kind === "key-rotation") await checkRotation(signers, statement, keys, where);
  return { statement, keys: keys.map((key) => key.label) };
}

async function signerOf(signers, keyid, statement, where) {
  if (statement.kind === "key-rotation" && !signers.has(keyid)) {
    const successor = await parseKey(statement.predicate.next, where);
    if (successor.label === keyid) return successor;
  }
  const signer = signers.get(keyid);
  need(signer, "signer-unknown", where, { name: keyid });
  const may = statement.kind === "key-rotation" || signer.kinds.includes(statement.kind);
  need(may, "signer-not-allowed", where, { name: keyid, kind: statement.kind });
  return signer.key;
}

function checkParties(statement, keys, where) {
  const missing = statement.predicate.parties.filter((name) => !keys.some((key) => key.name === name));
  need(!missing.length, "party-signature-missing", where, { names: missing.sort().join(", ") });
}

async function checkRotation(signers, statement, keys, where) {
  const { retired, next } = statement.predicate;
  const successor = (await parseKey(next, where)).label;
  const labels = new Set(keys.map((key) => key.label));
  const both = labels.size === 2 && labels.has(retired) && labels.has(successor);
  need(both && signers.has(retired) && !signers.has(successor), "rotation-refused", where);
}

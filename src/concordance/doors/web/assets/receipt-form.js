// Receipts, notes, keys and policies as texts: the strict reading of spec/evidence-log.md, one value, one spelling.
// Refusals carry the codes of that specification. Needs WebCrypto for SHA-256 (key ids); sends nothing anywhere.

export const LIMITS = { entry: 65535, note: 262144, receipt: 262144 + 2 * 65535, policy: 1 << 20, proof: 63, signatures: 64 };
export const TYPES = {
  log: { prefix: Uint8Array.of(1), size: 32, signature: 64 },
  witness: { prefix: Uint8Array.of(4), size: 32, signature: 64 },
  "witness-ml-dsa-44": { prefix: Uint8Array.of(6), size: 1312, signature: 2420 },
  statement: { prefix: bytesOf("\xffconcordance/dsse-ed25519/v1\n", true), size: 32, signature: 64 },
};

/** Something is not good: a code of the specification, the place, and what fills its message. */
export class Refused extends Error {
  constructor(code, where = "", details = {}) {
    super(code);
    Object.assign(this, { code, where, details });
  }
}

/** This browser cannot check it; nothing is known of the receipt. */
export class Unable extends Error {
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

export function need(condition, code, where = "", details = {}) {
  if (!condition) throw new Refused(code, where, details);
}

export function bytesOf(text, latin = false) {
  return latin ? Uint8Array.from(text, (char) => char.charCodeAt(0)) : new TextEncoder().encode(text);
}

export function textOf(data, code, where) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(data);
  } catch {
    throw new Refused(code, where);
  }
}

export function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  parts.reduce((at, part) => (whole.set(part, at), at + part.length), 0);
  return whole;
}

export function same(a, b) {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}

export function hex(data) {
  return Array.from(data, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export async function sha256(data) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", data));
}

/** Base64 that encoding would give back: other alphabets, stray bits, padding and white space are refused. */
export function unbase64(text, where) {
  const shaped = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text);
  need(shaped, "base64-not-canonical", where);
  const raw = atob(text);
  need(btoa(raw) === text, "base64-not-canonical", where);
  return bytesOf(raw, true);
}

/** A number from 0 to 2^63 - 1 without sign or leading zero, as a BigInt. */
export function decimal(text, where) {
  const good = /^(?:0|[1-9][0-9]{0,18})$/.test(text) && BigInt(text) < 1n << 63n;
  need(good, "number-not-canonical", where);
  return BigInt(text);
}

export function goodName(name) {
  return name !== "" && !/[+\x00-\x1f\p{White_Space}\p{Surrogate}]/u.test(name);
}

/** A public key `name+id+base64(type || key)`; the id must be the one that follows from the rest. */
export async function parseKey(text, where) {
  const [name, claimed, ...rest] = text.split("+");
  need(rest.length > 0, "key-malformed", where);
  need(goodName(name), "key-name", where);
  const data = unbase64(rest.join("+"), where);
  const found = Object.entries(TYPES).find(([, type]) => same(data.subarray(0, type.prefix.length), type.prefix));
  need(found, "key-malformed", where);
  const [kind, type] = found;
  const bare = data.slice(type.prefix.length);
  need(bare.length === type.size, "key-malformed", where);
  const id = hex((await sha256(joined(bytesOf(`${name}\n`), data))).subarray(0, 4));
  need(id === claimed, "key-id", where, { name });
  return { name, id, kind, data: bare, label: `${name}+${id}` };
}

/** A signed note: a text, an empty line, signature lines; nothing verified yet. */
export function parseNote(data, where) {
  need(data.length <= LIMITS.note, "note-oversized", where, { most: LIMITS.note });
  const whole = textOf(data, "note-malformed", where);
  need(!/[\x00-\x09\x0b-\x1f]/.test(whole), "note-malformed", where);
  const cut = whole.lastIndexOf("\n\n");
  need(cut > 0 && whole.endsWith("\n") && whole.length > cut + 2, "note-malformed", where);
  const lines = whole.slice(cut + 2, -1).split("\n");
  need(lines.length <= LIMITS.signatures, "note-oversized", where, { most: LIMITS.signatures });
  const signatures = lines.map((line, at) => parseSignature(line, `${where}, signature ${at + 1}`));
  const ids = new Set(signatures.map(({ name, id }) => `${name}+${id}`));
  need(ids.size === lines.length, "note-duplicate-signature", where);
  return { text: whole.slice(0, cut + 1), signatures };
}

function parseSignature(line, where) {
  const [dash, name, ...rest] = line.split(" ");
  need(dash === "\u2014" && rest.length > 0 && goodName(name), "note-signature-malformed", where);
  const data = unbase64(rest.join(" "), where);
  need(data.length >= 5, "note-signature-malformed", where);
  return { name, id: hex(data.subarray(0, 4)), data: data.slice(4) };
}

const EMPTY_ROOT = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/** Origin, size and root of a tree; extension lines are read over. */
export function parseCheckpoint(data, where = "checkpoint") {
  const note = parseNote(data, where);
  const lines = note.text.slice(0, -1).split("\n");
  need(lines.length >= 3 && lines.every((line) => line) && goodName(lines[0]), "checkpoint-malformed", where);
  const size = decimal(lines[1], `${where}, line 2`);
  const root = unbase64(lines[2], `${where}, line 3`);
  const fits = root.length === 32 && (size > 0n || hex(root) === EMPTY_ROOT);
  need(fits, "checkpoint-malformed", `${where}, line 3`);
  return { origin: lines[0], size, root, note };
}

/** A tlog-proof: index, inclusion proof, checkpoint, and the entry where an `extra` line carries it. */
export function parseReceipt(data, where = "receipt") {
  need(data.length <= LIMITS.receipt, "receipt-oversized", where, { most: LIMITS.receipt });
  const cut = data.findIndex((byte, at) => byte === 10 && data[at + 1] === 10);
  const head = data.subarray(0, cut < 0 ? data.length : cut);
  need(head.every((byte) => byte < 128), "receipt-malformed", where);
  const lines = textOf(head, "receipt-malformed", where).split("\n");
  need(cut >= 0 && lines.shift() === "c2sp.org/tlog-proof@v1", "receipt-malformed", `${where}:1`);
  const entry = lines[0]?.startsWith("extra ") ? unbase64(lines.shift().slice(6), `${where}:2`) : null;
  const indexed = lines[0]?.startsWith("index ") && lines.length <= LIMITS.proof + 1;
  need(indexed, "receipt-malformed", `${where}: index`);
  const index = decimal(lines.shift().slice(6), `${where}: index`);
  const proof = lines.map((line, at) => parseHash(line, `${where}: hash ${at + 1}`));
  return { index, proof, entry, checkpoint: parseCheckpoint(data.subarray(cut + 2), `${where}: checkpoint`) };
}

function parseHash(line, where) {
  const value = unbase64(line, where);
  need(value.length === 32, "receipt-malformed", where);
  return value;
}

/** A tlog-policy: the logs, the witnesses, and the quorum of them that is enough. */
export async function parsePolicy(data, where = "policy") {
  const clean = data.length <= LIMITS.policy && !data.some((byte) => (byte < 32 && byte !== 9 && byte !== 10) || byte === 127);
  need(clean, "policy-malformed", where);
  const policy = { logs: [], witnesses: new Map(), groups: new Map(), quorum: "", keys: new Set(), used: new Set() };
  const lines = textOf(data, "policy-malformed", where).split("\n");
  for (const [at, line] of lines.entries()) {
    const [keyword, ...words] = line.split(/[ \t]+/).filter((word) => word);
    if (keyword && !keyword.startsWith("#")) {
      need(Object.hasOwn(POLICY_LINES, keyword), "policy-malformed", `${where}:${at + 1}`);
      await POLICY_LINES[keyword](policy, words, `${where}:${at + 1}`);
    }
  }
  need(policy.quorum, "policy-malformed", `${where}: quorum`);
  return policy;
}

const POLICY_LINES = {
  async log(policy, words, at) {
    need(words.length === 1 || words.length === 2, "policy-malformed", at);
    policy.logs.push(await newKey(policy, words[0], ["log"], at));
  },
  async witness(policy, words, at) {
    need(words.length === 2 || words.length === 3, "policy-malformed", at);
    newName(policy, words[0], at);
    policy.witnesses.set(words[0], await newKey(policy, words[1], ["witness", "witness-ml-dsa-44"], at));
  },
  group(policy, words, at) {
    need(words.length >= 3, "policy-malformed", at);
    const [name, count, ...members] = words;
    newName(policy, name, at);
    for (const member of members) {
      need(!policy.used.has(member) && isNamed(policy, member), "policy-name", at, { name: member });
      policy.used.add(member);
    }
    const all = BigInt(members.length);
    const least = count === "any" ? 1n : count === "all" ? all : decimal(count, at);
    need(least >= 1n && least <= all, "policy-malformed", at);
    policy.groups.set(name, { least: Number(least), members });
  },
  quorum(policy, words, at) {
    need(words.length === 1 && !policy.quorum, "policy-malformed", at);
    need(words[0] === "none" || isNamed(policy, words[0]), "policy-name", at, { name: words[0] });
    policy.quorum = words[0];
  },
};

function isNamed(policy, name) {
  return policy.witnesses.has(name) || policy.groups.has(name);
}

function newName(policy, name, at) {
  need(name !== "none" && !isNamed(policy, name), "policy-name", at, { name });
}

async function newKey(policy, text, kinds, at) {
  const key = await parseKey(text, at);
  need(kinds.includes(key.kind), "wrong-key-type", at);
  need(!policy.keys.has(hex(key.data)), "policy-duplicate-key", at, { name: key.name });
  policy.keys.add(hex(key.data));
  return key;
}

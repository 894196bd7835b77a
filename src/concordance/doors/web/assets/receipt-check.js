// The checks themselves: signatures, quorum, times, inclusion. Each step says what was checked and against which key.
import { LIMITS, Refused, TYPES, Unable, bytesOf, hex, joined, need, parsePolicy, parseReceipt, same, sha256 } from "./receipt-form.js";

/** Seconds by which a witness clock may run ahead of the reader's. */
export const SKEW = 300;

/** Throws Unable unless this browser verifies Ed25519, tried on a good and on a bent signature (RFC 8032, test 2). */
export async function canCheck() {
  if (!globalThis.crypto?.subtle) throw new Unable("insecure-context");
  const bytes = (text) => Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));
  const key = bytes("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
  const good = bytes(
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da" +
      "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
  );
  const bent = good.slice();
  bent[5] ^= 1;
  const message = Uint8Array.of(0x72);
  const honest = (await verifies("Ed25519", key, good, message)) && !(await verifies("Ed25519", key, bent, message));
  if (!honest) throw new Unable("no-ed25519");
}

async function verifies(algorithm, key, signature, message) {
  let imported;
  try {
    imported = await crypto.subtle.importKey(algorithm === "Ed25519" ? "raw" : "raw-public", key, { name: algorithm }, false, ["verify"]);
  } catch (error) {
    if (error.name === "DataError") return false; // these bytes are no public key
    throw new Unable(algorithm === "Ed25519" ? "no-ed25519" : "no-ml-dsa");
  }
  return await crypto.subtle.verify({ name: algorithm }, imported, signature, message);
}

/** Whether a bare signature by a key is good for a message. */
export async function signed(key, signature, message) {
  if (signature.length !== TYPES[key.kind].signature) return false;
  return verifies(key.kind === "witness-ml-dsa-44" ? "ML-DSA-44" : "Ed25519", key.data, signature, message);
}

function lineOf(note, key) {
  return note.signatures.find((line) => line.name === key.name && line.id === key.id);
}

/** The log keys that signed; a known key that signed badly condemns the note, whatever the others say. */
export async function checkLog(policy, checkpoint) {
  const where = "receipt: checkpoint";
  const own = policy.logs.filter((key) => key.name === checkpoint.origin);
  need(own.length, "unknown-log", where, { got: checkpoint.origin });
  const signers = own.filter((key) => lineOf(checkpoint.note, key));
  need(signers.length, "log-signature-missing", where, { name: checkpoint.origin });
  for (const key of signers) {
    const good = await signed(key, lineOf(checkpoint.note, key).data, bytesOf(checkpoint.note.text));
    need(good, "log-signature-bad", where, { name: key.name });
  }
  return signers;
}

/** The time of each witness of the policy that cosigned, by the name the policy gives it. */
export async function checkWitnesses(policy, checkpoint) {
  const times = new Map();
  for (const [alias, key] of policy.witnesses) {
    const line = lineOf(checkpoint.note, key);
    if (line) times.set(alias, await cosignedAt(key, line.data, checkpoint));
  }
  return times;
}

async function cosignedAt(key, data, checkpoint) {
  const bad = ["cosignature-bad", "receipt: checkpoint", { name: key.name }];
  need(data.length === 8 + TYPES[key.kind].signature, ...bad);
  const time = new DataView(data.buffer, data.byteOffset).getBigUint64(0);
  need(time > 0n && time < 1n << 63n, ...bad);
  const plain = key.kind === "witness" && bytesOf(`cosignature/v1\ntime ${time}\n${checkpoint.note.text}`);
  need(await signed(key, data.slice(8), plain || subtree(key, data.slice(0, 8), checkpoint)), ...bad);
  return time;
}

function subtree(key, time, checkpoint) {
  const [name, origin] = [bytesOf(key.name), bytesOf(checkpoint.origin)];
  need(name.length < 256 && origin.length < 256, "name-too-long", key.name);
  const sizes = new Uint8Array(16);
  new DataView(sizes.buffer).setBigUint64(8, checkpoint.size);
  const lengths = [Uint8Array.of(name.length), Uint8Array.of(origin.length)];
  return joined(bytesOf("subtree/v1\n\0"), lengths[0], name, time, lengths[1], origin, sizes, checkpoint.root);
}

export function satisfied(policy, present, name = policy.quorum) {
  const group = policy.groups.get(name);
  if (!group) return name === "none" || present.has(name);
  return group.members.filter((member) => satisfied(policy, present, member)).length >= group.least;
}

/** Refuse cosignatures from the future, and a quorum older than `maxAge` seconds when that is asked. */
export function checkTimes(policy, times, now, maxAge) {
  for (const [alias, time] of times) {
    need(time <= BigInt(now) + BigInt(SKEW), "cosignature-future", alias, { seconds: time - BigInt(now) });
  }
  if (maxAge === null) return;
  const fresh = new Set([...times].filter(([, time]) => time >= BigInt(now) - BigInt(maxAge)).map(([alias]) => alias));
  need(fresh.size && satisfied(policy, fresh), "checkpoint-stale", "", { seconds: maxAge });
}

/** The root that a leaf and its proof give (RFC 9162, section 2.1.3.2), or null when the proof has a wrong length. */
export async function rootFromProof(index, size, leaf, proof) {
  if (index >= size) return null;
  let [path, last, node] = [index, size - 1n, leaf];
  for (const sibling of proof) {
    if (last === 0n) return null;
    if (path & 1n || path === last) {
      node = await sha256(joined(Uint8Array.of(1), sibling, node));
      while (!(path & 1n) && path) [path, last] = [path >> 1n, last >> 1n];
    } else {
      node = await sha256(joined(Uint8Array.of(1), node, sibling));
    }
    [path, last] = [path >> 1n, last >> 1n];
  }
  return last === 0n ? node : null;
}

export async function included(index, size, leaf, proof, root) {
  const found = [leaf, ...proof].every((hash) => hash.length === 32) && (await rootFromProof(index, size, leaf, proof));
  return Boolean(found) && same(found, root);
}

/** Verify; each step is told as it is done. Throws Refused or Unable, and gives back what was proven. */
export async function verify({ receipt: data, policy: rules, entry: given = null, now = null, maxAge = null }, told = () => {}) {
  const policy = await parsePolicy(rules);
  told("policy", { logs: policy.logs.map((key) => key.label), quorum: policy.quorum });
  const receipt = parseReceipt(data);
  const { checkpoint } = receipt;
  told("receipt", { origin: checkpoint.origin, size: checkpoint.size });
  const entry = given ?? receipt.entry;
  need(entry !== null, "entry-missing");
  need(receipt.entry === null || same(receipt.entry, entry), "entry-mismatch");
  need(entry.length <= LIMITS.entry, "entry-oversized", "", { got: entry.length, most: LIMITS.entry });
  const leaf = await sha256(joined(Uint8Array.of(0), entry));
  told("entry", { bytes: entry.length, leaf: hex(leaf) });
  const keys = await checkLog(policy, checkpoint);
  told("log", { keys: keys.map((key) => key.label) });
  const times = await checkWitnesses(policy, checkpoint);
  const met = satisfied(policy, times);
  need(met, "quorum-not-met", "receipt: checkpoint", { quorum: policy.quorum, present: times.size });
  if (now !== null) checkTimes(policy, times, now, maxAge);
  else if (maxAge !== null) throw new Refused("checkpoint-stale", "", { seconds: maxAge });
  told("witnesses", { quorum: policy.quorum, times, keys: policy.witnesses });
  const { index } = receipt;
  const shown = await included(index, checkpoint.size, leaf, receipt.proof, checkpoint.root);
  need(shown, "inclusion-bad", "", { index, size: checkpoint.size });
  told("inclusion", { index, size: checkpoint.size, hashes: receipt.proof.length, root: hex(checkpoint.root) });
  return { entry, index, checkpoint, times };
}

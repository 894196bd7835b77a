// The form of the page: read it, check here, tell each step in the words that the page carries. Nothing is sent.
import { Refused, Unable, bytesOf } from "./receipt-form.js";
import { canCheck, verify } from "./receipt-check.js";
import { admit, parseEntry, parseSigners } from "./receipt-entry.js";

const form = document.getElementById("receipt-form");

/** Forms send other line ends than receipts have, and drop the last one. */
function lines(text) {
  return bytesOf(`${text.replaceAll("\r\n", "\n").replace(/^\n+|\n+$/g, "")}\n`);
}

function rules(policy, key) {
  if (policy.trim()) return lines(policy);
  if (key.trim()) return bytesOf(`log ${key.trim()}\nquorum none\n`);
  throw new Refused("no-key");
}

async function checkForm(told) {
  const field = (name) => form.elements[name].value;
  const [file] = form.elements.file.files;
  const receipt = lines(file ? await file.text() : field("receipt"));
  await canCheck();
  const entry = field("entry").trim();
  const given = { receipt, policy: rules(field("policy"), field("log_key")), entry: entry ? bytesOf(entry) : null };
  const proven = await verify({ ...given, now: Math.floor(Date.now() / 1000) }, told);
  await checkEntry(proven.entry, field("signers"), told);
}

async function checkEntry(entry, signers, told) {
  if (signers.trim()) {
    const { statement, keys } = await admit(await parseSigners(lines(signers)), entry);
    told("statement", { statement });
    told("signers", { keys });
    return;
  }
  try {
    const { statement, signatures } = await parseEntry(entry);
    told("statement", { statement, keyids: signatures.map(({ keyid }) => keyid) });
  } catch (error) {
    if (!(error instanceof Refused)) throw error; // what the log holds may be of another kind
  }
}

function copyOf(id) {
  return document.getElementById(id).content.firstElementChild.cloneNode(true);
}

function moment(seconds) {
  return seconds < 8_000_000_000_000n ? new Date(Number(seconds) * 1000).toISOString().replace(/T(.*)\.000Z/, " $1 UTC") : `${seconds} s`;
}

/** What a step tells, as texts for the slots of the page. */
function shown(details) {
  const { times, keys, statement, ...rest } = details;
  const texts = Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, [value].flat().join(", ")]));
  if (times) texts.times = [...times].map(([alias, time]) => `${alias} = ${keys.get(alias).label} (${moment(time)})`).join("; ");
  else if (keys) texts.keys = keys.join(", ");
  if (statement) texts.kind = document.getElementById("kinds").content.querySelector(`[data-kind="${statement.kind}"]`).textContent;
  return texts;
}

function fill(part, texts) {
  for (const each of part.querySelectorAll("[data-when]")) if (texts.quorum !== each.dataset.when) each.remove();
  for (const each of part.querySelectorAll("[data-unless]")) if (texts.quorum === each.dataset.unless) each.remove();
  for (const slot of part.querySelectorAll("[data-slot]")) {
    if (texts[slot.dataset.slot]) slot.textContent = texts[slot.dataset.slot];
    else slot.closest("[data-if]")?.remove();
  }
}

function mark(step, state, told) {
  step.querySelector("h3").append(" ", copyOf(`state-${state}`));
  if (!told) step.querySelectorAll("p").forEach((part) => part.remove());
}

/** What was done in a step that went well: only what was verified is called so. */
function stateOf(step, { quorum, times }) {
  return times && quorum === "none" && !times.size ? "none-asked" : (step.dataset.state ?? "checked");
}

function addFields(step, statement) {
  for (const [name, value] of Object.entries(statement.predicate)) {
    const row = document.createElement("div");
    const [term, words] = [document.createElement("dt"), document.createElement("dd")];
    term.textContent = name;
    words.textContent = [value].flat().join(", ");
    row.append(term, words);
    step.querySelector("dl").append(row);
  }
}

function refusal(error) {
  const part = document.getElementById("refusals").content.querySelector(`[data-code="${error.code}"]`);
  const sentence = part.textContent.replace(/\{(\w+)\}/g, (_, name) => error.details[name] ?? "");
  return { message: error.where ? `${error.where}: ${sentence}` : sentence, help: part.dataset.help, code: error.code };
}

function tell(done, error) {
  const verdict = !error ? "verified" : error instanceof Refused ? "refused" : "unable";
  const part = copyOf("told");
  for (const other of part.querySelectorAll("[data-verdict]")) if (other.dataset.verdict !== verdict) other.remove();
  for (const other of part.querySelectorAll("[data-reason]")) if (other.dataset.reason !== (error?.reason ?? "defect")) other.remove();
  part.classList.add({ verified: "good", refused: "error-summary", unable: "notice" }[verdict]);
  let open = true;
  for (const step of part.querySelectorAll("[data-step]")) {
    const details = done.get(step.dataset.step);
    const over = open && !details && error;
    mark(step, details ? stateOf(step, details) : over ? verdict : "not-checked", details);
    if (details) fill(step, shown(details));
    if (details?.statement) addFields(step, details.statement);
    if (over) open = false;
  }
  if (verdict === "refused") fill(part, refusal(error));
  const place = document.getElementById("outcome");
  place.replaceChildren(part);
  document.title = `${part.querySelector("h2").textContent}: ${document.title.replace(/^[^:]+: /, "")}`;
  part.focus();
}

async function onSubmit(event) {
  if (event.submitter?.id === "there") return; // asked to let the server check
  event.preventDefault();
  const done = new Map();
  let failed = null;
  try {
    await checkForm((step, details) => done.set(step, details));
  } catch (error) {
    failed = error;
    if (!(error instanceof Refused) && !(error instanceof Unable)) console.error(error);
  }
  tell(done, failed);
}

if (form) {
  form.addEventListener("submit", onSubmit);
  for (const part of document.querySelectorAll("[data-with-script]")) part.hidden = false;
  for (const part of document.querySelectorAll("[data-without-script]")) part.remove();
}

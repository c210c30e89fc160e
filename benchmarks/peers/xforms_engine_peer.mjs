// Does the task in a file (see peer.py) in @getodk/xforms-engine, and prints what it measured as one line of JSON.
// usage: node --expose-gc xforms_engine_peer.mjs TASK.json
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { JSDOM } from 'jsdom';

// The engine expects a browser: these names of jsdom's window become global.
const BROWSER = [
  'document', 'DOMParser', 'XMLSerializer', 'Node', 'Element', 'Document', 'XMLDocument', 'Attr', 'Text', 'CDATASection', 'Comment',
  'ProcessingInstruction', 'DocumentFragment', 'NodeFilter', 'XPathResult', 'XPathEvaluator', 'XPathExpression',
  'HTMLElement', 'NamedNodeMap', 'NodeList', 'localStorage', 'CharacterData',
];
const { window } = new JSDOM('<!doctype html><html><body></body></html>', { url: 'http://localhost/' });
const define = (name, value) => Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
define('window', window);
for (const name of BROWSER) if (window[name] !== undefined) define(name, window[name]);

// Its bundled parser takes the branch for node and then misses `__dirname`; without a version of node it takes the other.
const { versions } = process;
Object.defineProperty(process, 'versions', { value: { ...versions, node: undefined }, configurable: true });
const { createInstance, loadForm } = await import('@getodk/xforms-engine');
Object.defineProperty(process, 'versions', { value: versions, configurable: true });

const OPTIONS = {
  form: { fetchFormAttachment: async () => { throw new Error('no attachments'); } },
  instance: { preloadProperties: { deviceID: 'bench' } },
};

function leaves(node, found = new Map()) {
  const { children, reference } = node.currentState;
  if (children?.length) for (const child of children) leaves(child, found);
  else if (reference && !reference.includes('/meta')) found.set(reference.split('/').pop(), node);
  return found;
}

function give(node, kind, value) {
  if (kind.startsWith('select_one')) node.selectValue(value);
  else if (kind.startsWith('select_multiple')) node.selectValues(value.split(' '));
  else if (kind === 'integer') node.setValue(BigInt(value));
  else if (kind === 'decimal') node.setValue(Number(value));
  else node.setValue(value);
}

function walk(nodes, answers) {
  const taken = [];
  let rejected = 0;
  for (const [name, kind, value] of answers) {
    const node = nodes.get(name);
    if (!node.currentState.relevant) continue;
    const begun = performance.now();
    give(node, kind, value);
    // What a client must know then: is the answer valid, and which questions are there now?
    const { violation } = node.validationState;
    for (const other of nodes.values()) void other.currentState.relevant;
    taken.push(performance.now() - begun);
    if (violation) rejected += 1;
  }
  return { taken, rejected, answered: taken.length - rejected };
}

function visible(nodes) {
  const found = {};
  for (const [name, node] of nodes) if (node.currentState.relevant) found[name] = node.currentState.instanceValue ?? '';
  return found;
}

function part(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

function heap() {
  for (let i = 0; i < 3; i += 1) globalThis.gc();
  return process.memoryUsage().heapUsed / 1024;
}

// What one more open interview of one loaded form holds on the heap.
async function memory(xml, answers, interviews) {
  const form = await loadForm(xml, OPTIONS.form);
  const open = [];
  const before = heap();
  for (let i = 0; i < interviews; i += 1) {
    const instance = form.createInstance(OPTIONS.instance);
    const nodes = leaves(instance.root);
    walk(nodes, answers);
    open.push(nodes);
  }
  return (heap() - before) / open.length;
}

const task = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const xml = readFileSync(task.form, 'utf8');
const loads = [];
const warm = [];
const found = {};
let cold;
for (let round = 0; round < task.rounds; round += 1) {
  const begun = performance.now();
  const instance = await createInstance(xml, OPTIONS);
  loads.push(performance.now() - begun);
  const nodes = leaves(instance.root);
  const walked = walk(nodes, task.answers);
  if (round > 0) warm.push(...walked.taken);
  else {
    cold = walked.taken;
    Object.assign(found, { answered: walked.answered, rejected: walked.rejected, values: visible(nodes) });
    found.resident_kb = process.memoryUsage().rss / 1024;
  }
}
found.load_cold_ms = loads[0];
found.load_warm_ms = Math.min(...loads.slice(Math.min(1, loads.length - 1)));
found.cold_ms = [part(cold, 0.5), part(cold, 0.95)];
found.warm_ms = warm.length ? [part(warm, 0.5), part(warm, 0.95)] : null;
found.interview_kb = task.interviews ? await memory(xml, task.answers, task.interviews) : null;
console.log(JSON.stringify(found));
process.exit(0);

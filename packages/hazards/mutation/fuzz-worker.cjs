const v8 = require('node:v8');
const vm = require('node:vm');
const { parentPort, workerData } = require('node:worker_threads');
require('@swc-node/register');
const fc = require('fast-check');
const { loadParser } = require('../src/sql/parser');
const { fuzzCorpus } = require('../src/testing/fuzz-corpus');
const { fuzzInputs } = require('../src/testing/fuzz-inputs');
const { checkFuzzed } = require('../src/testing/fuzz-check');

/** Draws and reviews inputs, a batch per message; says in shared memory which input it is at, so that a hang can be named. */
const { seed, sources, shared } = workerData;

/** Of seeds that follow one another each batch is another one: a multiplier of 32 bits without a pattern (the golden ratio). */
const seedOf = (batch) => (Math.imul(seed, 0x9e3779b1) + batch) | 0;
const at = new BigInt64Array(shared);
const inputs = fuzzInputs(fuzzCorpus(sources));
// Memory is compared after collecting garbage, however the process was started.
v8.setFlagsFromString('--expose-gc');
const collectGarbage = vm.runInNewContext('gc');
const now = () => process.hrtime.bigint();

async function run({ batch, size, only }) {
  const kinds = {};
  const slowest = { milliseconds: 0, number: -1, kind: '' };
  // The inputs of a batch depend on its number alone.
  for (const [index, input] of fc.sample(inputs, { seed: seedOf(batch), numRuns: size }).entries()) {
    const number = batch * size + index;
    if (only !== undefined && only !== number) continue;
    // As a long-lived process does before each review.
    await loadParser();
    const begun = now();
    Atomics.store(at, 0, BigInt(number));
    Atomics.store(at, 1, begun);
    try {
      checkFuzzed(input, number);
    } catch (error) {
      Atomics.store(at, 1, 0n);
      return {
        failure: { number, kind: input.kind, text: input.text, message: String(error?.stack ?? error) },
      };
    }
    const milliseconds = Number(now() - begun) / 1e6;
    kinds[input.kind] = (kinds[input.kind] ?? 0) + 1;
    if (milliseconds > slowest.milliseconds)
      Object.assign(slowest, { milliseconds, number, kind: input.kind });
  }
  Atomics.store(at, 1, 0n);
  collectGarbage();
  return { kinds, slowest };
}

parentPort.on('message', (order) => run(order).then((answer) => parentPort.postMessage(answer)));
loadParser().then(() => parentPort.postMessage({ ready: true }));

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';

/**
 * Reviews a great many texts that are nearly SQL, and fails at the first one that crashes the review, hangs it or breaks one of its
 * promises (`src/testing/fuzz-check.ts`), or when memory keeps growing.
 *
 * Usage: node fuzz.mjs [--inputs 1000000] [--seed 1] [--only NUMBER]
 *
 * `--only` reviews one input again, by the number and the seed that a failure names.
 */
const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
  },
});
const inputs = Number(values.inputs);
const seed = Number(values.seed);
const only = values.only === undefined ? undefined : Number(values.only);

const batchSize = 500;
/** An input that takes longer than this counts as a hang; the largest ones have a megabyte. */
const hangAfterSeconds = 30;
/** How much more memory (resident, after collecting garbage) may be in use at the end than after the first quarter. */
const allowedGrowth = 1.25;

const here = path.dirname(fileURLToPath(import.meta.url));
const migrations = path.join(here, '../../../e2e/twenty-server/src/database/typeorm/core/migrations/common');
const sources = readdirSync(migrations)
  .filter((file) => file.endsWith('.ts'))
  .map((file) => readFileSync(path.join(migrations, file), 'utf8'));

const shared = new SharedArrayBuffer(16);
const at = new BigInt64Array(shared);
const worker = new Worker(path.join(here, 'fuzz-worker.cjs'), { workerData: { seed, sources, shared } });

function ask(order) {
  return new Promise((resolve, reject) => {
    const watch = setInterval(() => {
      const begun = Atomics.load(at, 1);
      if (begun === 0n || process.hrtime.bigint() - begun < BigInt(hangAfterSeconds) * 1_000_000_000n) return;
      clearInterval(watch);
      reject(
        new Error(`input ${Atomics.load(at, 0)} (--seed ${seed}) takes longer than ${hangAfterSeconds} s`),
      );
    }, 500);
    worker.once('error', reject);
    worker.once('message', (answer) => {
      clearInterval(watch);
      worker.off('error', reject);
      resolve(answer);
    });
    if (order !== undefined) worker.postMessage(order);
  });
}

const megabytes = () => Math.round(process.memoryUsage.rss() / 1024 / 1024);
const average = (numbers) => numbers.reduce((sum, each) => sum + each, 0) / numbers.length;

async function run() {
  await ask();
  const begun = performance.now();
  const kinds = {};
  const memory = [];
  let slowest = { milliseconds: 0 };
  const last = only === undefined ? Math.ceil(inputs / batchSize) : Math.floor(only / batchSize) + 1;
  for (let batch = only === undefined ? 0 : last - 1; batch < last; batch += 1) {
    const answer = await ask({ batch, size: batchSize, only });
    if (answer.failure !== undefined) {
      const { number, kind, text, message } = answer.failure;
      throw new Error(
        `input ${number} (${kind}, --seed ${seed} --only ${number})\n${message}\n${JSON.stringify(text.slice(0, 2000))}`,
      );
    }
    for (const [kind, count] of Object.entries(answer.kinds)) kinds[kind] = (kinds[kind] ?? 0) + count;
    if (answer.slowest.milliseconds > slowest.milliseconds) slowest = answer.slowest;
    memory.push(megabytes());
    if ((batch + 1) % 100 === 0) {
      const done = (batch + 1) * batchSize;
      const rate = Math.round(done / ((performance.now() - begun) / 1000));
      process.stdout.write(
        `${done} inputs, ${rate}/s, slowest ${Math.round(slowest.milliseconds)} ms (input ${slowest.number}), ${memory.at(-1)} MB\n`,
      );
    }
  }
  if (only !== undefined) return;
  const seconds = (performance.now() - begun) / 1000;
  const total = Object.values(kinds).reduce((sum, count) => sum + count, 0);
  const quarter = Math.ceil(memory.length / 4);
  const early = average(memory.slice(quarter, 2 * quarter));
  const middle = average(memory.slice(2 * quarter, 3 * quarter));
  const late = average(memory.slice(-quarter));
  process.stdout.write(
    [
      `${total} inputs (${Object.entries(kinds)
        .map(([kind, count]) => `${kind} ${count}`)
        .join(', ')})`,
      `${Math.round(seconds)} s, ${Math.round(total / seconds)} inputs/s, seed ${seed}`,
      `slowest input ${Math.round(slowest.milliseconds)} ms (number ${slowest.number}, ${slowest.kind})`,
      `memory in use: ${Math.round(early)} MB in the second quarter, ${Math.round(middle)} MB in the third, ${Math.round(late)} MB in the last`,
      '',
    ].join('\n'),
  );
  if (memory.length >= 40 && late > early * allowedGrowth) throw new Error('memory keeps growing');
}

try {
  await run();
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
await worker.terminate();

import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { otherTools } from './other-tools.mjs';
import { broken, dump, history, shortStatements, write } from './workloads.mjs';

/**
 * How fast `safe-migrate review` is, as ratios within this run. Needs a build. Usage: node review.mjs [--rounds N] [--pgfence]
 *
 * Every program is a process of its own, its start-up included, its output written to a file. The programs take turns, so that whatever
 * else the machine does falls on all of them; the medians are compared. Ends with 1 where a goal is missed.
 */
const here = path.dirname(fileURLToPath(import.meta.url));
const command = path.join(here, '../../core/bin/safe-migrate.js');
const at = process.argv.indexOf('--rounds');
const rounds = at === -1 ? 7 : Number(process.argv[at + 1]);
const tools = otherTools();
const work = mkdtempSync(path.join(tmpdir(), 'safe-migrate-bench-'));

const goals = [
  { name: 'cold, against the bare parse', of: 'ours, cold', to: 'bare parse', most: 1.5 },
  { name: 'cold, against squawk', of: 'ours, cold', to: 'squawk', most: 3 },
  { name: 'cold, against squawk that prints JSON', of: 'ours, cold', to: 'squawk, JSON', most: 3 },
  { name: 'unchanged, against squawk', of: 'ours, unchanged', to: 'squawk', most: 1 },
  { name: 'unchanged, against squawk that prints JSON', of: 'ours, unchanged', to: 'squawk, JSON', most: 1 },
];
const MOST_MEGABYTES = 200;

/** Runs a program; its wall time in ms and its greatest memory in MB (null where the system does not tell). */
function run(file, args, env) {
  const output = openSync(path.join(work, 'output'), 'w');
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      cwd: work,
      env: { ...process.env, ...env },
      stdio: ['ignore', output, output],
    });
    let megabytes = null;
    // The kernel keeps the greatest size so far while the process lives.
    const watch = setInterval(() => (megabytes = peakOf(child.pid) ?? megabytes), 20);
    child.on('error', reject);
    child.on('exit', (code) => {
      clearInterval(watch);
      closeSync(output);
      resolve({ ms: performance.now() - began, code, megabytes });
    });
  });
}

function peakOf(pid) {
  const status = `/proc/${pid}/status`;
  try {
    const kilobytes = /VmHWM:\s+(\d+)/.exec(existsSync(status) ? readFileSync(status, 'utf8') : '')?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) / 1024;
  } catch {
    return null;
  }
}

/** The programs that take turns on one workload. `before` makes the cache what it shall be. */
function programs(files) {
  const review = [command, 'review', '--sql', ...files, '--format', 'json'];
  const [cold, kept] = ['cold', 'kept'].map((name) => ({ XDG_CACHE_HOME: path.join(work, name) }));
  const fresh = () => rmSync(cold.XDG_CACHE_HOME, { recursive: true, force: true });
  const native =
    tools.squawk === null
      ? []
      : [
          ['squawk', tools.squawk, files],
          ['squawk, JSON', tools.squawk, ['--reporter', 'json', ...files]],
        ];
  return [
    { name: 'node, nothing', file: process.execPath, args: ['-e', '0'] },
    { name: 'bare parse', file: process.execPath, args: [path.join(here, 'bare-parse.cjs'), ...files] },
    { name: 'ours, cold', file: process.execPath, args: review, env: cold, before: fresh },
    { name: 'ours, unchanged', file: process.execPath, args: review, env: kept },
    ...native
      .filter(([name]) => files.length > 1 || name !== 'squawk')
      .map(([name, file, args]) => ({ name, file, args })),
    ...(process.argv.includes('--pgfence') && tools.pgfence !== null
      ? [
          {
            name: 'pgfence',
            file: process.execPath,
            args: [tools.pgfence, 'analyze', '--output', 'json', ...files],
          },
        ]
      : []),
  ];
}

const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN;

async function measure(name, files) {
  const all = programs(files).map((program) => ({ ...program, times: [], memory: [] }));
  for (let round = -1; round < rounds; round += 1) {
    for (const program of all) {
      program.before?.();
      const { ms, megabytes } = await run(program.file, program.args, program.env);
      // The first round warms the disk's cache, and ours.
      if (round < 0) continue;
      program.times.push(ms);
      if (megabytes !== null) program.memory.push(megabytes);
    }
  }
  process.stdout.write(`\n${name}\n`);
  for (const { name: program, times, memory } of all) {
    const peak = memory.length === 0 ? '' : `  ${String(Math.round(Math.max(...memory))).padStart(4)} MB`;
    process.stdout.write(`  ${program.padEnd(18)} ${median(times).toFixed(0).padStart(6)} ms${peak}\n`);
  }
  const of = (wanted) => all.find((program) => program.name === wanted);
  let missed = 0;
  const say = (good, text) => {
    process.stdout.write(`  ${good ? 'PASS' : 'FAIL'}  ${text}\n`);
    if (!good) missed += 1;
  };
  for (const goal of goals) {
    const [ours, theirs] = [of(goal.of), of(goal.to)];
    if (theirs === undefined) continue;
    const ratio = median(ours.times) / median(theirs.times);
    say(ratio <= goal.most, `${goal.name}: ${ratio.toFixed(2)}x (at most ${goal.most}x)`);
  }
  const peak = Math.max(...of('ours, cold').memory);
  if (peak > 0) say(peak < MOST_MEGABYTES, `memory: ${Math.round(peak)} MB (below ${MOST_MEGABYTES} MB)`);
  return missed;
}

const workloads = [
  ['300 files of 6 statements', history],
  ['one file of 1 MB, 6,200 statements as pg_dump writes them', dump],
  ['the same with one statement that fails', broken],
  ['one file of 1 MB, 21,000 short statements', shortStatements],
];
try {
  process.stdout.write(
    `squawk ${tools.versions.squawk}, Node.js ${process.version}, medians of ${rounds} rounds\n`,
  );
  let missed = 0;
  for (const [index, [name, make]] of workloads.entries())
    missed += await measure(name, write(make(), path.join(work, String(index))));
  process.exitCode = missed === 0 ? 0 : 1;
} finally {
  rmSync(work, { recursive: true, force: true });
}

import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { addUp, keepDetected, scoreOf, showScore, survivorsOf, tally } from './score.mjs';

/**
 * Changes the rules and the effects one expression at a time (Stryker) and counts how many of the changes the specs notice.
 *
 * Usage: node run.mjs [rules|effects]... [--all] [--only GLOB] [--limit PERCENT] [--asked TESTS]
 *
 * Everything is written below a cache folder, `$SAFE_MIGRATE_CACHE` or the temporary one: Stryker itself in the versions of
 * `stryker/package-lock.json`, a copy of the sources, and what the last run found, so that the next one only tries what changed and
 * what survived. `--all` tries everything again; `--only` tries some files, below `src`; `--asked` says how many
 * tests of a spec are asked about one change (120). The exit code is 1 where a folder's score is below the limit (85).
 */
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    all: { type: 'boolean', default: false },
    only: { type: 'string' },
    limit: { type: 'string', default: '85' },
    asked: { type: 'string', default: '120' },
  },
});
const folders = positionals.length > 0 ? positionals : ['rules', 'effects'];

/**
 * The specs that judge the changes of a folder: the golden files hold all cases of the others, and read the schema once. What servers of all majors did
 * with whole scripts judges what is predicted of them.
 */
const judges = {
  rules: /^rules\/(findings|verdicts|suggest\/.*)\.spec\.ts$/,
  effects: /^(effects\/(?!observations|renamed|retyped).*|files\/observed-scripts)\.spec\.ts$/,
};

const here = path.dirname(fileURLToPath(import.meta.url));
const hazards = path.dirname(here);
const modules = path.dirname(path.dirname(createRequire(import.meta.url).resolve('jest/package.json')));
const cache = path.join(process.env.SAFE_MIGRATE_CACHE ?? tmpdir(), 'safe-migrate-mutation');
const quietly = ['ignore', 'ignore', 'inherit'];

/** Installs Stryker, once per lockfile. It is kept out of the workspace: nobody needs it to build or to test. */
function installStryker() {
  const lock = readFileSync(path.join(here, 'stryker', 'package-lock.json'));
  const home = path.join(cache, `stryker-${createHash('sha256').update(lock).digest('hex').slice(0, 12)}`);
  if (existsSync(home)) return home;
  const work = `${home}-${process.pid}`;
  cpSync(path.join(here, 'stryker'), work, { recursive: true });
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: work, stdio: quietly });
  renameSync(work, home);
  return home;
}

/** A copy of the sources to change, with the specs that judge the changes. */
function copyProject(folder) {
  const project = path.join(cache, folder);
  rmSync(project, { recursive: true, force: true });
  mkdirSync(project, { recursive: true });
  for (const each of ['src', 'observations', 'package.json'])
    cpSync(path.join(hazards, each), path.join(project, each), { recursive: true });
  for (const each of ['suite.cjs', 'runner.mjs']) cpSync(path.join(here, each), path.join(project, each));
  const own = (file) => file.startsWith(`${folder}/`);
  const specs = readdirSync(path.join(project, 'src'), { recursive: true })
    .map((file) => file.replaceAll(path.sep, '/'))
    .filter((file) => judges[folder].test(file))
    .sort((a, b) => own(b) - own(a));
  writeFileSync(path.join(project, 'suite.json'), JSON.stringify({ specs, asked: Number(options.asked) }));
  symlinkSync(modules, path.join(project, 'node_modules'));
  return project;
}

function mutate(folder, stryker) {
  const project = copyProject(folder);
  const file = (name) => path.join(cache, `${folder}-${name}`);
  const known = file('known.json');
  if (existsSync(known))
    writeFileSync(known, JSON.stringify(keepDetected(JSON.parse(readFileSync(known, 'utf8')))));
  const config = {
    testRunner: 'specs',
    appendPlugins: [path.join(project, 'runner.mjs')],
    mutate: [`src/${options.only ?? `${folder}/**/*.ts`}`, '!src/**/*.spec.ts', '!src/**/testing/**'],
    inPlace: true,
    concurrency: 2,
    incremental: true,
    incrementalFile: known,
    force: options.all,
    // The machine may be busy: a change that only makes the specs slow is not taken for a hang.
    timeoutMS: 60_000,
    timeoutFactor: 4,
    dryRunTimeoutMinutes: 60,
    maxTestRunnerReuse: 400,
    disableTypeChecks: false,
    allowConsoleColors: false,
    reporters: ['progress-append-only', 'json', 'html'],
    jsonReporter: { fileName: file('report.json') },
    htmlReporter: { fileName: file('report.html') },
  };
  writeFileSync(path.join(project, 'stryker.config.json'), JSON.stringify(config));
  const bin = path.join(stryker, 'node_modules', '@stryker-mutator', 'core', 'bin', 'stryker.js');
  const { status } = spawnSync(process.execPath, [bin, 'run'], {
    cwd: project,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0) throw new Error(`Stryker ended with ${status}`);
  const report = JSON.parse(readFileSync(file('report.json'), 'utf8'));
  writeFileSync(file('survivors.txt'), `${survivorsOf(report).join('\n')}\n`);
  process.stdout.write(`what survived: ${file('survivors.txt')}, with the sources: ${file('report.html')}\n`);
  return tally(report);
}

const begun = performance.now();
const stryker = installStryker();
let all = {};
const lines = [];
for (const folder of folders) {
  const counts = mutate(folder, stryker);
  all = addUp(all, counts);
  lines.push(showScore(folder, counts));
  if (scoreOf(counts) < Number(options.limit)) process.exitCode = 1;
}
if (folders.length > 1) lines.push(showScore('together', all));
process.stdout.write(`${lines.join('\n')}\n${Math.round((performance.now() - begun) / 1000)} s\n`);

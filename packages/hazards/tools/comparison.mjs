import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import prettier from 'prettier';
import { otherTools } from '../bench/other-tools.mjs';

/**
 * Writes `docs/comparison.md`: what every measured statement really does, and what this review, squawk and pgfence say about it. Needs a
 * build. Usage: node comparison.mjs [--check]
 */
const here = path.dirname(fileURLToPath(import.meta.url));
const target = path.join(here, '../../../docs/comparison.md');
const require = createRequire(import.meta.url);
const { loadParser, reviewFiles } = require('../dist/index.js');
const tools = otherTools();
const majors = [11, 12, 13, 14, 15, 16, 17, 18];
const NEWEST = 18;

/** The rules that speak of work under a lock. What is about style, names, lost data or old code counts neither way. */
const counted = {
  ours: [
    'add-column-rewrites',
    'add-column-with-constraint',
    'add-constraint-builds-index',
    'add-constraint-scans',
    'add-required-column',
    'change-domain',
    'change-generation',
    'create-index-blocks',
    'opaque-code',
    'partition-scans',
    'refresh-matview-blocks',
    'reindex-blocks',
    'rewrite-table',
    'set-not-null',
    'set-unlogged',
    'type-change-rewrites',
  ],
  squawk: [
    'adding-field-with-default',
    'adding-foreign-key-constraint',
    'adding-not-nullable-field',
    'adding-serial-primary-key-field',
    'ban-alter-domain-with-add-constraint',
    'changing-column-type',
    'constraint-missing-not-valid',
    'disallowed-unique-constraint',
    'require-concurrent-index-creation',
    'require-concurrent-reindex',
  ],
  pgfence: [
    'add-column-non-constant-default',
    'add-column-serial',
    'add-column-stored-generated',
    'add-constraint-check-no-not-valid',
    'add-constraint-exclude',
    'add-constraint-fk-no-not-valid',
    'add-constraint-unique',
    'add-pk-without-using-index',
    'alter-column-set-not-null',
    'alter-column-type',
    'create-index-not-concurrent',
    'vacuum-full',
  ],
};

const stopsWriters = ['ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock'];
const strength = [
  ...['AccessShareLock', 'RowShareLock', 'RowExclusiveLock', 'ShareUpdateExclusiveLock'],
  ...stopsWriters,
];

/** From the measurement alone. Outside a transaction the scans cannot be measured. */
function truthOf({ sql, locks, rewrites, scans, builds, error, outside }) {
  // What could not be measured is null.
  const [rewritten, scanned, built] = [rewrites, scans, builds].map((list) => list ?? []);
  if (error !== null && error !== undefined) return 'error';
  // An emptied table has a new file too, but nothing is written: what is lost is another matter.
  if (/^\s*truncate\b/i.test(sql)) return 'other';
  const held = new Set(
    (locks ?? []).filter(([, mode]) => stopsWriters.includes(mode)).map(([relation]) => relation),
  );
  if ([...rewritten, ...scanned].some((relation) => held.has(relation))) return 'dangerous';
  return rewritten.length + scanned.length + built.length === 0 && outside !== true ? 'free' : 'other';
}

const observed = (major) =>
  JSON.parse(readFileSync(path.join(here, `../observations/pg${major}.json`), 'utf8'));
const keyOf = ({ sql, setup }) => JSON.stringify([sql, setup ?? []]);

/** Ours, with the schema and the setup given. */
function ours(statements, schema) {
  return statements.map(({ sql, setup }) => {
    const before =
      setup === undefined ? [] : [{ path: 'setup.sql', text: `${[setup].flat().join(';\n')};\n` }];
    const outcome = reviewFiles({
      files: [...before, { path: 'statement.sql', text: `${sql};\n` }],
      schema: { path: 'schema.sql', text: schema },
      ...{ serverMajor: NEWEST, transaction: 'each', independent: false, today: '2026-01-01' },
    });
    if (!outcome.ok) throw new Error(`schema:${outcome.schema.line}: ${outcome.schema.message}`);
    const found = outcome.review.statements
      .filter(({ file }) => file === 'statement.sql')
      .flatMap(({ findings }) => findings);
    return [
      ...new Set(
        found
          .filter(({ rule, level }) => counted.ours.includes(rule) && level !== 'safe')
          .map(({ rule }) => rule),
      ),
    ];
  });
}

const spawned = (file, args) =>
  spawnSync(file, args, { encoding: 'utf8', maxBuffer: 1 << 30, stdio: ['ignore', 'pipe', 'ignore'] }).stdout;

function squawkOn(files) {
  const byFile = new Map(files.map((file) => [file, []]));
  for (const { file, rule_name: rule } of JSON.parse(spawned(tools.squawk, ['--reporter', 'json', ...files])))
    if (counted.squawk.includes(rule) || rule === 'syntax-error') byFile.get(file)?.push(rule);
  return files.map((file) => [...new Set(byFile.get(file))]);
}

/** One statement that it cannot parse takes the whole run of pgfence down: the files are halved until it is alone. */
function pgfenceOn(files) {
  const output = spawned(process.execPath, [
    ...[tools.pgfence, 'analyze', '--output', 'json', '--format', 'sql'],
    ...files,
  ]);
  try {
    const { results } = JSON.parse(output);
    const byFile = new Map(results.map(({ filePath, checks }) => [filePath, checks]));
    return files.map((file) => {
      const own = (byFile.get(file) ?? []).filter(
        ({ ruleId, risk }) => counted.pgfence.includes(ruleId) && !['SAFE', 'LOW'].includes(risk),
      );
      return [...new Set(own.map(({ ruleId }) => ruleId))];
    });
  } catch {
    if (files.length === 1) return [['syntax-error']];
    const half = files.length >> 1;
    return [...pgfenceOn(files.slice(0, half)), ...pgfenceOn(files.slice(half))];
  }
}

const said = (rules) => rules.some((rule) => rule !== 'syntax-error');
const cell = (text) => text.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|').trim();
const code = (text) => {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = longest > 0 ? ' ' : '';
  return `${fence}${pad}${cell(text)}${pad}${fence}`;
};

function describe({ error, ...measured }) {
  const [locks, rewrites, scans, builds] = ['locks', 'rewrites', 'scans', 'builds'].map(
    (key) => measured[key] ?? [],
  );
  if (error) return `error ${error.sqlstate ?? error}`;
  const modes = locks.map(([, mode]) => mode).sort((a, b) => strength.indexOf(b) - strength.indexOf(a));
  return [
    ...(modes.length === 0 ? ['no lock'] : [modes[0]]),
    ...(rewrites.length > 0 ? [`rewrites ${rewrites.join(', ')}`] : []),
    ...(scans.length > 0 ? [`scans ${scans.join(', ')}`] : []),
    ...(builds.length > 0 ? [`builds ${builds.join(', ')}`] : []),
  ].join('; ');
}

const work = mkdtempSync(path.join(tmpdir(), 'safe-migrate-comparison-'));
try {
  await loadParser();
  const all = new Map(majors.map((major) => [major, observed(major)]));
  const { statements, fixture, server } = all.get(NEWEST);
  mkdirSync(path.join(work, 's'));
  const files = statements.map(({ sql }, index) => {
    const file = path.join(work, 's', `${index}.sql`);
    writeFileSync(file, `${sql};\n`);
    return file;
  });
  const columns = {
    'safe-migrate': ours(statements, fixture),
    ...(tools.squawk === null ? {} : { squawk: squawkOn(files) }),
    ...(tools.pgfence === null ? {} : { pgfence: pgfenceOn(files) }),
  };
  const names = Object.keys(columns);
  const truths = statements.map(truthOf);
  const others = majors.filter((major) => major !== NEWEST);
  const elsewhere = new Map(
    others.map((major) => [
      major,
      new Map(all.get(major).statements.map((one) => [keyOf(one), truthOf(one)])),
    ]),
  );
  const number = (truth) => truths.filter((each) => each === truth).length;
  const mistakes = (name, truth, wrong) =>
    truths.filter((each, index) => each === truth && said(columns[name][index]) === wrong).length;
  const summary = names.map(
    (name) =>
      `| ${name} | ${mistakes(name, 'dangerous', false)} of ${number('dangerous')} | ${mistakes(name, 'free', true)} of ${number('free')} | ${columns[name].filter((rules) => rules.includes('syntax-error')).length} |`,
  );
  const rows = statements.map((statement, index) => {
    const truth = truths[index];
    const differs = others.flatMap((major) => {
      const there = elsewhere.get(major).get(keyOf(statement));
      return there === undefined || there === truth ? [] : [`${major}: ${there}`];
    });
    const verdicts = names.map((name) => {
      const rules = columns[name][index];
      const mark =
        truth === 'dangerous' && !said(rules)
          ? '**missed** '
          : truth === 'free' && said(rules)
            ? '**alarm** '
            : '';
      return `${mark}${rules.join(', ')}`.trim();
    });
    const setup = statement.setup === undefined ? '' : ` after ${code([statement.setup].flat().join('; '))}`;
    return `| ${code(statement.sql)}${setup} | ${cell(describe(statement))} | ${[truth, ...differs].join('; ')} | ${verdicts.join(' | ')} |`;
  });
  const text = [
    '# Compared with what PostgreSQL does',
    '',
    `What ${statements.length} statements did on PostgreSQL ${server}, and what three tools say about each: this review, squawk ${tools.versions.squawk} and pgfence ${tools.versions.pgfence}. Written by \`npm run docs:comparison\`; the measurements are in \`packages/hazards/observations\`.`,
    '',
    '| tool | missed: dangerous, and it says nothing | false alarms: free, and it warns | cannot parse |',
    '| --- | --- | --- | --- |',
    ...summary,
    '',
    '## What the words mean',
    '',
    '- **dangerous**: a table that stood before is rewritten or read as a whole while the statement holds a lock on it that stops writers (ShareLock or stronger). **free**: nothing is rewritten, read as a whole or built, however strong the lock is for a moment. **other**: work that nobody waits for, work on new tables, `TRUNCATE`, and what was measured outside a transaction without such work (there, scans cannot be measured). **error**: the server refuses the statement.',
    '- Both come from the measurement on the newest major alone; where an older major falls in another class, the row says so.',
    '- A tool **warns** where one of its rules about work under a lock fires. Of ours, from level risky on: ' +
      `${counted.ours.map((rule) => `\`${rule}\``).join(', ')}. Of squawk: ` +
      `${counted.squawk.map((rule) => `\`${rule}\``).join(', ')}. Of pgfence, from risk MEDIUM on: ${counted.pgfence.map((rule) => `\`${rule}\``).join(', ')}. Rules about style, missing timeouts, lost data or old code count neither as a catch nor as an alarm, ours included.`,
    '- The tools run as they come. Ours is given the schema and what was set up before the statement; the other two take no schema, which is why they cannot tell a free change of type from a rewrite. The sizes of tables are given to none.',
    '- Our predictions are held to these very measurements: a low count of ours says that the rules pass on what is known, not that the next statement is judged as well.',
    '',
    '## Statement by statement',
    '',
    // Padded to the widest cell, the table would have three times the size.
    '<!-- prettier-ignore-start -->',
    '',
    `| statement | measured on ${server.split(' ')[0]} | class | ${names.join(' | ')} |`,
    `| --- | --- | --- | ${names.map(() => '---').join(' | ')} |`,
    ...rows,
    '',
    '<!-- prettier-ignore-end -->',
    '',
  ].join('\n');
  const config = await prettier.resolveConfig(target);
  const wanted = await prettier.format(text, { ...config, parser: 'markdown' });
  if (process.argv.includes('--check')) {
    if (readFileSync(target, 'utf8') !== wanted) {
      process.stderr.write('docs/comparison.md is not what the tools say\n');
      process.exitCode = 1;
    }
  } else {
    writeFileSync(target, wanted);
    process.stdout.write(`${summary.join('\n')}\n`);
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}

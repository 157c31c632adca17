import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import prettier from 'prettier';
import ts from 'typescript';
import { coverage } from './coverage.mjs';

/**
 * Writes `docs/rules/`: one page per rule, from the rule itself and from the cases of its spec, so that every example on a page is one that
 * a test runs. Needs a build. Usage: node rule-pages.mjs [--check]
 */
const here = path.dirname(fileURLToPath(import.meta.url));
const source = path.join(here, '..', 'src', 'rules');
const output = path.join(here, '..', '..', '..', 'docs', 'rules');
const require = createRequire(import.meta.url);
const { knownRules } = require('../dist/policy/known-rules.js');

const axes = {
  data: 'Values or objects that people rely on would be gone or changed.',
  operation: 'The live site would wait.',
  compatibility: 'Code of the previous release would break.',
  error: 'The server would refuse.',
  certainty: 'Nobody can tell what would happen.',
};

/** The cases of a rule's spec: the file is run with a `describeRule` that only keeps what it is given. */
function casesOf(id) {
  const file = path.join(source, `${id}.spec.ts`);
  if (!existsSync(file)) return { fires: [], quiet: [] };
  const options = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
  const { outputText } = ts.transpileModule(readFileSync(file, 'utf8'), { compilerOptions: options });
  let cases = { fires: [], quiet: [] };
  const describeRule = (_id, given) => (cases = given);
  new Function('require', 'exports', outputText)(() => ({ describeRule }), {});
  return cases;
}

const isSetup = (value) => typeof value === 'object' && !Array.isArray(value);

function showCase(one) {
  const [sql, setup] = Array.isArray(one) && one.length === 2 && isSetup(one[1]) ? one : [one, {}];
  const notes = [
    ...(setup.major === undefined ? [] : [`-- PostgreSQL ${setup.major}`]),
    ...(setup.transaction === false ? ['-- outside a transaction'] : []),
  ];
  const list = (part) => [part].flat().map((each) => (/;\s*$/.test(each) ? each : `${each};`));
  const down = setup.down === undefined ? [] : ['-- down()', ...list(setup.down)];
  return ['```sql', ...notes, ...list(sql), ...down, '```'].join('\n');
}

function page({ id, title, axis, why, safeWay, optional }) {
  const { fires, quiet } = casesOf(id);
  const section = (name, text) => (text === '' ? '' : `## ${name}\n\n${text}\n`);
  return [
    `# ${id}\n\n${title}.\n\n${axes[axis]} (axis \`${axis}\`)\n${optional === true ? '\nOff by default: a matter of taste, or of a house rule.\n' : ''}`,
    section('What happens', why),
    section('The safe way', safeWay),
    section('It speaks about', fires.slice(0, 4).map(showCase).join('\n\n')),
    section('It says nothing about', quiet.slice(0, 3).map(showCase).join('\n\n')),
    id.startsWith('acknowledgement-')
      ? ''
      : section(
          'To acknowledge it',
          `\`\`\`sql\n-- safe-migrate: allow ${id} until 2026-12-31 because <reason>\n\`\`\`\n\n${id === 'file-order' ? 'The comment counts anywhere in the file.' : 'The comment counts for the statement after it.'} The reason and the day are required; one that has run out or silences nothing is itself a finding.`,
        ),
  ].join('\n');
}

function index(rules) {
  const rows = rules.map(
    ({ id, title, axis, optional }) =>
      `| [${id}](${id}.md) | ${axis} | ${title}${optional === true ? ' (off by default)' : ''} |`,
  );
  const facts =
    'The examples use the tables of the specs: `opportunity` of unknown size, `person` with 8 MB, `company` with 50 GB, `region` partitioned; `note` is new.';
  return [
    '# Rules',
    '',
    facts,
    '',
    'Which hazard is answered by which rule: [coverage](coverage.md).',
    '',
    '| rule | axis | |',
    '| --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

/** Which hazard is answered by which rule; every rule must exist. */
function coveragePage() {
  const link = (id) => {
    if (!knownRules.has(id)) throw new Error(`coverage.mjs names ${id}, which is no rule`);
    return `[${id}](${id}.md)`;
  };
  const table = ([title, rows]) => [
    `## ${title}`,
    '',
    '| | hazard | rules | |',
    '| --- | --- | --- | --- |',
    ...rows.map(
      ({ id, hazard, rules, why }) => `| ${id} | ${hazard} | ${rules.map(link).join(', ')} | ${why} |`,
    ),
    '',
  ];
  const head =
    'Every hazard that the tools we compared with know or that we measured, and what answers it here.';
  return ['# Coverage', '', head, '', ...coverage.flatMap(table)].join('\n');
}

const rules = [...knownRules.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
const config = await prettier.resolveConfig(path.join(here, '..', 'package.json'));
const pages = new Map([
  ['README.md', index(rules)],
  ['coverage.md', coveragePage()],
  ...rules.map((rule) => [`${rule.id}.md`, page(rule)]),
]);
mkdirSync(output, { recursive: true });
let stale = readdirSync(output).filter((file) => !pages.has(file));
for (const [file, text] of pages) {
  const wanted = await prettier.format(text, { ...config, parser: 'markdown' });
  const target = path.join(output, file);
  if (existsSync(target) && readFileSync(target, 'utf8') === wanted) continue;
  stale = [...stale, file];
  if (!process.argv.includes('--check')) writeFileSync(target, wanted);
}
if (process.argv.includes('--check')) {
  if (stale.length > 0) process.stderr.write(`docs/rules is not what the rules say: ${stale.join(', ')}\n`);
  process.exitCode = stale.length > 0 ? 1 : 0;
} else {
  for (const file of stale.filter((each) => !pages.has(each))) rmSync(path.join(output, file));
  process.stdout.write(`docs/rules: ${pages.size} pages, ${stale.length} written\n`);
}

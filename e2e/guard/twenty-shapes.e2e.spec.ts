import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { shell } from '../support/shell';
import { MOMENTS, SERVER, twentyFiles } from './twenty-shapes';
import { createWorkspace, type Workspace } from './workspace';

const NX = 'NX_ISOLATE_PLUGINS=false nx';
const URL = 'postgres://postgres:postgres@127.0.0.1:1/twenty';

/** What `database:migrate` sends through the pipeline: each data source by itself where there are two. */
const MIGRATE = {
  [MOMENTS[0]]: ['metadata', 'core'].map(
    (name) =>
      `nx run twenty-server:safe-migrate --data-source=src/database/typeorm/${name}/${name}.datasource`,
  ),
  [MOMENTS[1]]: ['nx run twenty-server:safe-migrate'],
} as const;

/** What the guide forbids goes the safe way or refuses. */
const CHANGED = [
  'database:init:prod',
  'database:migrate',
  'database:migrate:prod',
  'database:migrate:revert',
  'database:reset',
  'test:integration',
];
/** Nx itself, and what waits for a debugger. */
const ENDLESS = ['nx', 'test:debug'];

/** Writes down how it was called: builds, tests and servers have no other part in this. */
const NOTES = `#!/usr/bin/env node
require('node:fs').appendFileSync(process.env.RAN, JSON.stringify([process.cwd(), process.env.NODE_ENV, ...process.argv.slice(1)]) + '\\n');
`;
const TOOLS = ['rimraf', 'nest', 'jest', 'tsc', 'ts-node', 'vite', 'eslint', 'lingui'];
const BUILT = ['main.js', 'command/command.js', 'queue-worker/queue-worker.js'].flatMap((path) => [
  `dist/${path}`,
  `dist/src/${path}`,
]);
const RUN_BY_TARGETS = BUILT.map((path): [string, string] => [`${SERVER}/${path}`, NOTES]);

interface Targets {
  readonly [name: string]: { readonly executor?: string; readonly options?: Record<string, unknown> };
}

describe.each(MOMENTS)("a workspace shaped like Twenty's: %s", (moment) => {
  let workspace: Workspace;
  const files = { ...twentyFiles(moment, URL), ...Object.fromEntries(RUN_BY_TARGETS) };
  const nx = (line: string) => shell(`${NX} ${line}`, workspace.root);
  const targets = async (): Promise<Targets> => {
    const { code, output } = await nx('show project twenty-server --json');
    if (code !== 0) throw new Error(output);
    return (JSON.parse(output.slice(output.indexOf('{'))) as { targets: Targets }).targets;
  };

  /** Runs them all; every program that they called, with its arguments and folder. */
  const runAll = async (names: readonly string[]): Promise<readonly string[]> => {
    const ran = join(workspace.root, 'node_modules/ran');
    rmSync(ran, { force: true });
    const all = await shell(
      `RAN=${ran} ${NX} run-many --all --skip-nx-cache --output-style=static -t ${names.join(' ')}`,
      workspace.root,
    );
    expect([all.code, all.output]).toEqual([0, expect.stringContaining('Successfully ran targets')]);
    return readFileSync(ran, 'utf8').trim().split('\n').sort();
  };

  beforeAll(() => {
    workspace = createWorkspace(`shape-${MOMENTS.indexOf(moment)}`, files);
    const bin = join(workspace.root, 'node_modules/.bin');
    mkdirSync(bin, { recursive: true });
    for (const name of TOOLS) {
      writeFileSync(join(bin, name), NOTES);
      chmodSync(join(bin, name), 0o755);
    }
  });
  afterAll(() => workspace.remove());

  it('after init: safe targets, the three forbidden commands refuse, the rest is untouched; remove restores it byte for byte', async () => {
    const before = await targets();
    const others = Object.keys(before).filter((name) => ![...CHANGED, ...ENDLESS].includes(name));
    const called = await runAll(others);
    const init = await nx('g @safe-migrate/nx:init');
    expect([init.code, init.output]).toEqual([0, expect.stringContaining('database:reset now refuses')]);
    const after = await targets();

    // What refuses or goes the safe way now, and nothing else.
    const changed = Object.keys(before).filter(
      (name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
    );
    expect(changed.sort()).toEqual(CHANGED);
    const migrate = (after['database:migrate']?.options?.['commands'] ?? []) as string[];
    expect(migrate).toEqual(MIGRATE[moment]);
    const added = Object.keys(after).filter((name) => !(name in before));
    // Whatever is added is ours, and nothing that was there has another name now.
    expect(added).toEqual(
      expect.arrayContaining([
        'safe-migrate',
        'review-migrations',
        'rehearse-migrations',
        'seal-database',
        'unseal-database',
      ]),
    );
    expect(added.filter((name) => !after[name]?.executor?.startsWith('@safe-migrate/nx:'))).toEqual([]);

    for (const line of [
      'database:reset twenty-server',
      'run twenty-server:database:init:prod',
      'run twenty-server:test:integration:with-db-reset',
    ]) {
      const { code, output } = await nx(line);
      expect([line, code, output]).toEqual([line, 1, expect.stringContaining('REFUSED')]);
    }
    // Every other target calls what it called, with the hook in its way.
    expect(await runAll(others)).toEqual(called);
    for (const name of [
      ...TOOLS,
      'main',
      'command.js',
      'queue-worker.js',
      'run-migrations.ts',
      'typeorm/cli.js',
    ])
      expect(called.filter((call) => call.includes(name))).not.toEqual([]);
    const safe = await nx(
      'run twenty-server:safe-migrate --plan --dataSource=src/database/typeorm/core/core.datasource.ts',
    );
    expect([safe.code, safe.output]).toEqual([1, expect.stringContaining('DATABASE_UNREACHABLE')]);

    const removed = await nx('g @safe-migrate/nx:remove');
    expect([removed.code, removed.output]).toEqual([0, expect.any(String)]);
    const left = Object.fromEntries(
      Object.entries(workspace.read()).filter(([path]) => !path.startsWith(`${SERVER}/.safe-migrate`)),
    );
    const { '.gitignore': ignored = '', ...rest } = left;
    expect(rest).toEqual(files);
    // Records of runs may be there: they stay ignored.
    expect(ignored.trim() === '' || ignored.includes('.safe-migrate')).toBe(true);
  });
});

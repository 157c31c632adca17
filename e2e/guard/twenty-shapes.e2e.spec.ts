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

interface Targets {
  readonly [name: string]: { readonly executor?: string; readonly options?: Record<string, unknown> };
}

describe.each(MOMENTS)("a workspace shaped like Twenty's: %s", (moment) => {
  let workspace: Workspace;
  const files = twentyFiles(moment, URL);
  const nx = (line: string) => shell(`${NX} ${line}`, workspace.root);
  const targets = async (): Promise<Targets> => {
    const { code, output } = await nx('show project twenty-server --json');
    if (code !== 0) throw new Error(output);
    return (JSON.parse(output.slice(output.indexOf('{'))) as { targets: Targets }).targets;
  };

  beforeAll(() => {
    workspace = createWorkspace(`shape-${MOMENTS.indexOf(moment)}`, files);
  });
  afterAll(() => workspace.remove());

  it('after init: safe targets, the three forbidden commands refuse, the rest is untouched; remove restores it byte for byte', async () => {
    const before = await targets();
    const init = await nx('g @safe-migrate/nx:init');
    expect([init.code, init.output]).toEqual([0, expect.stringContaining('database:reset now refuses')]);
    const after = await targets();

    // What refuses or goes the safe way now, and nothing else.
    const changed = Object.keys(before).filter(
      (name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
    );
    expect(changed.sort()).toEqual([
      ...[
        'database:init:prod',
        'database:migrate',
        'database:migrate:prod',
        'database:migrate:revert',
        'database:reset',
        'test:integration',
      ],
    ]);
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
    const other = await nx('run twenty-server:reset:env');
    expect([other.code, other.output]).toEqual([0, expect.any(String)]);
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

import type { ExecutorContext, TargetConfiguration } from '@nx/devkit';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import reviewMigrationsExecutor from './executor';
import { normalizeOptions } from './normalize-options';

describe('the executor review-migrations', () => {
  let root: string;
  let printed: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'sm-executor-'));
    mkdirSync(join(root, 'apps/server'), { recursive: true });
    printed = '';
    for (const stream of [process.stdout, process.stderr])
      jest.spyOn(stream, 'write').mockImplementation((text) => {
        printed += String(text);
        return true;
      });
  });
  afterEach(() => {
    jest.restoreAllMocks();
    rmSync(root, { recursive: true, force: true });
  });

  const context = (written: TargetConfiguration = {}, resolved?: TargetConfiguration): ExecutorContext => ({
    root,
    cwd: root,
    isVerbose: false,
    projectName: 'server',
    targetName: 'review-migrations',
    projectsConfigurations: {
      version: 2,
      projects: { server: { root: 'apps/server', targets: { 'review-migrations': written } } },
    },
    nxJsonConfiguration: {},
    projectGraph: {
      nodes: resolved
        ? {
            server: {
              ...{ name: 'server', type: 'app' },
              data: { root: 'apps/server', targets: { 'review-migrations': resolved } },
            },
          }
        : {},
      dependencies: {},
    },
  });

  it('builds the schema from nothing unless told otherwise, and leaves the other defaults to the core', () => {
    expect(normalizeOptions({ dataSource: 'a.ts' }, context())).toEqual({
      ...{ dataSource: 'a.ts', from: 'zero', projectRoot: join(root, 'apps/server') },
    });
  });

  it('takes a committed snapshot where there is one, unless told otherwise', () => {
    writeFileSync(join(root, 'apps/server/safe-migrate.snapshot.sql'), '');
    const from = (options: Parameters<typeof normalizeOptions>[0]) => {
      const { from: schema, after } = normalizeOptions(options, context());
      return [schema, after];
    };
    expect(from({})).toEqual(['snapshot', undefined]);
    expect(from({ after: 'A1700000000000' })).toEqual(['snapshot', undefined]);
    expect(from({ after: 'A1700000000000', from: 'zero' })).toEqual(['zero', 'A1700000000000']);
    expect(from({ all: true })).toEqual(['zero', undefined]);
    expect(from({ pg: 16, after: 'A1700000000000' })).toEqual(['zero', 'A1700000000000']);
    expect(from({ snapshotFile: 'other.sql' })).toEqual(['zero', undefined]);
  });

  it.each([
    ['in project.json', { cache: true }, undefined],
    ['in nx.json', {}, { cache: true }],
  ])('refuses to cache what the live database says: cached %s', async (_, written, resolved) => {
    const result = await reviewMigrationsExecutor(
      { from: 'live', dataSource: 'a.ts' },
      context(written, resolved),
    );
    expect(result).toEqual({ success: false });
    expect(printed).toMatch(/^ERROR LIVE_REVIEW_CACHED: .*\n {2}why: .*\n {2}next: .*"cache": false/);
  });

  it('lets an uncached target look at the live database', () => {
    expect(normalizeOptions({ from: 'live' }, context({ cache: false }))['from']).toBe('live');
  });

  it.each([
    [{}, 'SETTINGS_INVALID'],
    [{ dataSource: 'nothing.ts' }, 'DATA_SOURCE_NOT_FOUND'],
    [{ dataSource: 'nothing.ts', all: true, after: 'x' }, 'REVIEW_OPTION'],
  ])('fails with one clear error, and without a stack: %j', async (options, code) => {
    expect(await reviewMigrationsExecutor(options, context())).toEqual({ success: false });
    expect(printed).toContain(`ERROR ${code}`);
    expect(printed).not.toMatch(/^\s+at /m);
    expect(readdirSync(join(root, 'apps/server'))).toEqual([]);
  });
});

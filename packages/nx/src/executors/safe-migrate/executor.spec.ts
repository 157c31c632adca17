import type { ExecutorContext } from '@nx/devkit';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import safeMigrateExecutor from './executor';
import { normalizeOptions } from './normalize-options';

describe('the executor safe-migrate', () => {
  let root: string;
  let printed: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'sm-executor-'));
    mkdirSync(join(root, 'apps/server'), { recursive: true });
    printed = '';
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
      printed += String(text);
      return true;
    });
  });
  afterEach(() => {
    jest.restoreAllMocks();
    rmSync(root, { recursive: true, force: true });
  });

  const context = (): ExecutorContext => ({
    root,
    cwd: root,
    isVerbose: false,
    projectName: 'server',
    targetName: 'safe-migrate',
    projectsConfigurations: { version: 2, projects: { server: { root: 'apps/server' } } },
    nxJsonConfiguration: {},
    projectGraph: { nodes: {}, dependencies: {} },
  });

  it('tells the core where the project is, and leaves the defaults to it', () => {
    expect(normalizeOptions({ dataSource: 'src/a.ts' }, context())).toEqual({
      command: 'run',
      given: {
        dataSource: 'src/a.ts',
        projectRoot: join(root, 'apps/server'),
        workspaceRoot: root,
        projectName: 'server',
      },
    });
  });

  it('turns the option plan into the command', () => {
    const { command, given } = normalizeOptions({ plan: true }, context());
    expect(command).toBe('plan');
    expect(given).not.toHaveProperty('plan');
    expect(normalizeOptions({ plan: false }, context()).command).toBe('run');
  });

  it.each([false, true])(
    'fails with one clear error, and without a stack, when nothing names a data source (plan: %s)',
    async (plan) => {
      expect(await safeMigrateExecutor({ plan }, context())).toEqual({ success: false });
      expect(printed).toContain('SETTINGS_INVALID');
      expect(printed).not.toMatch(/^\s+at /m);
      expect(readdirSync(join(root, 'apps/server'))).toEqual([]);
      expect(readdirSync(root)).toEqual(['apps']);
    },
  );
});

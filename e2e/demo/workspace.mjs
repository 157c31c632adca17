import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './shell.mjs';

/**
 * Copies the demo project into a workspace of its own inside this repository, so that Node finds the installed
 * packages above it and the copy's `.env` (which beats the shell, as in Twenty) can name a database of its own.
 *
 * @param {string} name folder below `.safe-migrate/`, which git ignores; removed first
 * @param {string} databaseUrl
 * @returns {{ root: string, project: string }}
 */
export function createWorkspace(name, databaseUrl) {
  const root = join(ROOT, '.safe-migrate', name);
  const project = join(root, 'e2e/twenty-server');
  rmSync(root, { recursive: true, force: true });
  mkdirSync(project, { recursive: true });
  const skipped = /twenty-server\/(node_modules|dist|\.safe-migrate)(\/|$)/;
  cpSync(join(ROOT, 'e2e/twenty-server'), project, {
    recursive: true,
    filter: (path) => !skipped.test(path),
  });
  cpSync(join(ROOT, 'nx.json'), join(root, 'nx.json'));
  cpSync(join(ROOT, '.gitignore'), join(root, '.gitignore'));
  writeFileSync(
    join(root, 'package.json'),
    JSON.stringify({
      name: 'demo',
      private: true,
      workspaces: ['e2e/*'],
      devDependencies: { '@safe-migrate/nx': '*', nx: '*' },
    }),
  );
  for (const file of ['.env', '.env.test']) {
    writeFileSync(join(project, file), `PG_DATABASE_URL=${databaseUrl}\n`, { mode: 0o600 });
  }
  return { root, project };
}

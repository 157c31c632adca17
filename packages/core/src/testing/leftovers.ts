import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Project } from './project';
import { sql, type TestServer } from './test-server';

/**
 * What a run left behind: scratch databases, sessions, advisory locks and unfinished backups. Sessions end a moment after
 * their client, so it looks again for a while before it reports one.
 */
export async function leftovers(server: TestServer, project: Project): Promise<readonly string[]> {
  const backups = join(project.root, '.safe-migrate/backups');
  const partial = existsSync(backups)
    ? readdirSync(backups).filter((name) => !existsSync(join(backups, name, 'manifest.json')))
    : [];
  const deadline = Date.now() + 10_000;
  for (;;) {
    const rows = await sql<{ what: string }>(
      server.connection,
      `SELECT 'database ' || datname AS what FROM pg_database WHERE datname LIKE 'safe\\_migrate\\_%'
        UNION ALL SELECT 'session ' || application_name FROM pg_stat_activity WHERE application_name LIKE 'safe-migrate%' OR application_name IN ('pg_dump', 'pg_restore')
        UNION ALL SELECT 'advisory lock ' || pid FROM pg_locks WHERE locktype = 'advisory'
        UNION ALL SELECT 'open transaction ' || application_name FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'`,
    );
    const left = [...rows.map(({ what }) => what), ...partial.map((name) => `backup ${name}`)];
    if (left.length === 0 || Date.now() > deadline) return left;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

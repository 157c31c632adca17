import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** The definition of everything but what is safe-migrate's own, as lines of a pg_dump: without any code of safe-migrate. */
export async function schemaLines(pgDump, connection) {
  const { stdout } = await promisify(execFile)(
    pgDump,
    [
      '--schema-only',
      '--no-password',
      '--exclude-schema=safe_migrate',
      '--exclude-schema=safe_migrate_escrow',
    ],
    {
      env: {
        ...{ PATH: process.env.PATH, PGHOST: connection.host, PGPORT: String(connection.port) },
        ...{ PGUSER: connection.user, PGPASSWORD: connection.password, PGDATABASE: connection.database },
      },
      maxBuffer: 64_000_000,
    },
  );
  return stdout.split('\n').filter((line) => line !== '' && !/^--|^\\(un)?restrict/.test(line));
}

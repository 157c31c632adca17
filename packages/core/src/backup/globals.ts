import { dirname, join } from 'node:path';
import { run } from '../process/run';
import { libpqEnvironment, type ConnectionParameters } from '../target/connection';
import type { ClientTools } from './client-tools';
import { withRootCertificate } from './root-certificate';

/** Roles, their memberships and tablespaces of the server as SQL, without passwords; undefined and why, where it cannot be had. */
export async function dumpGlobals(
  { pgDump }: ClientTools,
  connection: ConnectionParameters,
  signal?: AbortSignal,
): Promise<{ readonly text: string } | { readonly why: string }> {
  const program = join(dirname(pgDump), `pg_dumpall${process.platform === 'win32' ? '.exe' : ''}`);
  return withRootCertificate(connection, async (certificate) => {
    const env = { ...libpqEnvironment(connection, certificate), LC_ALL: 'C' };
    // Passwords may be read by superusers only, and do not belong into a file.
    const args = [
      '--globals-only',
      '--no-role-passwords',
      '--no-password',
      `--database=${connection.database}`,
    ];
    const result = await run(program, args, { env, signal, keepOutput: Infinity });
    if (result.code === 0) return { text: result.stdout };
    return { why: result.spawnError?.message ?? (result.stderr.trim().split('\n').at(-1) || 'it failed') };
  });
}

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConnectionParameters } from '../target/connection';

/** libpq takes a certificate authority as a file, `pg` as text: writes it for the time of one call. */
export async function withRootCertificate<T>(
  { ssl }: ConnectionParameters,
  use: (file: string | undefined) => Promise<T>,
): Promise<T> {
  const authority = typeof ssl === 'object' ? ssl.ca : undefined;
  if (!authority) return use(undefined);
  const folder = mkdtempSync(join(tmpdir(), 'safe-migrate-ca-'));
  try {
    const file = join(folder, 'root.pem');
    writeFileSync(file, (Array.isArray(authority) ? authority : [authority]).map(String).join('\n'));
    return await use(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

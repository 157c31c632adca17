import { randomUUID } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { refusal, usageError } from '../errors';
import { keepSecret } from '../secrets';
import { readKey } from '../seal/install';
import { readIdentity } from '../seal/state';
import { describeConnection } from '../target/connection';
import { withSession } from '../target/session';
import { Host } from '../typeorm/host';
import { shellWord } from '../report/shell-word';
import { makeFolder } from '../process/make-folder';

/** Where the guard looks for a grant, from the root of the workspace. */
export const GRANT_FILE = '.safe-migrate/grant.json';

const grantSchema = z.strictObject({
  about: z.string(),
  id: z.string(),
  /** What the guard refused, as it named it. */
  target: z.string().min(1),
  projectRoot: z.string().min(1),
  dataSource: z.string().min(1),
  database: z.strictObject({ name: z.string(), oid: z.string(), systemIdentifier: z.string().nullable() }),
  issuedAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
});

/** Leave to run one refused command, once, against one database. */
export type Grant = z.output<typeof grantSchema>;

/** What somebody asks leave for. */
export interface GrantRequest {
  readonly workspaceRoot: string;
  readonly projectRoot: string;
  readonly dataSource: string;
  readonly target: string;
  readonly confirm: string | undefined;
  readonly minutes: number;
}

/**
 * Writes the grant, where the name of the database was typed and the database is not a sealed production.
 *
 * @returns its file
 * @throws SafeMigrateError CONFIRMATION_NEEDED, CONFIRMATION_WRONG, GRANT_FOR_PRODUCTION
 */
export async function issueGrant(request: GrantRequest, now: Date): Promise<{ file: string; grant: Grant }> {
  const { workspaceRoot, projectRoot, dataSource, target, confirm, minutes } = request;
  const { database, identity, connection } = await readDatabase(projectRoot, dataSource);
  if (confirm !== database.name) {
    throw refusal({
      code: confirm === undefined ? 'CONFIRMATION_NEEDED' : 'CONFIRMATION_WRONG',
      what: `Nothing was granted for "${target}".`,
      why: `The data source leads to ${connection}; ${confirm === undefined ? 'the name of the database has to be typed' : `--confirm names "${confirm}"`}.`,
      next: `If this database may be changed so: --confirm ${shellWord(database.name)}`,
    });
  }
  if (identity?.sealed && identity.environment === 'production' && !identity.isCopy) {
    throw refusal({
      code: 'GRANT_FOR_PRODUCTION',
      what: `Nothing was granted: ${connection} is sealed as production (${identity.name}).`,
      why: 'The seal would refuse it anyhow.',
      next: `Use a copy. If it must be this one, take the seal off first: safe-migrate unseal --confirm ${shellWord(database.name)}`,
    });
  }
  const grant: Grant = {
    about:
      'Leave to run one refused command once. Written by safe-migrate grant; used up by the guard in Nx.',
    id: randomUUID(),
    ...{ target, projectRoot, dataSource, database },
    issuedAt: now.toISOString(),
    expiresAt: new Date(now.getTime() + minutes * 60_000).toISOString(),
  };
  const file = join(workspaceRoot, GRANT_FILE);
  makeFolder(dirname(file), 0o700);
  writeFileSync(`${file}.part`, `${JSON.stringify(grant, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.part`, file);
  return { file, grant };
}

/**
 * Whether the data source still leads to the database that a grant was given for.
 *
 * @throws SafeMigrateError GRANT_INVALID, GRANT_EXPIRED, GRANT_FOR_ANOTHER_DATABASE
 */
export async function assertGrantHolds(file: string, now: Date): Promise<void> {
  const grant = readGrant(file);
  if (now.toISOString() > grant.expiresAt) {
    throw refusal({
      code: 'GRANT_EXPIRED',
      what: `The grant for "${grant.target}" has expired.`,
      why: `It held until ${grant.expiresAt}.`,
      next: 'Ask for a new one: safe-migrate grant',
    });
  }
  const { database, connection } = await readDatabase(grant.projectRoot, grant.dataSource);
  const isSame =
    database.oid === grant.database.oid && database.systemIdentifier === grant.database.systemIdentifier;
  if (isSame) return;
  throw refusal({
    code: 'GRANT_FOR_ANOTHER_DATABASE',
    what: `The grant is for another database "${grant.database.name}".`,
    why: `The data source leads to ${connection} now.`,
    next: 'Ask for a new one, if this database is meant: safe-migrate grant',
  });
}

function readGrant(file: string): Grant {
  try {
    return grantSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    throw usageError({
      code: 'GRANT_INVALID',
      what: `${file} is no grant.`,
      why: error instanceof Error ? error.message : String(error),
      next: 'Remove it; safe-migrate grant writes grants.',
    });
  }
}

async function readDatabase(projectRoot: string, dataSource: string) {
  const { host, loaded } = await Host.start(projectRoot, dataSource);
  await host.close();
  keepSecret(loaded.connection);
  return withSession(loaded.connection, { readOnly: true }, async (session) => {
    const { key, database } = await readKey(session);
    const identity = await readIdentity(session);
    return {
      database: { name: database, ...key },
      identity,
      connection: describeConnection(loaded.connection),
    };
  });
}

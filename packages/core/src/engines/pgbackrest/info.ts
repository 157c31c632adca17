import { SafeMigrateError } from '../../errors';
import { pgBackRestError } from './errors';
import type { PgBackRest } from './program';

/** One backup in a repository, as `pgbackrest info` tells of it. Sizes in bytes, times in seconds since 1970. */
export interface RepositoryBackup {
  readonly label: string;
  readonly type: 'full' | 'diff' | 'incr';
  /** A page of the data directory did not match its checksum. */
  readonly error: boolean;
  readonly lsn: { readonly start: string; readonly stop: string };
  readonly archive: { readonly start: string; readonly stop: string };
  readonly timestamp: { readonly start: number; readonly stop: number };
  readonly info: {
    /** Of the restored server. */
    readonly size: number;
    /** What had to be copied. */
    readonly delta: number;
    readonly repository: { readonly delta: number };
  };
  readonly database: { readonly 'repo-key': number };
}

/** A stanza: the servers that it was of, the last one now, and its backups. */
export interface StanzaInfo {
  readonly status: { readonly code: number; readonly message: string };
  readonly db: readonly { readonly 'system-id': string; readonly version: string }[];
  readonly backup: readonly RepositoryBackup[];
}

/** Code of a stanza without a single backup: nothing is wrong with it. */
const NO_BACKUP = 2;

/**
 * What the repository says of the stanza.
 *
 * @throws SafeMigrateError PGBACKREST_STANZA, PGBACKREST_FAILED
 */
export async function readStanza(program: PgBackRest): Promise<StanzaInfo> {
  const result = await program.run('info', { args: ['--output=json'], ofRepo: true });
  if (result.code !== 0) throw pgBackRestError('info', result);
  const stanza = parseStanza(result.stdout, program.stanza);
  if (stanza !== undefined && [0, NO_BACKUP].includes(stanza.status.code) && stanza.db.length > 0)
    return stanza;
  throw new SafeMigrateError({
    code: 'PGBACKREST_STANZA',
    what: `The repository has no usable stanza "${program.stanza}".`,
    why: `pgbackrest info says: ${stanza?.status.message ?? 'nothing'}.`,
    next: `Look at the name (--pgbackrest-stanza) and the configuration (--pgbackrest-config); a new one is made with: pgbackrest --stanza=${program.stanza} stanza-create`,
  });
}

/** Reads the JSON of `pgbackrest info`: identifiers of servers are larger than JavaScript's numbers are exact. */
export function parseStanza(text: string, name: string): StanzaInfo | undefined {
  const exact = text.replace(/("system-id":)(\d+)/g, '$1"$2"');
  const all = JSON.parse(exact) as readonly (StanzaInfo & { readonly name: string })[];
  return all.find((stanza) => stanza.name === name);
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { run, type RunResult } from '../process/run';
import { libpqEnvironment, type ConnectionParameters } from '../target/connection';
import { TRUNCATE_TRIGGER } from '../seal/names';
import { OWN_SCHEMAS } from '../target/own-schemas';
import { quoteIdentifier } from '../target/identifier';
import { startProgram } from './client-program';
import type { ClientTools } from './client-tools';
import { dumpError } from './dump-error';
import { restoreArchive } from './restore-archive';
import { withRootCertificate } from './root-certificate';

/** Parallel jobs of pg_dump and pg_restore. */
export const JOBS = 2;
/** Longest time in ms that pg_dump waits for a table that somebody holds locked. */
const LOCK_WAIT_MS = 30_000;

/** What is dumped, and who hears of it. */
export interface DumpInput {
  readonly tools: ClientTools;
  readonly connection: ConnectionParameters;
  /** An exported snapshot. */
  readonly snapshotId: string;
  readonly signal?: AbortSignal;
  /** Told when the rows of a table begin to be dumped, by `schema.table`. */
  readonly onTable?: (name: string) => void;
  /** Told when they are dumped, where several jobs run: in the order in which they end. */
  readonly onTableDone?: (name: string) => void;
  /** Told when an attempt has failed and its files are gone, before the next one begins. */
  readonly onAgain?: () => Promise<void>;
}

/** gzip 6, the default, takes 3 to 7 times as long as either of these for a tenth less space. */
const compression = (tools: ClientTools): string => (tools.major >= 16 ? 'zstd:level=1' : '1');

const arguments_ = (snapshotId: string, compress: string): string[] => [
  ...[`--compress=${compress}`, `--snapshot=${snapshotId}`],
  ...[`--lock-wait-timeout=${LOCK_WAIT_MS}`, '--no-password', '--verbose'],
];

/** Dumps the whole database as the snapshot shows it, in directory format, into a folder that must not exist yet. */
export async function dumpDatabase(input: DumpInput, folder: string): Promise<void> {
  const { tools, connection, signal } = input;
  await withRootCertificate(connection, async (certificate) => {
    const env = programEnvironment(connection, certificate);
    const dump = (compress: string, jobs = JOBS) =>
      startProgram(
        tools.pgDump,
        [
          '--format=directory',
          `--jobs=${jobs}`,
          `--file=${folder}`,
          ...arguments_(input.snapshotId, compress),
        ],
        { env, signal, onLine: (line) => tellTables(line, input) },
      ).done;
    const startOver = async () => {
      rmSync(folder, { recursive: true, force: true });
      await input.onAgain?.();
    };
    let result = await dump(compression(tools));
    if (result.code !== 0 && lacksZstd(tools, result)) {
      await startOver();
      result = await dump('1');
    }
    // Where somebody waits to change a table, a second job does not get at it any more; a single one waits its turn.
    if (result.code !== 0 && /could not obtain lock on relation/i.test(result.stderr)) {
      await startOver();
      result = await dump(compression(tools), 1);
    }
    if (result.code !== 0) throw dumpError(result, folder);
  });
}

/** A dump as it comes out of pg_dump. */
export interface DumpStream {
  readonly output: Readable;
  /** Rejects where pg_dump failed: what came out then is not whole, whatever its end looks like. */
  readonly done: Promise<void>;
}

/** Dumps the whole database as the snapshot shows it, in custom format, as a stream: nothing is written to disk. */
export async function streamDatabase(input: DumpInput): Promise<DumpStream> {
  const { tools, connection, signal } = input;
  const compress = (await knowsZstd(tools)) ? 'zstd:level=1' : '1';
  return new Promise((resolve, reject) => {
    const done = withRootCertificate(connection, async (certificate) => {
      const program = startProgram(
        tools.pgDump,
        ['--format=custom', ...arguments_(input.snapshotId, compress)],
        {
          env: programEnvironment(connection, certificate),
          ...{ signal, streamed: true, onLine: (line) => tellTables(line, input) },
        },
      );
      resolve({ output: program.output, done: program.done.then(assertDumped) });
      await program.done;
    });
    done.catch(reject);
  });
}

function assertDumped(result: RunResult): void {
  if (result.code !== 0) throw dumpError(result, 'the dump');
}

/** Names of tables are told in our language, whatever the user's is. */
function programEnvironment(connection: ConnectionParameters, certificate?: string): NodeJS.ProcessEnv {
  return {
    ...libpqEnvironment(connection, certificate),
    LC_ALL: 'C',
    PGAPPNAME: 'safe-migrate pg_dump',
  };
}

/** `pg_dump: dumping contents of table "core.person"`, `pg_dump: finished item 3313 TABLE DATA person` */
function tellTables(line: string, { onTable, onTableDone }: DumpInput): void {
  const started = /dumping contents of table "(.*)"$/.exec(line)?.[1];
  if (started !== undefined) return onTable?.(started);
  const finished = /finished item \d+ TABLE DATA (.*)$/.exec(line)?.[1];
  if (finished !== undefined) onTableDone?.(finished);
}

function lacksZstd(tools: ClientTools, { stderr }: RunResult): boolean {
  return tools.major >= 16 && /zstd|compression/i.test(stderr);
}

/** pg_dump 16 and later has it where it was built with it; it says so before it connects. */
async function knowsZstd(tools: ClientTools): Promise<boolean> {
  if (tools.major < 16) return false;
  const env = { PATH: process.env['PATH'], PGHOST: '/nowhere', PGCONNECT_TIMEOUT: '1', LC_ALL: 'C' };
  const { stderr } = await run(
    tools.pgDump,
    ['--format=custom', '--compress=zstd:level=1', '--no-password'],
    {
      env,
      timeout: 10_000,
    },
  );
  return !/not supported|could not|unrecognized compression/i.test(
    stderr.replace(/connection to server.*/s, ''),
  );
}

const WITHOUT_OURS = OWN_SCHEMAS.map((name) => `--exclude-schema=${quoteIdentifier(name)}`);

/**
 * The definition of every object of the user's, without rows, as SQL text without what changes from call to call.
 *
 * @param only leaves out what stands outside of these schemas, and owners and privileges: they belong to an environment
 */
export async function dumpSchema(
  tools: ClientTools,
  connection: ConnectionParameters,
  signal?: AbortSignal,
  only?: readonly string[],
): Promise<string> {
  const part = only?.map((name) => `--schema=${quoteIdentifier(name)}`) ?? [];
  // With --create also what is set, said and granted of the database itself.
  const more = part.length > 0 ? ['--no-owner', '--no-privileges', ...part] : ['--create', ...WITHOUT_OURS];
  return withoutNoise(await schemaText(tools, connection, ['--quote-all-identifiers', ...more], signal));
}

/** The definition of every object, without rows and owners, as SQL that a session can run. No subscriptions: they hold passwords. */
export async function dumpDefinitions(
  tools: ClientTools,
  connection: ConnectionParameters,
  signal?: AbortSignal,
): Promise<string> {
  const text = await schemaText(
    tools,
    connection,
    ['--no-owner', '--no-subscriptions', `--exclude-schema=${OWN_SCHEMAS[1]}`],
    signal,
  );
  return text.replace(/^\\(un)?restrict \w+\n/gm, '');
}

async function schemaText(
  tools: ClientTools,
  connection: ConnectionParameters,
  more: readonly string[],
  signal?: AbortSignal,
): Promise<string> {
  return withRootCertificate(connection, async (certificate) => {
    const result = await run(
      tools.pgDump,
      ['--schema-only', '--no-password', `--lock-wait-timeout=${LOCK_WAIT_MS}`, ...more],
      { env: libpqEnvironment(connection, certificate), signal, keepOutput: Infinity },
    );
    if (result.code !== 0) throw dumpError(result, 'the schema');
    return result.stdout;
  });
}

/** Copies the definition of every object, without rows, into an empty database. */
export async function copySchema(
  tools: ClientTools,
  from: ConnectionParameters,
  to: ConnectionParameters,
  signal?: AbortSignal,
): Promise<void> {
  const archive = await dumpSchemaArchive(tools, from, signal);
  try {
    await restoreSchemaArchive(tools, archive, to, { signal });
  } finally {
    archive.remove();
  }
}

/** The definition of every object, without rows, in a file that is there until it is removed. */
export interface SchemaArchive {
  readonly path: string;
  readonly remove: () => void;
}

/** Writes one to the system's temporary folder. */
export async function dumpSchemaArchive(
  tools: ClientTools,
  from: ConnectionParameters,
  signal?: AbortSignal,
): Promise<SchemaArchive> {
  const folder = mkdtempSync(join(tmpdir(), 'safe-migrate-schema-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    const archive = join(folder, 'schema.dump');
    await withRootCertificate(from, async (certificate) => {
      const result = await run(
        tools.pgDump,
        [
          '--schema-only',
          '--format=custom',
          '--no-password',
          `--lock-wait-timeout=${LOCK_WAIT_MS}`,
          `--file=${archive}`,
        ],
        { env: libpqEnvironment(from, certificate), signal },
      );
      if (result.code !== 0) throw dumpError(result, folder);
    });
    return { path: archive, remove };
  } catch (error) {
    remove();
    throw error;
  }
}

/**
 * Restores one into an empty scratch database.
 *
 * @param extensions those that the archive creates, where they are known: it need not be asked then
 */
export async function restoreSchemaArchive(
  tools: ClientTools,
  { path }: SchemaArchive,
  to: ConnectionParameters,
  { extensions, signal }: { readonly extensions?: readonly string[]; readonly signal?: AbortSignal },
): Promise<void> {
  await restoreArchive({
    tools,
    connection: to,
    archive: { path, jobs: 1 },
    extensions,
    signal,
    brief: true,
  });
}

/** Comments, the random token that current minors write around a plain dump, and what the seal puts on every table. */
function withoutNoise(dump: string): string {
  return dump
    .split('\n')
    .filter((line) => line !== '' && !/^--|^\\(un)?restrict /.test(line))
    .filter((line) => !line.includes(` TRIGGER "${TRUNCATE_TRIGGER}"`))
    .join('\n');
}

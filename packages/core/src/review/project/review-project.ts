import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { loadParser } from '@safe-migrate/hazards';
import { groupIntoUnits } from '../../apply/unit';
import { findClientTools, type ClientTools } from '../../backup/client-tools';
import { SafeMigrateError, usageError } from '../../errors';
import { displayPath } from '../../report/display-path';
import { createRunId } from '../../run/record';
import {
  bareServer,
  openScratch,
  readScratchMajor,
  type Scratch,
  type ServerToServe,
} from '../../scratch/database';
import { BUNDLED_MAJOR } from '../../scratch/npm-binaries';
import { keepSecret } from '../../secrets';
import { executedIn } from '../../snapshot/executed-in';
import { readSnapshot } from '../../snapshot/read-snapshot';
import { snapshotSchema } from '../../snapshot/snapshot-schema';
import { describeConnection, type ConnectionParameters } from '../../target/connection';
import { readServerFacts } from '../../target/facts';
import { withSession } from '../../target/session';
import { Host } from '../../typeorm/host';
import type { HostAhead } from '../../typeorm/host-ahead';
import { listAgainst, listMigrations } from '../../typeorm/migration-list';
import type { LoadedDataSource, LoadedMigration } from '../../typeorm/protocol';
import { unloadedFiles } from '../../typeorm/unloaded-files';
import type { Conditions, ReviewedMigration } from '../judge-trial';
import { reviewPending } from '../review-stage';
import { liveSchema, type SchemaSource } from '../schema-source';
import { markCutShort } from './cut-short';
import { toFiles, type ProjectFiles } from './files-review';
import { reviewFromZero } from './from-zero';
import type { ProjectReviewOptions } from './options';
import { migrationsAfter } from './order';

/** What a review of a project works with. */
export interface ProjectReviewContext {
  /** Tells what is done on the way, one line at a time. */
  readonly note: (message: string) => void;
  readonly now: () => Date;
  readonly signal?: AbortSignal;
  /** Registers what must be closed at the end; the last one registered closes first. */
  readonly atEnd: (close: () => Promise<void> | void) => void;
  /** The process of the project, where it was started already. */
  readonly ahead?: HostAhead;
}

interface Judged {
  readonly reviews: readonly ReviewedMigration[];
  /** How many were to be judged. */
  readonly wanted: number;
  readonly major: number;
}

/**
 * Tries the migrations of a project on a scratch database and judges what they really send: those that the live database, or a snapshot
 * of its schema, has not run, or, with the schema built from nothing, all or those behind one. The live database is read at most, in a read-only session.
 *
 * @throws SafeMigrateError for whatever keeps the review from being made
 */
export async function reviewProject(
  options: ProjectReviewOptions,
  context: ProjectReviewContext,
): Promise<ProjectFiles> {
  const { note, signal, atEnd, ahead } = context;
  const { projectRoot, dataSource, displayRoot } = options;
  // A server takes as long to boot as a project to load: where it is certain to be needed, one does not wait for the other.
  const place = options.from === 'zero' ? openPlace(options, context) : undefined;
  const starting = ahead?.take(projectRoot, dataSource) ?? Host.start(projectRoot, dataSource);
  const [{ host, loaded }] = await Promise.all([starting, loadParser()]);
  atEnd(() => host.close());
  signal?.addEventListener('abort', () => host.kill(), { once: true });
  keepSecret(loaded.connection);
  for (const message of unloadedFiles(loaded, projectRoot)) note(`warning: ${message}`);
  const known = (await lookAtLive(loaded, options, note)) ?? lookAtSnapshot(loaded, options, note);
  const { reviews, wanted, major } = known
    ? await judgePending(host, known, options, context)
    : await judgeFromZero(host, loaded, options, context, place);
  return toFiles(markCutShort(reviews, wanted), major, displayRoot, resolve(projectRoot, dataSource));
}

/** A schema that is there already, and what has made it. */
interface Known {
  readonly pending: readonly LoadedMigration[];
  readonly warnings: readonly string[];
  readonly loaded: LoadedDataSource;
  /** In words. */
  readonly whose: string;
  readonly facts: ServerToServe & Conditions['facts'];
  /** Whose roles are copied. */
  readonly liveConnection?: ConnectionParameters;
  readonly schema: (tools: ClientTools, signal?: AbortSignal) => SchemaSource;
}

/** Undefined where nobody said that it must be the live database and no server, or no such database, is there. */
async function lookAtLive(
  from: LoadedDataSource,
  options: ProjectReviewOptions,
  note: (message: string) => void,
): Promise<Known | undefined> {
  if (options.from !== undefined && options.from !== 'live') return undefined;
  const { connection } = from;
  try {
    return await withSession(connection, { readOnly: true }, async (session) => {
      const facts = await readServerFacts(session);
      const loaded = { ...from, schema: from.schema ?? facts.currentSchema };
      const { pending, warnings } = await listMigrations(session, loaded);
      return {
        ...{ pending, warnings, loaded, facts, liveConnection: connection },
        whose: `on ${describeConnection(connection)}, PostgreSQL ${facts.version}`,
        schema: (tools, signal) => liveSchema(connection, tools, { extensions: facts.extensions, signal }),
      };
    });
  } catch (error) {
    const absent =
      error instanceof SafeMigrateError && ['DATABASE_UNREACHABLE', 'DATABASE_MISSING'].includes(error.code);
    if (!absent || options.from === 'live') throw error;
    note(error.what);
    return undefined;
  }
}

/** Undefined where there is none and nobody asked for it. */
function lookAtSnapshot(
  from: LoadedDataSource,
  { from: wanted, snapshotFile, displayRoot, scratchUrl }: ProjectReviewOptions,
  note: (message: string) => void,
): Known | undefined {
  if (wanted === 'zero' || (wanted === undefined && !existsSync(snapshotFile))) {
    if (wanted === undefined) note('The schema is built from the migrations.');
    return undefined;
  }
  const file = displayPath(snapshotFile, displayRoot);
  const snapshot = readSnapshot(snapshotFile, file);
  const { server, takenAt } = snapshot;
  const loaded = { ...from, schema: from.schema ?? server.currentSchema };
  const { pending, warnings } = listAgainst(executedIn(snapshot, loaded, file), loaded);
  return {
    ...{ pending, warnings, loaded },
    whose: `behind the snapshot ${file} of ${takenAt.slice(0, 10)}, PostgreSQL ${server.version}`,
    facts: { ...server, user: 'postgres' },
    schema: () => snapshotSchema(snapshot, file, scratchUrl === undefined),
  };
}

async function judgePending(
  host: Host,
  { pending, warnings, loaded, whose, facts, liveConnection, schema }: Known,
  options: ProjectReviewOptions,
  { note, now, signal, atEnd }: ProjectReviewContext,
): Promise<Judged> {
  for (const message of warnings) note(`warning: ${message}`);
  note(`${pending.length} pending ${whose}; tried on a copy of its schema`);
  if (pending.length === 0) return { reviews: [], wanted: 0, major: facts.major };
  const tools = await findClientTools({ pgBin: options.pgBin, serverMajor: facts.major });
  const source = schema(tools, signal);
  atEnd(() => source.close?.());
  const scratch = await openScratch({
    ...{ runId: createRunId(now()), live: facts, liveConnection, signal },
    scratchUrl: options.scratchUrl,
    onFetch: (version) => note(fetching(version)),
  });
  atEnd(() => scratch.close());
  const reviews = await reviewPending({
    ...{ host, facts, tools, scratch, signal, schema: source, today: dayOf(now()) },
    enable: options.enable,
    units: groupIntoUnits(loaded, pending),
  });
  return { reviews, wanted: pending.length, major: facts.major };
}

/** A server without a database of the user's, and what it is looked at with. */
interface EmptyPlace {
  readonly major: number;
  readonly tools: ClientTools;
  readonly database: ConnectionParameters;
}

/** It is closed at the end, however far it has come by then. */
function openPlace(
  options: ProjectReviewOptions,
  { note, now, signal, atEnd }: ProjectReviewContext,
): Promise<EmptyPlace> {
  let scratch: Scratch | undefined;
  const open = async (): Promise<EmptyPlace> => {
    const major = await majorOf(options);
    const tools = await findClientTools({ pgBin: options.pgBin, serverMajor: major });
    scratch = await openScratch({
      ...{ runId: createRunId(now()), live: bareServer(major), scratchUrl: options.scratchUrl, signal },
      onFetch: (version) => note(fetching(version)),
    });
    return { major, tools, database: await scratch.create('review') };
  };
  const opening = open();
  const opened = opening.then(
    () => undefined,
    () => undefined,
  );
  atEnd(async () => {
    await opened;
    await scratch?.close();
  });
  return opening;
}

const majorOf = async ({ major, scratchUrl }: ProjectReviewOptions): Promise<number> =>
  major ?? (scratchUrl ? readScratchMajor(scratchUrl) : BUNDLED_MAJOR);

async function judgeFromZero(
  host: Host,
  loaded: LoadedDataSource,
  options: ProjectReviewOptions,
  context: ProjectReviewContext,
  opened?: Promise<EmptyPlace>,
): Promise<Judged> {
  const { projectRoot } = options;
  const { note, now, signal } = context;
  const setup = options.setup === undefined ? undefined : readSetup(projectRoot, options.setup);
  const { pending: ordered, warnings } = listAgainst([], loaded);
  for (const message of warnings) note(`warning: ${message}`);
  const judged = options.after === undefined ? ordered : migrationsAfter(ordered, options.after, projectRoot);
  if (judged.length === 0) {
    note(`nothing comes after ${options.after}: it is the last of ${ordered.length} migrations`);
    return { reviews: [], wanted: 0, major: await majorOf(options) };
  }
  const { major, tools, database } = await (opened ?? openPlace(options, context));
  const before = ordered.length - judged.length;
  note(
    `${judged.length} of ${ordered.length} migrations are judged, on PostgreSQL ${major}, from an empty database on${
      before > 0 ? `; ${before} are only run` : ''
    }`,
  );
  const reviews = await reviewFromZero({
    ...{ host, loaded, major, tools, setup, ordered, signal, today: dayOf(now()) },
    enable: options.enable,
    database: besideLive(database, loaded.connection, options),
    judged: new Set(judged.map(({ name }) => name)),
  });
  return { reviews, wanted: judged.length, major };
}

/** The database of the data source is not asked here, so its server is known by its address only. */
function besideLive(
  database: ConnectionParameters,
  { host, port }: ConnectionParameters,
  { scratchUrl }: ProjectReviewOptions,
): ConnectionParameters {
  const isBeside = scratchUrl !== undefined && database.host === host && database.port === port;
  return isBeside ? { ...database, onLiveServer: true } : database;
}

function readSetup(projectRoot: string, given: string): { readonly file: string; readonly sql: string } {
  const file = resolve(projectRoot, given);
  try {
    return { file: displayPath(file), sql: readFileSync(file, 'utf8') };
  } catch (error) {
    throw usageError({
      code: 'SETUP_UNREADABLE',
      what: `The setup file ${given} cannot be read.`,
      why: error instanceof Error ? error.message : String(error),
      next: 'Give --setup with a file of SQL, relative to the project.',
    });
  }
}

const dayOf = (now: Date): string => now.toISOString().slice(0, 10);

const fetching = (version: string): string =>
  `fetching the PostgreSQL ${version} server programs for the scratch database`;

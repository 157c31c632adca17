import type { Unit } from '../apply/unit';
import type { ClientTools } from '../backup/client-tools';
import { dumpSchema } from '../backup/dump';
import type { ConnectionParameters } from '../target/connection';
import { HostQueryError, type Host } from '../typeorm/host';
import type { LoadedMigration, MigrationRun } from '../typeorm/protocol';
import type { CatalogCopy } from './catalog-copy';
import type { CatalogFacts } from './catalog-facts';

/** What one migration did on a scratch database. */
export interface Trial {
  /** The catalog before `up()`, without sizes. */
  readonly catalog: CatalogFacts;
  readonly up: MigrationRun;
  /** Undefined where `up()` failed or there is no `down()`. */
  readonly down?: MigrationRun;
  /** The schema before `up()` and after `down()`, as SQL; undefined where `down()` did not get through, or is known to bring it back. */
  readonly schemas?: { readonly before: string; readonly after: string };
}

/** Where a migration is tried. */
export interface TrialPlace {
  readonly host: Host;
  /** The scratch database that the host is connected to. */
  readonly database: ConnectionParameters;
  /** Follows what the host tells of it. */
  readonly catalog: CatalogCopy;
  readonly tools: ClientTools;
  readonly signal?: AbortSignal;
}

/** A migration that is to be tried. */
export interface TrialStep {
  readonly migration: LoadedMigration;
  readonly transactional: boolean;
}

export const stepsOf = (units: readonly Unit[]): readonly TrialStep[] =>
  units.flatMap(({ migrations, transactional }) =>
    migrations.map((migration) => ({ migration, transactional })),
  );

/** How many are asked for at once: each message to another process costs as much as a statement. */
const AHEAD = 16;

/**
 * Runs up -> down -> up of each on the scratch database that the host is connected to; the second `up()` leaves the schema as the next
 * migration will find it. While one is looked at here, the host is at the next ones. The last is the one whose `up()` fails.
 */
export async function* tryMigrations<S extends TrialStep>(
  place: TrialPlace,
  steps: readonly S[],
): AsyncGenerator<{ readonly step: S; readonly trial: Trial }> {
  // What cannot do without dumps waits for its turn.
  const isQuick = ({ migration, transactional }: S) => transactional && migration.hasDown;
  const ask = (index: number, step: S, onlyAfter?: S) => {
    const next = steps[index + 1];
    return place.host.trial({
      name: step.migration.name,
      quick: isQuick(step),
      onlyAfter: onlyAfter?.migration.name,
      followed: next !== undefined && isQuick(next),
    });
  };
  /** Those of the next steps, each but the first to be tried only where the one before was. */
  let asked: ReturnType<typeof ask>[] = [];
  const askAhead = (from: number) => {
    if (asked.length > AHEAD / 2) return;
    for (let index = from + asked.length; asked.length < AHEAD; index++) {
      const [before, step] = [steps[index - 1], steps[index]];
      if (!step || !isQuick(step)) return;
      const answer = ask(index, step, before);
      // What is asked ahead fails along with the one before, and is told when it is its turn.
      answer.catch(() => undefined);
      asked.push(answer);
    }
  };
  const askNow = (index: number, step: S) => {
    const answer = ask(index, step);
    asked = [];
    askAhead(index + 1);
    return answer;
  };
  for (const [index, step] of steps.entries()) {
    const ahead = asked.shift();
    if (ahead) askAhead(index + 1);
    const tried = (await ahead) ?? (await askNow(index, step));
    if (!tried) throw new Error(`${step.migration.name} was not tried`);
    const catalog = place.catalog.follow(tried.catalog);
    const trial = tried.up
      ? { catalog, up: tried.up, down: tried.down }
      : { catalog, ...(await tryWithDumps(place, step)) };
    yield { step, trial };
    if (trial.up.failure) return;
  }
}

/** With a dump before and after, which takes a hundred times as long, but shows what is left. */
async function tryWithDumps(
  { host, tools, database, signal }: TrialPlace,
  { migration, transactional }: TrialStep,
): Promise<Omit<Trial, 'catalog'>> {
  const before = await dumpSchema(tools, database, signal);
  const up = await runOnScratch(host, migration, 'up', transactional);
  if (up.failure || !migration.hasDown) return { up };
  const down = await runOnScratch(host, migration, 'down', transactional);
  if (down.failure) return { up, down };
  const after = await dumpSchema(tools, database, signal);
  await runOnScratch(host, migration, 'up', transactional);
  return { up, down, schemas: { before, after } };
}

/** The session may be gone; what failed says more than that it cannot be rolled back. */
async function rolledBack<T>(host: Host, result: T): Promise<T> {
  await host.rollback().catch(() => undefined);
  return result;
}

/** Runs one direction in a transaction of its own, or outside one, and commits what got through. */
export async function runOnScratch(
  host: Host,
  { name }: LoadedMigration,
  direction: 'up' | 'down',
  transactional: boolean,
): Promise<MigrationRun> {
  if (!transactional) return host.migrate(name, direction);
  await host.begin();
  const result = await host.migrate(name, direction);
  if (result.failure) return rolledBack(host, result);
  try {
    await host.commit();
    return result;
  } catch (error) {
    // A constraint that waits for it, for one.
    if (!(error instanceof HostQueryError)) throw error;
    return rolledBack(host, { ...result, failure: error.failure });
  }
}

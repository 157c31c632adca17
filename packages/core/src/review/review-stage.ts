import {
  loadParser,
  readOnlyOrRowSafe,
  reviewMigration,
  worst,
  type Level,
  type MigrationReview,
} from '@safe-migrate/hazards';
import type { Unit } from '../apply/unit';
import type { ClientTools } from '../backup/client-tools';
import { copySchema } from '../backup/dump';
import type { Scratch } from '../scratch/database';
import type { ConnectionParameters } from '../target/connection';
import type { ServerFacts } from '../target/facts';
import { withSession } from '../target/session';
import type { Host } from '../typeorm/host';
import type { HostFailure, LoadedMigration, SentStatement } from '../typeorm/protocol';
import { declaredIn } from '../verify/declared-changes';
import { readCatalogFacts, withLiveSizes, type CatalogFacts } from './catalog-facts';
import { failsAnywhere, isFinalByNature, outsideTransaction, ownFindings } from './own-findings';
import { tryMigration, type Trial } from './try-migration';

/** What the review looks at. */
export interface ReviewStageInput {
  readonly units: readonly Unit[];
  /** A host of its own for scratch databases: the one that migrates the live database never runs a trial. */
  readonly host: Host;
  readonly live: ConnectionParameters;
  readonly facts: ServerFacts;
  readonly tools: ClientTools;
  readonly scratch: Scratch;
  readonly signal?: AbortSignal;
}

/** The verdict on one pending migration. */
export interface ReviewedMigration extends MigrationReview {
  readonly file?: string;
  /** Why `up()` could not be tried on a copy without rows; it is judged on the restored backup instead. */
  readonly inconclusive?: HostFailure;
}

/**
 * Tries every pending migration on a scratch copy of the live schema (without rows) and judges what it really sent.
 * The live database is only read.
 */
export async function reviewPending(input: ReviewStageInput): Promise<readonly ReviewedMigration[]> {
  await loadParser();
  const { host, facts, tools, signal } = input;
  const copy = await input.scratch.create('review');
  await copySchema(tools, input.live, copy, signal);
  const liveCatalog = await withSession(input.live, { readOnly: true }, readCatalogFacts);
  await host.connect('safe-migrate review', facts.sessionSettings, copy);
  const reviews: ReviewedMigration[] = [];
  try {
    for (const { migrations, transactional } of input.units) {
      for (const migration of migrations) {
        const catalog = withLiveSizes(await withSession(copy, {}, readCatalogFacts), liveCatalog);
        const trial = await tryMigration(host, migration, transactional, tools, copy, signal);
        const judged = judge(migration, catalog, facts, trial.up.statements, trial.down?.statements);
        const findings = [
          ...judged.findings.filter(({ rule }) => !isAnswered(rule, trial)),
          ...ownFindings(migration, trial),
          ...(transactional ? [] : outsideTransaction(migration, trial.up.statements, readOnlyOrRowSafe)),
        ];
        const inconclusive = trial.up.failure && !failsAnywhere(trial.up) ? trial.up.failure : undefined;
        reviews.push({
          ...judged,
          findings,
          level: levelOf(findings, judged),
          file: migration.file,
          inconclusive,
        });
        // What follows builds on this one: it is judged on the restored backup.
        if (trial.up.failure) return reviews;
      }
    }
    return reviews;
  } finally {
    await host.disconnect().catch(() => undefined);
  }
}

/** Findings about `down()` that the trial itself answers: there is none to speak of, or none is needed. */
function isAnswered(rule: string, trial: Trial): boolean {
  if (!trial.down) return rule === 'down-empty';
  return ['down-empty', 'down-incomplete'].includes(rule) && isFinalByNature(trial);
}

/** Judges statements that were recorded somewhere else, e.g. during the rehearsal on real rows. */
export function judge(
  migration: LoadedMigration,
  catalog: CatalogFacts,
  { major, sessionSettings, timeZone }: ServerFacts,
  up: readonly SentStatement[],
  down: readonly SentStatement[] = [],
): MigrationReview {
  return reviewMigration({
    migration: migration.name,
    serverMajor: major,
    searchPath: parseSearchPath(sessionSettings['search_path']),
    ...catalog,
    timeZone,
    declared: declaredIn(migration.file),
    up,
    down,
  });
}

function levelOf(findings: MigrationReview['findings'], { statements }: MigrationReview): Level {
  return worst([
    ...findings.map(({ level }) => level),
    ...statements.filter(({ direction }) => direction === 'up').map(({ level }) => level),
  ]);
}

function parseSearchPath(setting = '"$user", public'): string[] {
  return setting
    .split(',')
    .map((part) => part.trim().replace(/^"(.*)"$/, '$1'))
    .filter((schema) => schema !== '$user');
}

import {
  readOnlyOrRowSafe,
  reviewMigration,
  worst,
  type Finding,
  type MigrationReview,
  type StatementVerdict,
} from '@safe-migrate/hazards';
import type { ServerFacts } from '../target/facts';
import type { HostFailure, LoadedMigration, SentStatement } from '../typeorm/protocol';
import { declaredIn } from '../verify/declared-changes';
import {
  acknowledgeMigration,
  readMappedSource,
  type AcknowledgedReview,
  type AcknowledgeInput,
  type MappedSource,
  type Place,
} from './acknowledge';
import type { CatalogFacts } from './catalog-facts';
import { failsAnywhere, isFinalByNature, isRestored, outsideTransaction, ownFindings } from './own-findings';
import type { Trial } from './try-migration';

/** A statement with its verdict and the call that sent it, where that is known. */
export interface ReviewedStatement extends StatementVerdict {
  readonly line?: number;
  readonly column?: number;
}

/** The verdict on one migration. */
export interface ReviewedMigration extends AcknowledgedReview {
  /** Those of `up()`, then those of `down()`; lines and columns are those of `file`, from 1. */
  readonly statements: readonly ReviewedStatement[];
  /** What a person wrote: the source of a compiled migration, where it is known. */
  readonly file?: string;
  /** Why `up()` could not be tried on a copy without rows. */
  readonly inconclusive?: HostFailure;
}

/** What a judgement depends on besides the migration. */
export interface Conditions {
  /** The schema that it was tried on. */
  readonly catalog: CatalogFacts;
  readonly facts: Pick<ServerFacts, 'major' | 'sessionSettings' | 'timeZone'>;
  /** The day, `YYYY-MM-DD`: acknowledgements run out. */
  readonly today: string;
  /** What the migrations before this one have sent since that schema was read. */
  readonly earlier?: readonly SentStatement[];
  /** Rules that an acknowledgement does not silence, each with the reason. */
  readonly unanswerable?: ReadonlyMap<string, string>;
  /** Rules that are off by default and shall speak, or `all`. */
  readonly enable?: readonly string[];
  /** Rules about what is dropped: where they are acknowledged it goes to escrow first, and `down()` gets it back. */
  readonly escrowed?: ReadonlySet<string>;
}

/** Judges what one migration sent when it was tried, and how the trial ended. */
export function judgeTrial(
  migration: LoadedMigration,
  transactional: boolean,
  trial: Trial,
  conditions: Conditions,
): ReviewedMigration {
  const up = trial.up.statements;
  const down = trial.down?.statements ?? [];
  const judged = judge(migration, conditions, up, down);
  const review = {
    ...judged,
    findings: [
      ...judged.findings.filter((finding) => !isAnswered(finding, trial)),
      ...ownFindings(migration, trial),
      ...(transactional ? [] : outsideTransaction(migration, up, readOnlyOrRowSafe)),
    ],
  };
  const complete = !trial.up.failure && !trial.down?.failure;
  const inconclusive = trial.up.failure && !failsAnywhere(trial.up) ? trial.up.failure : undefined;
  return { ...answered({ review, migration, up, down, complete, ...conditions }), inconclusive };
}

/**
 * Judges what `up()` sent somewhere else, e.g. during the rehearsal on real rows. What a comment answers for is taken out; one that is not
 * needed is nobody's fault here.
 */
export function judgeUp(
  migration: LoadedMigration,
  up: readonly SentStatement[],
  conditions: Conditions,
): ReviewedMigration {
  const judged = judge(migration, conditions, up, []);
  // Nothing is known of down() here.
  const findings = judged.findings.filter(
    ({ direction, rule }) => direction === 'up' && rule !== SERVER_SAID,
  );
  const review = { ...judged, findings };
  return answered({ review, migration, up, down: [], complete: false, ...conditions });
}

function judge(
  migration: LoadedMigration,
  { catalog, facts, enable, earlier }: Conditions,
  up: readonly SentStatement[],
  down: readonly SentStatement[],
): MigrationReview {
  return reviewMigration({
    migration: migration.name,
    serverMajor: facts.major,
    searchPath: parseSearchPath(facts.sessionSettings['search_path']),
    ...catalog,
    timeZone: facts.timeZone,
    ...(enable === undefined ? {} : { enable }),
    declared: declaredIn(migration.file),
    ...(earlier === undefined ? {} : { earlier }),
    up,
    down,
  });
}

/** With what comments answer for taken out, and with places in the file that a person wrote. */
function answered(input: Omit<AcknowledgeInput, 'source'> & Pick<Conditions, 'escrowed'>): ReviewedMigration {
  const { migration, up, down } = input;
  const source = readMappedSource(migration.file);
  const review = withEscrow(acknowledgeMigration({ ...input, source }), input.escrowed);
  const places = [...up, ...down].map(({ sentFrom }) => placeIn(source, sentFrom?.[0]));
  const placed = <T extends Finding>(finding: T): T => {
    if (finding.statement === null)
      return finding.line === undefined ? { ...finding, file: source?.file } : finding;
    const place = places[finding.statement + (finding.direction === 'up' ? 0 : up.length)];
    return { ...finding, file: source?.file, line: place?.line };
  };
  return {
    ...review,
    statements: review.statements.map((statement, index) => ({ ...statement, ...places[index] })),
    findings: review.findings.map(placed),
    acknowledged: review.acknowledged.map(placed),
    file: source?.file ?? migration.file,
  };
}

/** `down()` brings a column back without its values: not where they are in escrow. */
function withEscrow(review: AcknowledgedReview, escrowed?: ReadonlySet<string>): AcknowledgedReview {
  if (!review.acknowledged.some(({ rule }) => escrowed?.has(rule))) return review;
  const findings = review.findings.filter(({ rule }) => rule !== 'down-cannot-restore');
  const level = worst(findings.map((finding) => finding.level));
  return { ...review, findings, level };
}

function placeIn(source: MappedSource | undefined, sentFrom: Place | undefined): Place | undefined {
  const place = sentFrom && source?.toSource(sentFrom);
  return place && Number.isSafeInteger(place.line + 1) ? place : undefined;
}

/** Findings about `down()` that the trial itself answers: there is none to speak of, or none is needed. */
function isAnswered({ rule, direction, message }: Finding, trial: Trial): boolean {
  const run = direction === 'up' ? trial.up : trial.down;
  if (rule === SERVER_SAID && run && !run.failure) return !CAUSED_BY_ROWS.test(message);
  if (!trial.down) return rule === 'down-empty';
  // What stood before up() would be missing afterwards.
  if (rule === 'drop-extension' && direction === 'down') return isRestored(trial);
  return ['down-empty', 'down-incomplete'].includes(rule) && isFinalByNature(trial);
}

/** What is predicted is no news where the server was asked: it took the statement, or the migration has caught the error. */
const SERVER_SAID = 'predicted-error';

/** Classes 22 and 23: there were no rows. */
const CAUSED_BY_ROWS = /\(SQLSTATE 2[23]/;

function parseSearchPath(setting = '"$user", public'): string[] {
  return setting
    .split(',')
    .map((part) => part.trim().replace(/^"(.*)"$/, '$1'))
    .filter((schema) => schema !== '$user');
}

import type { Catalog } from '../catalog/catalog';
import { qualified } from '../catalog/model';
import type { Finding, RecordedStatement, StatementVerdict } from '../contract';
import type { Outcome } from '../effects/outcome';
import { worst } from '../policy/level';
import type { Step, Subject } from '../rules/rule';
import type { Deferred, Judged, RecordingContext } from './statement-judge';
import { mayRollBack, StatementJudge } from './statement-judge';
import { summarize } from './summary';

export interface RecordingReview {
  readonly steps: readonly Step[];
  readonly statements: readonly Omit<StatementVerdict, 'effect'>[];
  readonly findings: readonly Finding[];
  /** What each recorded statement would do to the relations that stood before it. */
  readonly outcomes: readonly Outcome[];
  /** Findings that stand or fall with what comes later. */
  readonly deferred: readonly Deferred[];
  readonly lockTimeoutWasSet: boolean;
}

/** The deferred findings of a recording that hold, now that everything was judged and the catalog is as it leaves it. */
export const heldFindings = (
  { deferred, lockTimeoutWasSet }: Pick<RecordingReview, 'deferred' | 'lockTimeoutWasSet'>,
  catalog: Catalog,
): readonly Finding[] =>
  deferred.filter(({ holds }) => holds({ catalog, lockTimeoutWasSet })).map(({ finding }) => finding);

/**
 * Judges a recording statement by statement, and applies each to the catalog as it goes.
 *
 * @param observe called for every action with the index of its statement, while the catalog is still as it was before the action
 */
export function reviewRecording(
  recording: readonly RecordedStatement[],
  catalog: Catalog,
  context: Omit<RecordingContext, 'rollsBack'>,
  observe: (statement: number, subject: Subject) => void = () => undefined,
): RecordingReview {
  const rollsBack = mayRollBack(recording.map(({ sql }) => sql));
  const judge = new StatementJudge(catalog, { ...context, rollsBack });
  const judged = recording.map((recorded, index) =>
    judge.judge(recorded, undefined, (subject) => observe(index, subject)),
  );
  const { steps, deferred, lockTimeoutWasSet } = judge;
  return {
    steps,
    statements: judged.map((each, index) => toVerdict(recording[index]?.sql ?? '', each, context.direction)),
    findings: judged.flatMap(({ findings }) => findings),
    outcomes: judged.map(({ outcome }) => outcome),
    deferred,
    lockTimeoutWasSet,
  };
}

function toVerdict(
  sql: string,
  { steps, findings }: Judged,
  direction: 'up' | 'down',
): Omit<StatementVerdict, 'effect'> {
  const relations = steps.flatMap(({ relation, effect }) => [
    relation,
    ...effect.locks.map((lock) => lock.relation),
  ]);
  return {
    sql,
    direction,
    level: worst(findings.map((finding) => finding.level)),
    summary: summarize(steps, findings),
    tables: [...new Set(relations.flatMap((relation) => (relation === null ? [] : [qualified(relation)])))],
  };
}

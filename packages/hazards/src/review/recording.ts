import { applyAction } from '../catalog/apply';
import type { Catalog } from '../catalog/catalog';
import { isNew, qualified } from '../catalog/model';
import type { Finding, Level, RecordedStatement, StatementVerdict } from '../contract';
import { estimateSeconds } from '../effects/cost';
import type { Conditions } from '../effects/effect';
import { blocksWriters } from '../effects/effect';
import type { Outcome } from '../effects/outcome';
import { outcomeOf, syntaxError } from '../effects/outcome';
import { predict } from '../effects/predict';
import { Standing } from '../effects/standing';
import { worst } from '../policy/level';
import { activeRules } from '../policy/enabled';
import type { Ending, Rule, Step, Subject, Verdict } from '../rules/rule';
import { relationOf } from '../rules/rule';
import { isSmallBatch } from '../rules/update-targets';
import type { Action } from '../sql/actions';
import type { ParsedStatement, ParseOutcome } from '../sql/parser';
import { parseText } from '../sql/parser';
import { literalsIn } from '../sql/read/calls';
import { readStatement } from '../sql/read/statement';
import { LockTimeoutWatch } from './lock-timeout';
import { longTransaction } from './long-transaction';
import { summarize } from './summary';
import { unparsable } from './unparsable';

export interface RecordingContext {
  readonly direction: 'up' | 'down';
  readonly serverMajor: number;
  /** The session's TimeZone, where it is known. */
  readonly timeZone?: string;
  /** The steps of `up()`, when `down()` is reviewed. */
  readonly up: readonly Step[];
  /** Columns that the migration declares to change. */
  readonly declared?: readonly string[];
  /** Rules that are off by default and shall speak; `all` for every one of them. */
  readonly enable?: readonly string[];
  /** The runner sets a lock_timeout of so many milliseconds before it begins. */
  readonly lockTimeout?: number;
  /** What each statement parses to, where the caller knows it already. */
  readonly outcomes?: readonly ParseOutcome[];
  /** Called for every action with the index of its statement, while the catalog is still as it was before the action. */
  readonly observe?: (statement: number, subject: Subject) => void;
}

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

interface Deferred {
  readonly finding: Finding;
  readonly holds: (end: Ending) => boolean;
}

/** The deferred findings of a recording that hold, now that everything was judged and the catalog is as it leaves it. */
export const heldFindings = (
  { deferred, lockTimeoutWasSet }: Pick<RecordingReview, 'deferred' | 'lockTimeoutWasSet'>,
  catalog: Catalog,
): readonly Finding[] =>
  deferred.filter(({ holds }) => holds({ catalog, lockTimeoutWasSet })).map(({ finding }) => finding);

/** What a transaction has piled up so far. */
interface Pile {
  holdsLock: boolean;
  /** Seconds of work done since a lock was taken; null once the size of a table was not known. */
  seconds: number | null;
}

/** Judges a recording statement by statement, and applies each to the catalog as it goes. */
export function reviewRecording(
  recording: readonly RecordedStatement[],
  catalog: Catalog,
  context: RecordingContext,
): RecordingReview {
  const steps: Step[] = [];
  const statements: Omit<StatementVerdict, 'effect'>[] = [];
  const findings: Finding[] = [];
  const outcomes: Outcome[] = [];
  const deferred: Deferred[] = [];
  const rules = activeRules(context.enable);
  const lockTimeout = new LockTimeoutWatch(context.lockTimeout);
  let { timeZone } = context;
  const standing = new Standing();
  let pile: Pile = { holdsLock: false, seconds: 0 };
  for (const [index, recorded] of recording.entries()) {
    const outcome = context.outcomes?.[index] ?? parseText(recorded.sql);
    standing.begin();
    const found: Finding[] = [];
    const short = shorten(recorded.sql);
    const here = (rule: Pick<Rule, 'id' | 'why' | 'safeWay'>, verdict: Verdict): void => {
      const finding = toFinding(rule, verdict, { ...recorded, sql: short }, index, context.direction);
      if (verdict.holds === undefined) found.push(finding);
      else deferred.push({ finding, holds: verdict.holds });
    };
    const done: Step[] = [];
    if (!outcome.ok) {
      here(unparsable, { level: 'risky', message: unparsable.message(outcome.problem, recorded.sql) });
    } else {
      const inTransaction = recorded.inTransaction || outcome.statements.length > 1;
      if (!inTransaction) pile = { holdsLock: false, seconds: 0 };
      const session = { serverMajor: context.serverMajor, inTransaction };
      lockTimeout.begin(inTransaction);
      for (const statement of outcome.statements) {
        const literals = literalsIn(statement.node);
        for (const [at, action] of readStatement(statement.node, statement.sql).entries()) {
          const subject = subjectOf(
            action,
            statement,
            catalog,
            timeZone === undefined ? session : { ...session, timeZone },
            {
              direction: context.direction,
              up: context.up,
              declared: context.declared ?? [],
              past: steps,
              literals,
              holdsLock: pile.holdsLock,
              lockTimeout: lockTimeout.now(),
              text: { ...statement, sent: recorded.sql, at },
            },
          );
          context.observe?.(index, subject);
          standing.note(subject.effect, catalog);
          for (const rule of rules) for (const verdict of judge(rule, subject)) here(rule, verdict);
          steps.push(subject);
          done.push(subject);
          const before = pile.seconds;
          pile = grow(pile, subject);
          const long =
            context.direction === 'up' ? longTransaction.verdict(before, pile.seconds, found) : null;
          if (long !== null) here(longTransaction, long);
          // The server warns and goes on with the old value.
          const idle = action.kind === 'setting' && action.local && !inTransaction;
          if (!idle) applyAction(catalog, action);
          standing.applied(action, catalog);
          lockTimeout.see(action);
          if (!idle && action.kind === 'setting' && action.name === 'timezone')
            timeZone = action.value ?? undefined;
        }
      }
      if (!recorded.inTransaction) pile = { holdsLock: false, seconds: 0 };
      lockTimeout.begin(recorded.inTransaction);
    }
    const unique = withoutRepeats(found);
    findings.push(...unique);
    outcomes.push(
      outcome.ok
        ? outcomeOf(
            done.map(({ effect }) => effect),
            standing.names,
          )
        : syntaxError(outcome.problem.message),
    );
    statements.push(toVerdict(recorded, done, unique, context.direction));
  }
  return { steps, statements, findings, outcomes, deferred, lockTimeoutWasSet: lockTimeout.now().wasSet };
}

// A down() is judged by what it loses and by what cannot be told: that it waits for locks is the price of going back.
const eyesOfDown: ReadonlySet<Rule['axis']> = new Set(['data', 'error', 'certainty']);

const judge = (rule: Rule, subject: Subject): readonly Verdict[] =>
  subject.direction === 'down' && !eyesOfDown.has(rule.axis) ? [] : rule.check(subject);

function subjectOf(
  action: Action,
  statement: ParsedStatement,
  catalog: Catalog,
  conditions: Conditions,
  rest: Pick<
    Subject,
    'direction' | 'past' | 'literals' | 'up' | 'declared' | 'holdsLock' | 'lockTimeout' | 'text'
  >,
): Subject {
  const effect = predict(action, catalog, conditions);
  const relation = relationOf(action, catalog);
  const dropped = action.kind === 'drop-column' ? relation?.columns.get(action.column) : undefined;
  const lostColumn = action.kind === 'drop-column' && dropped?.origin !== 'here';
  return {
    action,
    effect,
    conditions,
    catalog,
    relation,
    lostColumn,
    inCode: 'DoStmt' in statement.node,
    ...rest,
  };
}

function grow(pile: Pile, subject: Subject): Pile {
  if (!subject.conditions.inTransaction) return { holdsLock: false, seconds: 0 };
  const takes = subject.effect.locks.some(({ relation, mode }) => blocksWriters(mode) && !isNew(relation));
  const holdsLock = pile.holdsLock || takes;
  const added = holdsLock && !isSmallBatch(subject) ? estimateSeconds(subject.effect.work) : 0;
  return { holdsLock, seconds: pile.seconds === null || added === null ? null : pile.seconds + added };
}

function withoutRepeats(findings: readonly Finding[]): readonly Finding[] {
  const said = new Map<string, Finding>();
  for (const finding of findings) {
    const key = `${finding.rule} ${finding.message}`;
    if (!said.has(key)) said.set(key, finding);
  }
  return [...said.values()];
}

const shorten = (sql: string): string => {
  const oneLine = sql.replaceAll(/\s+/g, ' ').trim();
  return oneLine.length > 200 ? `${oneLine.slice(0, 197)}...` : oneLine;
};

function toFinding(
  rule: Pick<Rule, 'id' | 'why' | 'safeWay'>,
  verdict: Verdict,
  recorded: RecordedStatement,
  statement: number,
  direction: 'up' | 'down',
): Finding {
  const { file, line } = recorded;
  return {
    rule: rule.id,
    level: verdict.level,
    direction,
    statement,
    sql: recorded.sql,
    ...(file === undefined ? {} : { file }),
    ...(line === undefined ? {} : { line }),
    message: verdict.message,
    why: verdict.why ?? rule.why,
    safeWay: verdict.safeWay ?? rule.safeWay,
    ...(verdict.rewrite === undefined ? {} : { rewrite: verdict.rewrite }),
  };
}

function toVerdict(
  recorded: RecordedStatement,
  steps: readonly Step[],
  findings: readonly Finding[],
  direction: 'up' | 'down',
): Omit<StatementVerdict, 'effect'> {
  const relations = steps.flatMap(({ relation, effect }) => [
    relation,
    ...effect.locks.map((lock) => lock.relation),
  ]);
  const level: Level = worst(findings.map((finding) => finding.level));
  return {
    sql: recorded.sql,
    direction,
    level,
    summary: summarize(steps, findings),
    tables: [...new Set(relations.flatMap((relation) => (relation === null ? [] : [qualified(relation)])))],
  };
}

import type { Node } from 'libpg-query';
import type { Catalog } from '../catalog/catalog';
import { isNew } from '../catalog/model';
import type { Finding, RecordedStatement } from '../contract';
import { estimateSeconds } from '../effects/cost';
import type { Conditions, Effect } from '../effects/effect';
import { blocksWriters } from '../effects/effect';
import { isPassedOver } from '../effects/errors/passed-over';
import type { Outcome } from '../effects/outcome';
import { outcomeOf, syntaxError } from '../effects/outcome';
import { Session } from '../effects/session';
import { Standing } from '../effects/standing';
import { activeRules, byKind } from '../policy/enabled';
import type { Ending, Rule, StatementText, Step, Subject, Verdict } from '../rules/rule';
import { relationOf } from '../rules/rule';
import { isSmallBatch } from '../rules/update-targets';
import type { Action } from '../sql/actions';
import type { ParseOutcome } from '../sql/parser';
import { parseText } from '../sql/parser';
import { literalsIn } from '../sql/read/calls';
import { readStatement } from '../sql/read/statement';
import { LockTimeoutWatch } from './lock-timeout';
import { longTransaction } from './long-transaction';
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
  /** False where no statement rolls back: then nothing has to be remembered. */
  readonly rollsBack: boolean;
  /** Go by what the server keeps of statements that fail, instead of judging what follows them as if the mistake had been put right. */
  readonly asServer?: boolean;
  /** Rules that are off by default and shall speak; `all` for every one of them. */
  readonly enable?: readonly string[];
  /** The runner sets a lock_timeout of so many milliseconds before it begins. */
  readonly lockTimeout?: number;
}

/** A finding that stands or falls with what comes later. */
export interface Deferred {
  readonly finding: Finding;
  readonly holds: (end: Ending) => boolean;
}

export interface Judged {
  readonly steps: readonly Step[];
  readonly findings: readonly Finding[];
  /** Whether the string is a transaction of its own: several statements, or a block of code. */
  readonly several: boolean;
  /** What the statement would do to the relations that stood before it. */
  readonly outcome: Outcome;
}

/** Whether a text could say ROLLBACK or ABORT. */
export const mayRollBack = (texts: readonly string[]): boolean =>
  texts.some((text) => /rollback|abort/i.test(text));

/** What a transaction has piled up so far. */
interface Pile {
  holdsLock: boolean;
  /** Seconds of work done since a lock was taken; null once the size of a table was not known. */
  seconds: number | null;
}

const emptyPile: Pile = { holdsLock: false, seconds: 0 };

/**
 * Judges the statements of one recording, one after the other, and applies each to the catalog. Of a statement it keeps what later ones
 * are judged by, and not its parse tree: a recording may be long.
 */
export class StatementJudge {
  readonly #catalog: Catalog;
  readonly #context: RecordingContext;
  readonly #rulesOn: (kind: Action['kind']) => readonly Rule[];
  readonly #lockTimeout: LockTimeoutWatch;
  readonly #standing = new Standing();
  readonly #steps: Step[] = [];
  readonly #deferred: Deferred[] = [];
  readonly #session: Session;
  #pile: Pile = emptyPile;
  #count = 0;
  #transaction = 0;

  constructor(catalog: Catalog, context: RecordingContext) {
    this.#catalog = catalog;
    this.#context = context;
    this.#rulesOn = rulesOf(context.direction, context.enable);
    this.#lockTimeout = new LockTimeoutWatch(context.lockTimeout);
    const { rollsBack, asServer = false } = context;
    this.#session = new Session(catalog, context, { remembers: rollsBack || asServer, goesOn: !asServer });
  }

  /** Every step so far. */
  get steps(): readonly Step[] {
    return this.#steps;
  }

  get deferred(): readonly Deferred[] {
    return this.#deferred;
  }

  get lockTimeoutWasSet(): boolean {
    return this.#lockTimeout.now().wasSet;
  }

  /** Opens or ends a transaction around the statements, as whoever sends them does. */
  transaction(verb: 'BEGIN' | 'COMMIT'): void {
    this.#session.run([{ kind: 'transaction', verb }], false);
  }

  /**
   * @param outcome what the statement parses to, where the caller knows it already
   * @param observe called for every action, while the catalog is still as it was before it
   */
  judge(
    recorded: RecordedStatement,
    outcome: ParseOutcome = parseText(recorded.sql),
    observe?: (subject: Subject) => void,
  ): Judged {
    const { direction } = this.#context;
    const number = this.#count;
    this.#count += 1;
    this.#standing.begin();
    const findings: Finding[] = [];
    const said = new Set<string>();
    let short: string | undefined;
    const here = (rule: Pick<Rule, 'id' | 'why' | 'safeWay'>, verdict: Verdict): void => {
      const key = `${rule.id} ${verdict.message}`;
      if (verdict.holds === undefined && said.has(key)) return;
      short ??= shorten(recorded.sql);
      const finding = toFinding(rule, verdict, { ...recorded, sql: short }, number, direction);
      if (verdict.holds !== undefined) {
        this.#deferred.push({ finding, holds: verdict.holds });
      } else {
        said.add(key);
        findings.push(finding);
      }
    };
    if (!outcome.ok) {
      if (outcome.problem.syntax) this.#session.fail();
      here(unparsable, { level: 'risky', message: unparsable.message(outcome.problem, recorded.sql) });
      return { steps: [], findings, several: false, outcome: syntaxError(outcome.problem.message) };
    }
    const several = outcome.statements.length > 1 || isTransactionOfCode(outcome.statements);
    const inTransaction = recorded.inTransaction || several;
    if (!recorded.inTransaction) this.#transaction += 1;
    if (!inTransaction) this.#pile = emptyPile;
    this.#lockTimeout.begin(inTransaction);
    const done: Step[] = [];
    for (const statement of outcome.statements) {
      const { sql, node, start } = statement;
      const literals = onceAsked(() => literalsIn(node));
      const actions = readStatement(node, sql);
      this.#session.run(actions, inTransaction, {
        before: (action, effect, conditions) => {
          const at = actions.indexOf(action);
          const text = { sql, node, start, sent: recorded.sql, at };
          const subject = this.#subjectOf(action, effect, conditions, text, literals);
          observe?.(subject);
          done.push(this.#step(subject, findings, here));
        },
        after: (action) => {
          this.#standing.applied(action, this.#catalog);
          this.#lockTimeout.see(action);
        },
      });
    }
    if (!recorded.inTransaction) {
      this.#pile = emptyPile;
      this.#session.endImplicit();
    }
    this.#lockTimeout.begin(recorded.inTransaction);
    const effects = done.map(({ effect }) => effect);
    return { steps: done, findings, several, outcome: outcomeOf(effects, this.#standing.names) };
  }

  #step(
    subject: Subject,
    findings: readonly Finding[],
    here: (rule: Pick<Rule, 'id' | 'why' | 'safeWay'>, verdict: Verdict) => void,
  ): Step {
    const { action, effect, conditions, relation, inCode, transaction, lostColumn } = subject;
    const text = new PastText(subject.text);
    this.#standing.note(effect, this.#catalog);
    if (!isPassedOver(action, this.#catalog, conditions))
      for (const rule of this.#rulesOn(action.kind))
        for (const verdict of rule.check(subject)) here(rule, verdict);
    const before = this.#pile.seconds;
    const step: Step = { action, effect, conditions, relation, inCode, transaction, lostColumn, text };
    this.#steps.push(step);
    this.#pile = grow(this.#pile, subject);
    const long =
      this.#context.direction === 'up' ? longTransaction.verdict(before, this.#pile.seconds, findings) : null;
    if (long !== null) here(longTransaction, long);
    return step;
  }

  #subjectOf(
    action: Action,
    effect: Effect,
    conditions: Conditions,
    text: StatementText,
    literals: () => readonly string[],
  ): Subject {
    const catalog = this.#catalog;
    const { direction, up, declared = [] } = this.#context;
    const relation = relationOf(action, catalog);
    const dropped = action.kind === 'drop-column' ? relation?.columns.get(action.column) : undefined;
    return {
      action,
      effect,
      conditions,
      catalog,
      relation,
      direction,
      up,
      declared,
      lostColumn: action.kind === 'drop-column' && dropped?.origin !== 'here',
      inCode: 'DoStmt' in text.node,
      transaction: this.#transaction,
      literals,
      past: this.#steps,
      holdsLock: this.#pile.holdsLock,
      lockTimeout: this.#lockTimeout.now(),
      text,
    };
  }
}

/** A DO block by itself is one transaction, from its first statement to its last, where it does not end one itself. */
function isTransactionOfCode(statements: readonly { readonly node: Node; readonly sql: string }[]): boolean {
  const [only] = statements;
  return only !== undefined && 'DoStmt' in only.node && !/\b(?:commit|rollback)\b/i.test(only.sql);
}

/** The text of a step that is past: its parse tree is many times its size and is made again where somebody asks. */
class PastText implements StatementText {
  readonly sql: string;
  readonly start: number;
  readonly sent: string;
  readonly at: number;

  constructor({ sql, start, sent, at }: StatementText) {
    this.sql = sql;
    this.start = start;
    this.sent = sent;
    this.at = at;
  }

  get node(): Node {
    const parsed = parseText(this.sent);
    const found = parsed.ok ? parsed.statements.find(({ start }) => start === this.start) : undefined;
    return found?.node ?? { SelectStmt: {} };
  }
}

function onceAsked<T>(find: () => T): () => T {
  let found: { readonly value: T } | undefined;
  return () => (found ??= { value: find() }).value;
}

// A down() is judged by what it loses and by what cannot be told: that it waits for locks is the price of going back.
const eyesOfDown: ReadonlySet<Rule['axis']> = new Set(['data', 'error', 'certainty']);

const chosen = new Map<string, (kind: Action['kind']) => readonly Rule[]>();

/** The rules that speak, by kind of action. Chosen once for all recordings that are judged alike: a review of files has one per file. */
function rulesOf(
  direction: 'up' | 'down',
  enable: readonly string[] = [],
): (kind: Action['kind']) => readonly Rule[] {
  const key = JSON.stringify([direction, enable]);
  const found =
    chosen.get(key) ??
    byKind(activeRules(enable).filter(({ axis }) => direction === 'up' || eyesOfDown.has(axis)));
  chosen.set(key, found);
  return found;
}

function grow(pile: Pile, subject: Subject): Pile {
  if (!subject.conditions.inTransaction) return emptyPile;
  const takes = subject.effect.locks.some(({ relation, mode }) => blocksWriters(mode) && !isNew(relation));
  const holdsLock = pile.holdsLock || takes;
  const added = holdsLock && !isSmallBatch(subject) ? estimateSeconds(subject.effect.work) : 0;
  return { holdsLock, seconds: pile.seconds === null || added === null ? null : pile.seconds + added };
}

const shorten = (sql: string): string => {
  const oneLine = /[^\S ]|  /.test(sql) ? sql.replaceAll(/\s+/g, ' ').trim() : sql.trim();
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

import type { Catalog } from '../catalog/catalog';
import type { Relation } from '../catalog/model';
import { isNew, qualified } from '../catalog/model';
import type { Level } from '../contract';
import { estimateSeconds, isTooLong, showSeconds } from '../effects/cost';
import type { Conditions, Effect } from '../effects/effect';
import { blocksWriters } from '../effects/effect';
import type { Node } from 'libpg-query';
import type { Action } from '../sql/actions';

/**
 * What a rule speaks about.
 * `data`: values or objects that people rely on would be gone or changed. `operation`: the live site would wait. `compatibility`: code of
 * the previous release would break. `error`: the server would refuse. `certainty`: nobody can tell.
 */
export type Axis = 'data' | 'operation' | 'compatibility' | 'error' | 'certainty';

/** The statement that an action was read from. */
export interface StatementText {
  readonly sql: string;
  readonly node: Node;
  /** Where it begins in the string that was sent (UTF-16 units), and that string: locations in the tree count its bytes. */
  readonly start: number;
  readonly sent: string;
  /** Which of the statement's actions it is; ALTER TABLE has one per subcommand. */
  readonly at: number;
}

/** One action of a recording, with what was known just before it ran. */
export interface Step {
  readonly action: Action;
  readonly effect: Effect;
  readonly conditions: Conditions;
  /** The relation that the action is about, where it is about one. */
  readonly relation: Relation | null;
  /** The action stands in the body of a DO block, where it may be skipped or its error caught. */
  readonly inCode: boolean;
  /** Tells the transaction in which it ran from others of the recording. */
  readonly transaction: number;
  /** A DROP COLUMN of a column that stood before. */
  readonly lostColumn: boolean;
  readonly text: StatementText;
}

/** The `lock_timeout` under which a statement runs. */
export interface LockTimeout {
  /** Milliseconds; null where the statement would wait for ever, or the value cannot be read. */
  readonly milliseconds: number | null;
  /** Whether the recording, or the runner before it, has set one so far. */
  readonly wasSet: boolean;
}

/** What is known once everything was judged. */
export interface Ending {
  readonly catalog: Catalog;
  /** Whether the recording, or the runner before it, set a lock_timeout at all. */
  readonly lockTimeoutWasSet: boolean;
}

export interface Subject extends Step {
  /** String constants in the statement. Asked for, because it takes a walk through the whole tree. */
  readonly literals: () => readonly string[];
  readonly lockTimeout: LockTimeout;
  readonly direction: 'up' | 'down';
  readonly catalog: Catalog;
  /** Earlier steps of the same recording. */
  readonly past: readonly Step[];
  /** The steps of `up()`, when `down()` is judged. */
  readonly up: readonly Step[];
  /** Columns that the migration declares to change, as `table.column` or `schema.table.column`. */
  readonly declared: readonly string[];
  /** Whether the transaction already holds a lock that stops writers of a table that stood before. */
  readonly holdsLock: boolean;
}

export interface Verdict {
  readonly level: Level;
  readonly message: string;
  readonly why?: string;
  readonly safeWay?: string;
  /** The SQL to send instead, in this order, each by itself outside a transaction. */
  readonly rewrite?: readonly string[];
  /** Asked when everything was judged; the verdict stands where it says yes. */
  readonly holds?: (end: Ending) => boolean;
}

/** A rule: effect and action in, verdicts out. `title`, `why` and `safeWay` are what its page and its findings say. */
export interface Rule {
  readonly id: string;
  readonly title: string;
  readonly axis: Axis;
  /** The kinds of action that it is asked about; any where it is not given. */
  readonly on?: readonly Action['kind'][];
  readonly why: string;
  readonly safeWay: string;
  /** Off by default: a matter of taste, or of a house rule. The policy can switch it on. */
  readonly optional?: boolean;
  check(subject: Subject): readonly Verdict[];
}

export const dangerous = (
  message: string,
  more: Omit<Verdict, 'level' | 'message'> = {},
): readonly Verdict[] => [{ level: 'dangerous', message, ...more }];
export const risky = (message: string, more: Omit<Verdict, 'level' | 'message'> = {}): readonly Verdict[] => [
  { level: 'risky', message, ...more },
];
/** A verdict that is worth knowing and stops nothing. */
export const advice = (
  message: string,
  more: Omit<Verdict, 'level' | 'message'> = {},
): readonly Verdict[] => [{ level: 'safe', message, ...more }];
export const quiet: readonly Verdict[] = [];

/** Whether the subject's relation holds rows from before; an unknown relation does. */
export const touchesOld = ({ relation }: Subject): boolean => relation !== null && !isNew(relation);

/** The subject's relation as `schema.name`. */
export const shown = ({ relation }: Subject): string =>
  relation === null ? 'an unknown table' : qualified(relation);

/** The seconds for which the work of this step keeps writers waiting; 0 where it keeps nobody waiting, null where it is unknown. */
export function blockedSeconds({ effect, holdsLock }: Subject): number | null {
  const blocking =
    holdsLock || effect.locks.some(({ relation, mode }) => blocksWriters(mode) && !isNew(relation));
  return blocking ? estimateSeconds(effect.work) : 0;
}

/** A verdict when the work of this step keeps writers waiting for longer than the lock budget. */
export function riskyWhenSlow(
  subject: Subject,
  message: string,
  more: Omit<Verdict, 'level' | 'message'> = {},
): readonly Verdict[] {
  const seconds = blockedSeconds(subject);
  if (!isTooLong(seconds)) return quiet;
  const reasons = [...new Set(subject.effect.work.map(({ note }) => note))].join('; ');
  return risky(`${message} ${showSeconds(seconds)}: ${reasons}`, more);
}

/** The SQL to send instead, where there is some. */
export const rewriteOf = (steps: readonly string[] | undefined): Pick<Verdict, 'rewrite'> =>
  steps === undefined || steps.length === 0 ? {} : { rewrite: steps };

/** The relation that an action is about. */
export function relationOf(action: Action, catalog: Catalog): Relation | null {
  if ('table' in action && action.table !== undefined) {
    return action.kind === 'create-table'
      ? (catalog.find(action.table) ?? null)
      : catalog.spokenOf(action.table);
  }
  if ('onTable' in action && action.onTable !== undefined) return catalog.spokenOf(action.onTable);
  if (action.kind === 'create-view' || action.kind === 'refresh-matview')
    return catalog.find(action.view) ?? null;
  if (action.kind === 'rename' && relationKinds.has(action.object)) return catalog.spokenOf(action.name);
  if (action.kind === 'drop' && action.object === 'index')
    return catalog.findIndex(action.name)?.table ?? null;
  if ((action.kind === 'drop' || action.kind === 'set-schema') && relationKinds.has(action.object))
    return catalog.spokenOf(action.name);
  if (action.kind === 'reindex') return reindexed(action, catalog);
  return null;
}

const relationKinds = new Set([
  'table',
  'view',
  'matview',
  'foreign-table',
  'sequence',
  'column',
  'constraint',
]);

function reindexed(action: Extract<Action, { kind: 'reindex' }>, catalog: Catalog): Relation | null {
  if (action.scope === 'table') return catalog.spokenOf(action.name);
  return action.scope === 'index' ? (catalog.findIndex(action.name)?.table ?? null) : null;
}

import { applyAction } from '../catalog/apply';
import type { Catalog } from '../catalog/catalog';
import { dropFleeting } from '../catalog/fleeting';
import type { Mark } from '../catalog/journal';
import type { Action } from '../sql/actions';
import type { Conditions, Effect } from './effect';
import { failing } from './effect';
import { predict } from './predict';

/** A state that ROLLBACK can go back to. */
interface Point {
  /** null: BEGIN. */
  readonly savepoint: string | null;
  readonly mark: Mark | null;
  readonly timeZone: string | undefined;
}

/** What a session knows besides the catalog, and what SET LOCAL and ROLLBACK take back. */
interface Settings {
  timeZone: string | undefined;
}

/** Told of each action of a statement. */
export interface Watch {
  /** The catalog is still as it was before the action. */
  readonly before?: (action: Action, effect: Effect, conditions: Conditions) => void;
  /** It was applied. */
  readonly after?: (action: Action, conditions: Conditions) => void;
}

interface Manner {
  /** Whether a ROLLBACK may come: only then it is worth remembering how the catalog was. */
  readonly remembers?: boolean;
  /** What follows an error is predicted as if the mistake had been put right, so that it hides nothing of what stands after it. */
  readonly goesOn?: boolean;
}

const begins = new Set(['BEGIN', 'START']);
const ends = new Set(['COMMIT', 'ROLLBACK', 'PREPARE']);

/**
 * Follows one database session statement by statement: it predicts each, and applies to the catalog what the server would keep. A
 * statement that ends with an error changes nothing; ROLLBACK takes back what was done since BEGIN; once a statement has failed inside a
 * transaction block, everything up to its end is refused (SQLSTATE 25P02).
 */
export class Session {
  readonly #catalog: Catalog;
  readonly #serverMajor: number;
  readonly #remembers: boolean;
  readonly #goesOn: boolean;
  readonly #settings: Settings;
  #localTimeZone: { readonly before: string | undefined } | null = null;
  #points: Point[] = [];
  #failed = false;

  constructor(
    catalog: Catalog,
    session: { readonly serverMajor: number; readonly timeZone?: string | undefined },
    { remembers = true, goesOn = false }: Manner = {},
  ) {
    this.#catalog = catalog;
    this.#serverMajor = session.serverMajor;
    this.#settings = { timeZone: session.timeZone };
    this.#remembers = remembers;
    this.#goesOn = goesOn;
  }

  /** Whether a statement of the current transaction block has failed. */
  get failed(): boolean {
    return this.#failed;
  }

  /** What the session is like for a statement of these actions. */
  conditions(actions: readonly Action[], inTransaction: boolean): Conditions {
    const { timeZone } = this.#settings;
    return {
      serverMajor: this.#serverMajor,
      inTransaction: inTransaction || this.#points.length > 0,
      ...(timeZone === undefined ? {} : { timeZone }),
      alongside: actions,
    };
  }

  /**
   * Runs one statement: predicts each action, tells `watch` of it and applies it. What a statement that fails has done so far is undone,
   * unless the session goes on.
   */
  run(actions: readonly Action[], inTransaction: boolean, watch: Watch = {}): readonly Effect[] {
    const conditions = this.conditions(actions, inTransaction);
    // A statement by itself was a transaction.
    if (!conditions.inTransaction) dropFleeting(this.#catalog);
    const refused = this.#failed && !actions.some((action) => action.kind === 'transaction');
    const ordered = inPasses(actions);
    const before = actions.length > 1 && !refused && !this.#goesOn ? this.#catalog.mark() : undefined;
    const effects: Effect[] = [];
    for (const action of ordered) {
      const effect = refused
        ? failing('25P02', 'current transaction is aborted, commands ignored until end of transaction block')
        : (this.#noSavepoint(action) ?? predict(action, this.#catalog, conditions));
      effects.push(effect);
      watch.before?.(action, effect, conditions);
      if (effect.caught === true || (effect.error !== null && !this.#goesOn)) continue;
      this.#apply(action, conditions.inTransaction);
      // Code that nobody has seen may have made again what was gone.
      if (effect.opaque === true) this.#catalog.relations.forgetLeft();
      watch.after?.(action, conditions);
    }
    if (!this.#goesOn && effects.some(({ error }) => error !== null)) {
      if (!refused) before?.back();
      if (conditions.inTransaction) this.#failed = true;
    }
    before?.forget();
    return effects;
  }

  /** A string that the server cannot read ends like any other that fails. */
  fail(): void {
    if (!this.#goesOn && this.#points.length > 0) this.#failed = true;
  }

  /** An implicit transaction (several statements in one string) is over. */
  endImplicit(): void {
    if (this.#points.length > 0) return;
    this.#failed = false;
    this.#catalog.unfinished.end();
    dropFleeting(this.#catalog);
  }

  #apply(action: Action, inTransaction: boolean): void {
    // The server warns and goes on with the old value.
    if (action.kind === 'setting' && action.local && !inTransaction) return;
    if (action.kind === 'transaction') this.#control(action);
    applyAction(this.#catalog, action);
    if (action.kind !== 'setting' || (action.name !== 'timezone' && action.name !== 'all')) return;
    if (action.local) this.#localTimeZone ??= { before: this.#settings.timeZone };
    this.#settings.timeZone = action.value ?? undefined;
  }

  #control({ verb, savepoint = '' }: Extract<Action, { kind: 'transaction' }>): void {
    if (begins.has(verb)) {
      if (this.#points.length === 0) this.#points = [this.#point(null)];
    } else if (verb === 'SAVEPOINT') this.#points.push(this.#point(savepoint));
    else if (verb === 'ROLLBACK TO') this.#backTo(savepoint);
    else if (verb === 'RELEASE') this.#giveUp(this.#find(savepoint));
    else if (ends.has(verb)) this.#end(verb === 'ROLLBACK' || this.#failed);
  }

  #find(savepoint: string): number {
    return this.#points.findLastIndex((each) => each.savepoint === savepoint);
  }

  /** SQLSTATE 3B001, where the transaction is followed from its beginning. */
  #noSavepoint(action: Action): Effect | undefined {
    if (action.kind !== 'transaction' || action.savepoint === undefined || action.verb === 'SAVEPOINT')
      return undefined;
    return this.#points.length > 0 && this.#find(action.savepoint) < 0
      ? failing('3B001', `savepoint "${action.savepoint}" does not exist`)
      : undefined;
  }

  /** Forgets the points from the given one on. */
  #giveUp(at: number): void {
    if (at < 0) return;
    for (const { mark } of this.#points.splice(at)) mark?.forget();
  }

  // The savepoint stays, and can be gone back to again.
  #backTo(savepoint: string): void {
    const at = this.#find(savepoint);
    const point = this.#points[at];
    if (point === undefined) return;
    this.#restore(point);
    this.#giveUp(at + 1);
    this.#failed = false;
  }

  #end(back: boolean): void {
    const [first] = this.#points;
    if (back && first !== undefined) this.#restore(first);
    else if (this.#localTimeZone !== null) this.#settings.timeZone = this.#localTimeZone.before;
    this.#localTimeZone = null;
    this.#giveUp(0);
    this.#failed = false;
  }

  #restore({ mark, timeZone }: Point): void {
    mark?.back();
    if (mark !== null) this.#settings.timeZone = timeZone;
  }

  #point(savepoint: string | null): Point {
    const mark = this.#remembers ? this.#catalog.mark() : null;
    return { savepoint, mark, timeZone: this.#settings.timeZone };
  }
}

// ALTER TABLE drops first and changes types next, whatever the order in which its subcommands are written (AT_PASS_* in tablecmds.c).
function inPasses(actions: readonly Action[]): readonly Action[] {
  const onTables = actions.length > 1 && actions.every((action) => 'ifExists' in action && 'table' in action);
  return onTables ? actions.toSorted((a, b) => passOf(a) - passOf(b)) : actions;
}

const passOf = ({ kind }: Action): number =>
  kind === 'drop-column' || kind === 'drop-constraint' ? 0 : kind === 'set-type' ? 1 : 2;

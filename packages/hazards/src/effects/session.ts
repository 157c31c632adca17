import { applyAction } from '../catalog/apply';
import type { Catalog } from '../catalog/catalog';
import type { Action } from '../sql/actions';
import type { Conditions, Effect } from './effect';
import { failing } from './effect';
import { predict } from './predict';

/** A state that ROLLBACK can go back to. */
interface Mark {
  readonly savepoint: string | null;
  readonly restore: () => void;
}

/** What a session knows besides the catalog, and what SET LOCAL and ROLLBACK take back. */
interface Settings {
  timeZone: string | undefined;
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
  readonly #settings: Settings;
  #localTimeZone: { readonly before: string | undefined } | null = null;
  #marks: Mark[] = [];
  #failed = false;

  /** @param remembers whether a ROLLBACK may come: only then it is worth remembering how the catalog was */
  constructor(
    catalog: Catalog,
    session: { readonly serverMajor: number; readonly timeZone?: string | undefined },
    remembers = true,
  ) {
    this.#catalog = catalog;
    this.#serverMajor = session.serverMajor;
    this.#settings = { timeZone: session.timeZone };
    this.#remembers = remembers;
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
      inTransaction: inTransaction || this.#marks.length > 0,
      ...(timeZone === undefined ? {} : { timeZone }),
      alongside: actions,
    };
  }

  /**
   * Runs one statement: predicts each action, hands it to `see` while the catalog is still as it was before the action, and applies it.
   * What a statement that fails has done so far is undone.
   */
  run(
    actions: readonly Action[],
    inTransaction: boolean,
    see: (action: Action, effect: Effect, conditions: Conditions) => void = () => undefined,
  ): readonly Effect[] {
    const conditions = this.conditions(actions, inTransaction);
    const refused = this.#failed && !actions.some((action) => action.kind === 'transaction');
    const ordered = inPasses(actions);
    const undo = actions.length > 1 && !refused ? this.#catalog.mark(actions) : undefined;
    const effects: Effect[] = [];
    for (const action of ordered) {
      const effect = refused
        ? failing('25P02', 'current transaction is aborted, commands ignored until end of transaction block')
        : predict(action, this.#catalog, conditions);
      effects.push(effect);
      see(action, effect, conditions);
      if (effect.error === null && effect.caught !== true) this.#apply(action);
    }
    if (effects.some(({ error }) => error !== null)) {
      if (!refused) undo?.();
      if (conditions.inTransaction) this.#failed = true;
    }
    return effects;
  }

  /** An implicit transaction (several statements in one string) is over. */
  endImplicit(): void {
    if (this.#marks.length === 0) this.#failed = false;
  }

  #apply(action: Action): void {
    if (action.kind === 'transaction') this.#control(action.verb);
    applyAction(this.#catalog, action);
    if (action.kind !== 'setting' || action.name !== 'timezone') return;
    if (action.local) this.#localTimeZone ??= { before: this.#settings.timeZone };
    this.#settings.timeZone = action.value ?? undefined;
  }

  #control(verb: string): void {
    if (begins.has(verb)) this.#marks = [this.#mark(null)];
    else if (verb === 'SAVEPOINT') this.#marks.push(this.#mark(''));
    else if (verb === 'ROLLBACK TO') this.#backTo();
    else if (ends.has(verb)) this.#end(verb === 'ROLLBACK' || this.#failed);
  }

  // The savepoint stays, and can be gone back to again.
  #backTo(): void {
    const at = this.#marks.findLastIndex(({ savepoint }) => savepoint !== null);
    if (at < 0) return;
    this.#marks[at]?.restore();
    this.#marks = this.#marks.slice(0, at + 1);
    this.#failed = false;
  }

  #end(back: boolean): void {
    if (back) this.#marks[0]?.restore();
    else if (this.#localTimeZone !== null) this.#settings.timeZone = this.#localTimeZone.before;
    this.#localTimeZone = null;
    this.#marks = [];
    this.#failed = false;
  }

  #mark(savepoint: string | null): Mark {
    if (!this.#remembers) return { savepoint, restore: () => undefined };
    const catalog = this.#catalog.snapshot();
    const { timeZone } = this.#settings;
    const restore = (): void => {
      catalog();
      this.#settings.timeZone = timeZone;
    };
    return { savepoint, restore };
  }
}

// ALTER TABLE drops first and changes types next, whatever the order in which its subcommands are written (AT_PASS_* in tablecmds.c).
function inPasses(actions: readonly Action[]): readonly Action[] {
  const onTables = actions.length > 1 && actions.every((action) => 'ifExists' in action && 'table' in action);
  return onTables ? actions.toSorted((a, b) => passOf(a) - passOf(b)) : actions;
}

const passOf = ({ kind }: Action): number =>
  kind === 'drop-column' || kind === 'drop-constraint' ? 0 : kind === 'set-type' ? 1 : 2;

import type { Journal } from './journal';
import { KeptMap, KeptSet } from './journal';
import type { NamedType, Relation } from './model';

/** What the transaction that runs has left behind, and what goes with its end. */
export class Unfinished {
  /** Tables with rows that are still to be tested, each with the names of the deferred constraints and triggers that will. */
  readonly tested: KeptMap<Relation, ReadonlySet<string>>;
  /** Enums with the labels that it added. */
  readonly labels: KeptMap<NamedType, ReadonlySet<string>>;
  /** Types that it made. */
  readonly made: KeptSet<NamedType>;
  /** SET CONSTRAINTS: what is deferred, where it was said. */
  readonly modes: KeptMap<string, boolean>;
  /** Tables that are dropped at its end (ON COMMIT DROP): whoever ends it has to take them out. */
  readonly fleeting: KeptSet<Relation>;
  #inTransaction = false;

  constructor(journal: Journal) {
    this.tested = new KeptMap(journal);
    this.labels = new KeptMap(journal);
    this.made = new KeptSet(journal);
    this.modes = new KeptMap(journal);
    this.fleeting = new KeptSet(journal);
  }

  get inTransaction(): boolean {
    return this.#inTransaction;
  }

  /** A statement begins; outside of a transaction nothing is left of those before. */
  begin(inTransaction: boolean): void {
    this.#inTransaction = inTransaction;
    if (!inTransaction) this.end();
  }

  end(): void {
    for (const part of [this.tested, this.labels, this.made, this.modes]) if (part.size > 0) part.clear();
  }
}

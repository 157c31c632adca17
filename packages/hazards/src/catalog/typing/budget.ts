/** Names that are looked at for one statement: what nobody has written by hand is not followed. */
const MOST = 1_000_000;

/** The statement is too wide to be followed. */
class TooWide extends Error {}

/** How many names may still be looked at. Every step of a walk takes from it, and the walk ends where there is nothing left. */
export class Budget {
  #left = MOST;

  /** Counts a step of the walk. */
  step(): void {
    this.#spend(1);
  }

  /** Names that are all looked at, to find one or to keep them. */
  among<T>(names: readonly T[]): readonly T[] {
    this.#spend(names.length);
    return names;
  }

  #spend(names: number): void {
    this.#left -= names;
    if (this.#left < 0) throw new TooWide();
  }
}

/** What a walk gives, or what is said in its place where it ended early. */
export function withinBudget<T>(walk: () => T, otherwise: T): T {
  try {
    return walk();
  } catch (error) {
    if (error instanceof TooWide) return otherwise;
    throw error;
  }
}

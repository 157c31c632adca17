import { SafeMigrateError } from '../errors';
import type { Structure } from '../verify/structure';

/** What was put back, and what could not be. */
export interface GivenBack {
  /** The statements that wrote to the user's tables. */
  readonly sent: readonly string[];
  /** In words, one per column or table. */
  readonly returned: readonly string[];
  /** In words: what is not as it was before the drop. */
  readonly withheld: readonly Withheld[];
}

/** Something that cannot be given back. */
export interface Withheld {
  /** `schema.table` or `schema.table.column` */
  readonly what: string;
  readonly why: string;
}

/** How values are given back. */
export interface GiveBackOptions {
  /** `down()` goes on after this: only what is there again as a whole, and was not there before it. */
  readonly madeSince?: Structure;
  /**
   * A row may refer to one that is gone since: it, or its value, stays in escrow and is told, because somebody must accept it. Without this
   * nothing is given back.
   */
  readonly leaveOrphans?: boolean;
}

export function notGiven(label: string, why: string): SafeMigrateError {
  return new SafeMigrateError({
    code: 'ESCROW_NOT_GIVEN_BACK',
    what: `The values in escrow could not be given back to ${label}.`,
    why,
    next: 'Everything was rolled back. Correct down(), or take the values from the schema safe_migrate_escrow by hand.',
  });
}

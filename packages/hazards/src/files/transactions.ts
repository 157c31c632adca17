import type { ParseOutcome } from '../sql/parser';

const ends = new Set(['TRANS_STMT_COMMIT', 'TRANS_STMT_ROLLBACK', 'TRANS_STMT_PREPARE']);
const begins = new Set(['TRANS_STMT_BEGIN', 'TRANS_STMT_START']);

/** Whether a verb opens a transaction block. */
export const beginsBlock = (verb: string): boolean => begins.has(verb);

interface TransactionVerb {
  readonly kind: string;
  readonly chain: boolean;
}

/** What a statement says about transactions, if anything. */
export function transactionVerb(outcome: ParseOutcome): TransactionVerb | null {
  const node = outcome.ok ? outcome.statements[0]?.node : undefined;
  if (node === undefined || !('TransactionStmt' in node)) return null;
  return { kind: node.TransactionStmt.kind ?? '', chain: node.TransactionStmt.chain === true };
}

/** Follows the transaction blocks of files, statement by statement. */
export class TransactionWatch {
  #open: boolean;

  /** @param begun whether the first file begins in a transaction block */
  constructor(begun: boolean) {
    this.#open = begun;
  }

  get open(): boolean {
    return this.#open;
  }

  /**
   * Whether the statement runs inside a transaction block. BEGIN, COMMIT and ROLLBACK themselves count as outside: between two
   * transactions nothing is held.
   */
  see(verb: TransactionVerb | null): boolean {
    if (verb === null) return this.#open;
    if (begins.has(verb.kind)) this.#open = true;
    else if (ends.has(verb.kind)) this.#open = verb.chain;
    else return this.#open;
    return false;
  }
}

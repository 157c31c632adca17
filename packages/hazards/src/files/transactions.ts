import type { Part } from './split';

const ends = new Set(['TRANS_STMT_COMMIT', 'TRANS_STMT_ROLLBACK', 'TRANS_STMT_PREPARE']);
const begins = new Set(['TRANS_STMT_BEGIN', 'TRANS_STMT_START']);

/** What a part says about transactions, if anything. */
export function transactionVerb(part: Part): { readonly kind: string; readonly chain: boolean } | null {
  const node = part.outcome.ok ? part.outcome.statements[0]?.node : undefined;
  if (node === undefined || !('TransactionStmt' in node)) return null;
  return { kind: node.TransactionStmt.kind ?? '', chain: node.TransactionStmt.chain === true };
}

/**
 * Whether each part runs inside a transaction block, given whether the file begins in one. BEGIN, COMMIT and ROLLBACK themselves count as
 * outside: between two transactions nothing is held.
 */
export function followTransactions(
  parts: readonly Part[],
  begun: boolean,
): { readonly inside: readonly boolean[]; readonly after: boolean } {
  let open = begun;
  const inside = parts.map((part) => {
    const verb = transactionVerb(part);
    if (verb === null) return open;
    if (begins.has(verb.kind)) open = true;
    else if (ends.has(verb.kind)) open = verb.chain;
    else return open;
    return false;
  });
  return { inside, after: open };
}

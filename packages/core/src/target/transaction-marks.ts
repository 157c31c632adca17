/**
 * Rows of system catalogs are told apart by the numbers of the transactions that wrote them. A number has 32 bits and comes again: two of them
 * are compared by their age, as the server does. https://www.postgresql.org/docs/current/routine-vacuuming.html#VACUUM-FOR-WRAPAROUND
 */

/** SQL: the 32 bits, as text, of a number that has 64. */
const marked = (id: string): string => `(${id} % 4294967296)::text`;

/** SQL: the number of the open transaction, as text. */
export const OWN_MARK = marked('pg_catalog.txid_current()');

/** SQL, as text: whatever is written later bears this number or a higher one. */
export const HORIZON = marked('pg_catalog.txid_snapshot_xmin(pg_catalog.txid_current_snapshot())');

const isSince = (mark: string, xid: string): string =>
  `pg_catalog.age(${mark}) <= (SELECT pg_catalog.age(${xid}))`;

/**
 * SQL: the row was written by a transaction or by one that began after it; its subtransactions did.
 *
 * @param row e.g. `t`
 * @param xid SQL of type xid
 */
export const isWrittenSince = (row: string, xid: string): string => `(${isSince(`${row}.xmin`, xid)})`;

/** SQL: the same of who deleted or locked the row, which may be nobody. */
export const isDeletedSince = (row: string, xid: string): string =>
  `(${row}.xmax <> '0'::xid AND ${isSince(`${row}.xmax`, xid)})`;

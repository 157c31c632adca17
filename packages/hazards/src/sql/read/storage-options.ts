import type { DefElem, Node } from 'libpg-query';
import type { Refusal } from '../actions';
import { defElems, textOf } from '../nodes';

const words = (text: string): readonly string[] => text.match(/\S+/g) ?? [];

/** Storage parameters of tables, views and materialized views (reloptions.c), each with the major that brought it. */
const ofTables: ReadonlyMap<string, number> = new Map([
  ...words(
    `fillfactor toast_tuple_target parallel_workers user_catalog_table autovacuum_enabled autovacuum_vacuum_threshold
     autovacuum_vacuum_scale_factor autovacuum_analyze_threshold autovacuum_analyze_scale_factor autovacuum_vacuum_cost_delay
     autovacuum_vacuum_cost_limit autovacuum_freeze_min_age autovacuum_freeze_max_age autovacuum_freeze_table_age
     autovacuum_multixact_freeze_min_age autovacuum_multixact_freeze_max_age autovacuum_multixact_freeze_table_age
     log_autovacuum_min_duration security_barrier check_option`,
  ).map((name) => [name, 0] as const),
  ...['vacuum_index_cleanup', 'vacuum_truncate'].map((name) => [name, 12] as const),
  ...['autovacuum_vacuum_insert_threshold', 'autovacuum_vacuum_insert_scale_factor'].map(
    (name) => [name, 13] as const,
  ),
  ['security_invoker', 15],
  ...['autovacuum_vacuum_max_threshold', 'vacuum_max_eager_freeze_failure_rate'].map(
    (name) => [name, 18] as const,
  ),
]);

const ofIndexes: Readonly<Record<string, ReadonlyMap<string, number>>> = {
  btree: new Map([
    ['fillfactor', 0],
    ['vacuum_cleanup_index_scale_factor', 0],
    ['deduplicate_items', 13],
  ]),
  hash: new Map([['fillfactor', 0]]),
  gist: new Map([
    ['fillfactor', 0],
    ['buffering', 0],
  ]),
  spgist: new Map([['fillfactor', 0]]),
  gin: new Map([
    ['fastupdate', 0],
    ['gin_pending_list_limit', 0],
  ]),
  brin: new Map([
    ['pages_per_range', 0],
    ['autosummarize', 0],
  ]),
};

/** SQLSTATE 22023: a storage parameter that there is none of, or a fill factor that is none. */
export function storageRefusals(node: Node): readonly Refusal[] {
  // Another access method may have parameters of its own.
  if ('CreateStmt' in node)
    return node.CreateStmt.accessMethod ? [] : refused(defElems(node.CreateStmt.options), ofTables);
  if ('IndexStmt' in node) {
    const known = ofIndexes[node.IndexStmt.accessMethod ?? 'btree'];
    return known === undefined ? [] : refused(defElems(node.IndexStmt.options), known);
  }
  return [];
}

/** A storage parameter that no table of this major has; `toast.` may stand in front. */
export const unknownParameter = (names: readonly string[], major: number): string | undefined =>
  names.find((name) => (ofTables.get(name.replace(/^toast\./, '')) ?? Infinity) > major);

const refused = (options: readonly DefElem[], known: ReadonlyMap<string, number>): readonly Refusal[] =>
  options.flatMap(({ defname = '', defnamespace, arg }): readonly Refusal[] => {
    const refuse = (message: string, before?: number): Refusal => ({
      sqlstate: '22023',
      message,
      ...(before === undefined ? {} : { before }),
    });
    if (defname === 'oids') return [];
    if (defnamespace !== undefined && defnamespace !== 'toast')
      return [refuse(`unrecognized parameter namespace "${defnamespace}"`)];
    const since = known.get(defname);
    if (since === undefined) return [refuse(`unrecognized parameter "${defname}"`)];
    const factor = defname === 'fillfactor' && arg !== undefined ? Number(textOf(arg)) : 50;
    if (factor < 10 || factor > 100)
      return [refuse(`value ${textOf(arg)} out of bounds for option "fillfactor"`)];
    return since === 0 ? [] : [refuse(`unrecognized parameter "${defname}"`, since)];
  });

/**
 * What the ignore comments of other tools mean here, so that a team can change over without touching old migrations. A name that has no
 * counterpart silences nothing.
 */
type Names = Readonly<Record<string, readonly string[]>>;

const drops = ['drop-table', 'drop-column', 'drop-schema', 'drop-view', 'drop-type', 'drop-sequence'];
const newKey = ['add-constraint-builds-index', 'add-column-with-constraint'];
const newCheck = ['add-constraint-scans', 'add-column-with-constraint', 'validate-in-same-transaction'];
const typeChange = ['type-change-rewrites', 'type-change-loses-values'];

const timeout = ['no-lock-timeout', 'lock-timeout-not-in-effect'];

const squawk: Names = {
  'adding-field-with-default': ['add-column-rewrites'],
  'adding-required-field': ['add-required-column'],
  'adding-not-nullable-field': ['set-not-null'],
  'adding-foreign-key-constraint': newCheck,
  'adding-serial-primary-key-field': ['add-column-rewrites', ...newKey],
  'constraint-missing-not-valid': newCheck,
  'disallowed-unique-constraint': newKey,
  'changing-column-type': typeChange,
  'renaming-column': ['rename'],
  'renaming-table': ['rename'],
  'require-concurrent-index-creation': ['create-index-blocks'],
  'require-concurrent-index-deletion': ['drop-index-blocks'],
  'require-concurrent-reindex': ['reindex-blocks'],
  'require-concurrent-partition-detach': ['detach-partition'],
  'ban-concurrent-index-creation-in-transaction': ['concurrently-in-transaction'],
  'ban-drop-column': ['drop-column'],
  'ban-drop-table': ['drop-table'],
  'ban-drop-database': ['drop-database'],
  'ban-truncate-cascade': ['truncate'],
  'ban-create-domain-with-constraint': ['change-domain'],
  'ban-alter-domain-with-add-constraint': ['change-domain'],
  'transaction-nesting': ['transaction-control'],
  'require-timeout-settings': timeout,
  'ban-drop-not-null': ['drop-not-null'],
  'prefer-text-field': ['prefer-text'],
  'ban-char-field': ['prefer-text'],
  'prefer-timestamptz': ['prefer-timestamptz'],
  'prefer-identity': ['prefer-identity'],
  'prefer-big-int': ['prefer-bigint-keys'],
  'prefer-bigint-over-int': ['prefer-bigint-keys'],
  'prefer-bigint-over-smallint': ['prefer-bigint-keys'],
  'prefer-robust-stmts': ['not-repeatable', 'unnamed-concurrent-index'],
  'identifier-too-long': ['identifier-too-long'],
};

const eugene: Names = {
  E1: newCheck,
  E2: ['set-not-null'],
  E3: ['prefer-jsonb'],
  E4: ['long-transaction', 'backfill-in-ddl-transaction', 'validate-in-same-transaction'],
  E5: typeChange,
  E6: ['create-index-blocks'],
  E7: newKey,
  E8: ['add-constraint-builds-index'],
  E9: timeout,
  E10: ['add-column-rewrites', 'rewrite-table'],
  E11: ['add-column-rewrites'],
  E15: ['foreign-key-without-index'],
  W12: ['several-passes'],
  W13: ['prefer-lookup-table'],
  W14: ['set-not-null', 'add-constraint-builds-index'],
};

const atlas: Names = {
  destructive: drops,
  DS101: ['drop-schema'],
  DS102: ['drop-table'],
  DS103: ['drop-column'],
  data_depend: ['add-required-column', 'set-not-null', 'add-constraint-builds-index'],
  MF101: newKey,
  MF102: newKey,
  MF103: ['add-required-column'],
  MF104: ['set-not-null'],
  incompatible: ['rename'],
  BC101: ['rename'],
  BC102: ['rename'],
  concurrent_index: ['create-index-blocks', 'drop-index-blocks', 'concurrently-in-transaction'],
  PG101: ['create-index-blocks'],
  PG102: ['drop-index-blocks'],
  PG103: ['concurrently-in-transaction'],
  PG104: newKey,
  PG105: newKey,
  PG301: typeChange,
  PG302: ['add-column-rewrites'],
  PG303: ['set-not-null'],
  PG304: ['set-not-null', 'add-constraint-builds-index'],
  PG305: newCheck,
  PG306: newCheck,
  CD101: ['drop-constraint'],
};

const pgfence: Names = {
  'add-column-not-null-no-default': ['add-required-column'],
  'add-column-non-constant-default': ['add-column-rewrites'],
  'add-column-serial': ['add-column-rewrites'],
  'add-column-stored-generated': ['add-column-rewrites'],
  'add-column-inline-foreign-key': ['add-column-with-constraint'],
  'alter-column-type': typeChange,
  'alter-column-set-not-null': ['set-not-null'],
  'drop-constraint': ['drop-constraint'],
  'drop-column': ['drop-column'],
  'drop-table': ['drop-table'],
  'concurrent-in-transaction': ['concurrently-in-transaction'],
  'not-valid-validate-same-tx': ['validate-in-same-transaction'],
  'attach-partition': ['partition-scans'],
  'vacuum-full': ['rewrite-table'],
  'missing-lock-timeout': timeout,
  'statement-after-access-exclusive': ['statement-after-lock'],
  'wide-lock-window': ['locks-several-tables'],
  'fk-missing-index': ['foreign-key-without-index'],
  'alter-enum-no-ordering': ['enum-value-without-place'],
  'add-column-json': ['prefer-jsonb'],
};

export interface ForeignIgnore {
  readonly tool: 'squawk' | 'eugene' | 'atlas' | 'pgfence';
  /** Our rules that it silences. */
  readonly rules: readonly string[];
  /** `heading`: the whole file where a blank line parts the comment from the first statement. */
  readonly scope: 'statement' | 'file' | 'heading';
}

const forms: readonly (readonly [RegExp, ForeignIgnore['tool'], Names, ForeignIgnore['scope']])[] = [
  [/^squawk-ignore-file(?![\w-])(.*)$/s, 'squawk', squawk, 'file'],
  [/^squawk-ignore(?![\w-])(.*)$/s, 'squawk', squawk, 'statement'],
  [/^eugene:\s*ignore(?![\w-])(.*)$/s, 'eugene', eugene, 'statement'],
  [/^atlas:nolint(?![\w-])(.*)$/s, 'atlas', atlas, 'heading'],
  [/^pgfence-ignore(?![\w-]):?(.*)$/s, 'pgfence', pgfence, 'statement'],
];

/** Reads the text of a comment, without its markers; null where it is none of another tool. Without names it means all of that tool. */
export function readForeignIgnore(comment: string): ForeignIgnore | null {
  for (const [pattern, tool, names, scope] of forms) {
    const rest = pattern.exec(comment.trim())?.[1];
    if (rest === undefined) continue;
    const listed = rest.split(/[\s,]+/).filter((name) => name !== '');
    const chosen = listed.length === 0 ? Object.keys(names) : listed;
    return { tool, scope, rules: [...new Set(chosen.flatMap((name) => names[name] ?? []))] };
  }
  return null;
}

/** Every rule that the tables name: a spec holds them to the rules that exist. */
export const mappedRules: readonly string[] = [squawk, eugene, atlas, pgfence].flatMap((names) =>
  Object.values(names).flat(),
);

import { classes } from '../../catalog/builtin-operators';
import { entriesOf, isUnsorted } from '../../catalog/casts';
import type { Catalog } from '../../catalog/catalog';
import { isTaken } from '../../catalog/typing/choose';
import type { Kind } from '../../catalog/typing/kinds';
import { pathOf, plain, showKind } from '../../catalog/typing/kinds';
import type { Name } from '../../sql/names';
import type { SqlType } from '../../sql/types';
import type { Conditions, PredictedError } from '../effect';
import { raise } from './raise';

interface OperatorClass {
  readonly name: string;
  readonly takes: SqlType;
  /** What a type gets that names none. */
  readonly byItself: boolean;
}

const known = new Map<number, ReadonlyMap<string, readonly OperatorClass[]>>();

function classesOf(method: string, major: number): readonly OperatorClass[] | undefined {
  const found = known.get(major);
  if (found !== undefined) return found.get(method);
  const made = new Map<string, OperatorClass[]>();
  for (const [group, entry] of entriesOf(classes, major)) {
    const [name = '', type = ''] = entry.split('=');
    const list = made.get(group) ?? [];
    made.set(group, list);
    list.push({ name, takes: plain(type.replace('!', '')), byItself: type.endsWith('!') });
  }
  known.set(major, made);
  return made.get(method);
}

// IsBinaryCoercible: a class takes what needs no conversion.
const takes = ({ takes: wanted }: OperatorClass, kind: SqlType, major: number): boolean =>
  wanted.name.startsWith('any')
    ? isTaken(kind, wanted, major) === true
    : pathOf(kind, wanted, 'implicit', major) === 'relabel';

// Extensions that bring no class that a built-in type gets by itself.
const quiet = new Set(
  'plpgsql uuid-ossp pgcrypto citext hstore pg_trgm unaccent pg_stat_statements fuzzystrmatch tablefunc ltree vector'.split(
    ' ',
  ),
);

const brings: Readonly<Record<string, string>> = { btree_gin: 'gin', btree_gist: 'gist' };

const knowsDefaults = (method: string, catalog: Catalog): boolean =>
  catalog.routinesSeen &&
  (method === 'btree' ||
    method === 'hash' ||
    [...catalog.extensions].every((name) => quiet.has(name) || (name in brings && brings[name] !== method)));

/**
 * The error of the operator class of a key: one that is not there (42704) or does not take the type (42804), or none where the type has
 * none by itself (42704). Extensions may bring others: what is not there is told where there are none.
 */
export function classError(
  given: Kind,
  named: Name | undefined,
  method: string,
  catalog: Catalog,
  { serverMajor }: Conditions,
): PredictedError | null {
  const all = classesOf(method, serverMajor);
  if (all === undefined || !catalog.operatorsSeen) return null;
  const kind = given === 'unknown' ? plain('text') : given;
  const written = meant(named, serverMajor);
  if (written === undefined) {
    if (kind === null) return null;
    // What has no order in itself has none by an extension either.
    const certain = method === 'btree' && isUnsorted(kind);
    if (!certain && !knowsDefaults(method, catalog)) return null;
    return all.some((each) => each.byItself && takes(each, kind, serverMajor))
      ? null
      : raise(
          '42704',
          `data type ${showKind(kind)} has no default operator class for access method "${method}"`,
        );
  }
  if (written.schema !== undefined && written.schema !== 'pg_catalog') return null;
  const found = all.find(({ name }) => name === written.name);
  if (found === undefined)
    return catalog.routinesComplete
      ? raise('42704', `operator class "${written.name}" does not exist for access method "${method}"`)
      : null;
  return kind === null || takes(found, kind, serverMajor)
    ? null
    : raise('42804', `operator class "${written.name}" does not accept data type ${showKind(kind)}`);
}

/** Names of classes long gone: before PostgreSQL 13 they stood for what the type gets by itself (ResolveOpClass in indexcmds.c). */
const longGone = new Set(
  'network_ops timespan_ops datetime_ops lztext_ops timestamp_ops bigbox_ops'.split(' '),
);

/** The class that is meant. */
const meant = (written: Name | undefined, serverMajor: number): Name | undefined =>
  serverMajor < 13 && written?.schema === undefined && longGone.has(written?.name ?? '')
    ? undefined
    : written;

/** Whether the server leaves a class out where it writes an index down: it is what the type gets by itself. */
export const isDefaultClass = (written: Name | undefined, method: string, serverMajor: number): boolean =>
  classesOf(method, serverMajor)?.find(({ name }) => name === written?.name)?.byItself === true;

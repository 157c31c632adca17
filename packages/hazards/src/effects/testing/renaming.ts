import { scanSync } from 'libpg-query';
import type { Catalog } from '../../catalog/catalog';
import type { Relation } from '../../catalog/model';
import { quoteName } from '../../sql/names';
import { modelOf } from './predicting';

/** A fixture and its statements under other names. */
export interface Renaming {
  readonly fixture: string;
  readonly schema: string;
  rename(sql: string): string;
  /** The new name of a relation or index that the fixture has, as `schema.name`; itself where it is none. */
  moved(name: string): string;
}

type Names = ReadonlyMap<string, string>;

/** New names for old ones: how many bytes they have and which letters is the caller's choice, but no two may be the same. */
export type Pick = (old: string, index: number) => string;

/**
 * Renames everything that a fixture names itself, in the fixture and in statements about it, token by token: schemas, tables, columns,
 * constraints, indexes, types, functions. The names that the server made for the fixture follow, by the place that they stand at.
 */
export function renaming(fixture: string, pick: Pick): Renaming {
  const before = modelOf(fixture, 'app');
  const written = writtenNames(fixture, before);
  const given = new Map([...written, 'z', 'late'].map((old, index) => [old, pick(old, index)]));
  const schema = given.get('app') ?? 'app';
  const renamed = rewrite(fixture, given);
  const names = new Map(given);
  const relations = new Map<string, string>();
  const [ours, theirs] = [[...before.relations.values()], [...modelOf(renamed, schema).relations.values()]];
  if (ours.length !== theirs.length) throw new Error('the renamed fixture has other relations');
  for (const [index, relation] of ours.entries()) align(relation, theirs[index], names, relations);
  return {
    fixture: renamed,
    schema,
    rename: (sql) => rewrite(sql, names),
    moved: (name) => relations.get(name) ?? partly(name, given),
  };
}

// What a setup makes is in no catalog of the fixture's.
function partly(name: string, names: Names): string {
  const [schema = '', own = ''] = name.split('.');
  return `${names.get(schema) ?? schema}.${names.get(own) ?? own}`;
}

/** The names of the model that stand in the text; those that do not were made by the server. */
function writtenNames(fixture: string, catalog: Catalog): readonly string[] {
  const known = new Set<string>();
  for (const relation of catalog.relations.values()) {
    for (const name of [relation.schema, relation.name, ...relation.columns.keys()]) known.add(name);
    for (const name of [...relation.constraints.keys(), ...relation.indexes.keys()]) known.add(name);
    for (const { name } of relation.hooks) known.add(name);
  }
  for (const { name } of catalog.types.values()) known.add(name);
  for (const name of catalog.functions.keys()) known.add(name.split('.').at(-1) ?? '');
  const inText = new Set(scanSync(fixture).tokens.flatMap((token) => identifierOf(token) ?? []));
  return [...known].filter((name) => inText.has(name));
}

interface Token {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly tokenName: string;
  readonly keywordKind: number;
}

const identifierOf = ({ tokenName, text, keywordKind }: Token): string | undefined =>
  tokenName !== 'IDENT' || keywordKind !== 0
    ? undefined
    : text.startsWith('"')
      ? text.slice(1, -1).replaceAll('""', '"')
      : text.toLowerCase();

function rewrite(sql: string, names: Names): string {
  const bytes = Buffer.from(sql);
  let [text, at] = ['', 0];
  for (const token of scanSync(sql).tokens as readonly Token[]) {
    const old = identifierOf(token);
    const moved = old === undefined ? undefined : names.get(old);
    const changed =
      moved !== undefined
        ? quoteName(moved)
        : token.tokenName === 'SCONST'
          ? rewriteConstant(bytes.subarray(token.start, token.end).toString(), names, /format\(/.test(sql))
          : undefined;
    if (changed === undefined) continue;
    text += bytes.subarray(at, token.start).toString() + changed;
    at = token.end;
  }
  return text + bytes.subarray(at).toString();
}

/** The text of a string constant that is code, or the name of something. */
function rewriteConstant(constant: string, names: Names, isArgument: boolean): string {
  const dollar = /^(\$\w*\$)([\s\S]*)\1$/.exec(constant);
  if (dollar) return `${dollar[1]}${rewrite(dollar[2] ?? '', names)}${dollar[1]}`;
  const content = constant.slice(1, -1).replaceAll("''", "'");
  const bare = isArgument ? names.get(content) : undefined;
  const changed = bare ?? (/\bapp\./.test(content) ? rewrite(content, names) : content);
  return `'${changed.replaceAll("'", "''")}'`;
}

function align(
  old: Relation,
  moved: Relation | undefined,
  names: Map<string, string>,
  relations: Map<string, string>,
): void {
  if (moved === undefined) throw new Error(`the renamed fixture lacks ${old.name}`);
  names.set(old.name, moved.name);
  relations.set(`${old.schema}.${old.name}`, `${moved.schema}.${moved.name}`);
  const [indexes, theirs] = [[...old.indexes.keys()], [...moved.indexes.keys()]];
  for (const [at, name] of indexes.entries())
    relations.set(`${old.schema}.${name}`, `${moved.schema}.${theirs[at] ?? name}`);
  for (const part of ['constraints', 'indexes'] as const) {
    const keys = [...moved[part].keys()];
    for (const [at, name] of [...old[part].keys()].entries()) names.set(name, keys[at] ?? name);
  }
}

/** What cannot be asked under other names: a name that the server gave to a domain's constraint, and one that is put together at run time. */
export const keepsItsName = /DROP CONSTRAINT positive_check|VALIDATE CONSTRAINT positive_check|'z' \|\| i/;

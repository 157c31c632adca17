import { scanSync } from 'libpg-query';
import type { SqlType } from '../../sql/types';
import { parseFormattedType } from '../../sql/types';
import { modelOf } from './predicting';

/** Types that PostgreSQL treats alike; see `measure/type-classes.json`. Types have their internal names (`int4`). */
export interface TypeClass {
  readonly name: string;
  /** Why nothing that is predicted can tell the types from one another. */
  readonly why: string;
  /** How many of the measured statements it varies at least. */
  readonly atLeast: number;
  /** What takes the place of what, everywhere at once. */
  readonly types?: Readonly<Record<string, string>>;
  /** Only types without a length are exchanged. */
  readonly bare?: boolean;
  /** What lengths are multiplied by. */
  readonly lengths?: Readonly<Record<string, number>>;
  /** What is added to precisions. */
  readonly precisions?: Readonly<Record<string, number>>;
  /** Words and types whose statements are another matter. */
  readonly not?: readonly string[];
}

/** A fixture and its statements with other types. */
export interface Retyping {
  readonly fixture: string;
  retype(sql: string): string;
  /** Whether a statement has types of the class, itself or in the columns that it names, and nothing that is another matter. */
  concerns(statements: readonly string[]): boolean;
}

/** Exchanges types in a fixture and in statements about it, token by token. */
export function retyping(fixture: string, types: TypeClass): Retyping {
  const changed = rewrite(fixture, types);
  // A type that others become and that stays what it is would be told apart no more.
  const others = Object.values(types.types ?? {}).filter((name) => types.types?.[name] === undefined);
  const excluded = new Set([...(types.not ?? []), ...others]);
  const own = new Set(Object.keys(types.types ?? types.lengths ?? types.precisions ?? {}));
  const columns = columnTypes(fixture);
  return {
    fixture: changed,
    retype: (sql) => rewrite(sql, types),
    concerns(statements) {
      const words = new Set(statements.flatMap(wordsOf));
      const named = columns.filter(({ table, column }) => words.has(table) && words.has(column));
      const all = [
        ...words,
        ...named.flatMap(({ type, identity }) => (identity ? [type, 'identity'] : type)),
      ];
      if (all.some((word) => excluded.has(word))) return false;
      return (
        named.some(({ type }) => own.has(type.replaceAll('[]', ''))) ||
        statements.some((sql) => rewrite(sql, types) !== sql)
      );
    },
  };
}

interface TypedColumn {
  readonly table: string;
  readonly column: string;
  readonly type: string;
  readonly identity: boolean;
}

function columnTypes(fixture: string): readonly TypedColumn[] {
  const catalog = modelOf(fixture, 'app');
  const base = ({ schema, name, array }: SqlType): string => {
    const domain = [...catalog.types.values()].find((each) => each.schema === schema && each.name === name);
    return `${domain?.base === undefined ? name : base(domain.base)}${array ? '[]' : ''}`;
  };
  return [...catalog.relations.values()].flatMap(({ name: table, columns }) =>
    [...columns.values()].flatMap(({ name: column, type, identity }) =>
      type === null ? [] : [{ table, column, type: base(type), identity: identity === true }],
    ),
  );
}

interface Token {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly tokenName: string;
}

const tokensOf = (sql: string): readonly Token[] => scanSync(sql).tokens as readonly Token[];

const dollarQuoted = /^(\$\w*\$)([\s\S]*)\1$/;

/** The words of a statement, types by their internal names, those of code in dollar quotes too. */
function wordsOf(sql: string): readonly string[] {
  const tokens = tokensOf(sql);
  return tokens.flatMap(({ text }, at) => {
    const code = dollarQuoted.exec(text)?.[2];
    if (code !== undefined) return wordsOf(code);
    return [text.toLowerCase(), typeAt(tokens, at)?.name ?? ''];
  });
}

const severalWords = [
  ['timestamp', 'with', 'time', 'zone'],
  ['time', 'with', 'time', 'zone'],
  ['double', 'precision'],
  ['character', 'varying'],
  ['bit', 'varying'],
];

/** The type that begins at a token, by its internal name, and the tokens that it is written with. */
function typeAt(tokens: readonly Token[], at: number): { name: string; length: number } | undefined {
  const word = (offset: number): string => tokens[at + offset]?.text.toLowerCase() ?? '';
  if (word(0).startsWith('"') || word(-1) === '.' || ['zone', 'search'].includes(word(1))) return undefined;
  // What a function returns is decided by its code.
  if (word(-1) === 'returns') return undefined;
  const several = severalWords.find((words) => words.every((each, offset) => word(offset) === each));
  const written = several ?? [word(0)];
  return { name: parseFormattedType(written.join(' ')).name, length: written.length };
}

function rewrite(sql: string, types: TypeClass): string {
  const bytes = Buffer.from(sql);
  const tokens = tokensOf(sql);
  let [text, from] = ['', 0];
  const replace = (first: Token, last: Token, by: string): void => {
    text += bytes.subarray(from, first.start).toString() + by;
    from = last.end;
  };
  for (const [at, token] of tokens.entries()) {
    if (token.start < from) continue;
    const [, quote, code] = dollarQuoted.exec(token.text) ?? [];
    if (code !== undefined) replace(token, token, `${quote}${rewrite(code, types)}${quote}`);
    const type = code === undefined ? typeAt(tokens, at) : undefined;
    if (type === undefined) continue;
    const last = tokens[at + type.length - 1] ?? token;
    const [bracket, size] = tokens.slice(at + type.length);
    const sized = bracket?.text === '(' && size?.tokenName === 'ICONST' ? size : undefined;
    const other = types.types?.[type.name];
    if (other !== undefined && !(types.bare === true && sized !== undefined) && !keeps(tokens[at + 1], other))
      replace(token, last, other);
    const length = sized === undefined ? undefined : newSize(type.name, Number(sized.text), types);
    if (sized !== undefined && length !== undefined) replace(sized, sized, String(length));
  }
  return text + bytes.subarray(from).toString();
}

/** Whether a type stays: that of a constant, and that of an identity, which only integers can be. */
const keeps = (next: Token | undefined, other: string): boolean =>
  next?.tokenName === 'SCONST' || (next?.text.toLowerCase() === 'generated' && !/^int\d$/.test(other));

function newSize(type: string, size: number, { lengths, precisions }: TypeClass): number | undefined {
  const [times, more] = [lengths?.[type], precisions?.[type]];
  return times === undefined && more === undefined ? undefined : size * (times ?? 1) + (more ?? 0);
}

import { readMappedSource } from '../review/acknowledge/mapped-source';
import { endOfSubstitution, scanSource, type Token } from '../review/acknowledge/tokens';
import type { LoadedMigration } from './protocol';

/** A `${...}` in a statement's template that nobody wrote. */
export interface ForeignTemplate {
  readonly migration: string;
  /** Where it stands; the line counts from 1. */
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

/**
 * Finds `${...}` in templates passed to `query()` that speak of nothing the file declares. `migration:generate` writes comments and defaults
 * of the database into templates and escaped neither `${` nor backslashes before TypeORM 0.3.31 and 1.1.0: whoever may comment a column has
 * then written code.
 */
export function foreignTemplates(migrations: readonly LoadedMigration[]): readonly ForeignTemplate[] {
  return migrations.flatMap(({ name, file: path }) => {
    const source = readMappedSource(path);
    if (source === undefined) return [];
    const { file, text } = source;
    // Most have none, and all are read before any is run.
    if (!text.includes('${')) return [];
    const { tokens } = scanSource(text);
    const known = namesOf(tokens);
    return templatesOfQueries(tokens, text).flatMap(({ start, end }) =>
      substitutionsIn(text, start, end)
        .filter(({ expression }) => !rootsOf(expression).some((root) => known.has(root)))
        .map(({ at, expression }) => ({
          ...{ migration: name, file, text: `\${${expression}}` },
          line: text.slice(0, at).split('\n').length,
        })),
    );
  });
}

/** What every migration holds, also one that declares nothing. */
const SKELETON = new Set(
  `import export class implements public async await query queryRunner QueryRunner MigrationInterface Promise void up down typeorm
   require module exports const return new static readonly boolean string true false`.split(/\s+/),
);

/** The words of a file that may be names of its own: its templates are no words. */
function namesOf(tokens: readonly Token[]): ReadonlySet<string> {
  const names = tokens.filter(({ kind, text }, index) => {
    if (kind !== 'word' || SKELETON.has(text)) return false;
    // A class's own name, and its fields.
    return tokens[index - 1]?.text !== 'class' && !isField(tokens, index);
  });
  return new Set(['this', ...names.map(({ text }) => text)]);
}

const isField = (tokens: readonly Token[], index: number): boolean =>
  ['name', 'transaction'].includes(tokens[index]?.text ?? '') &&
  ['=', ':'].includes(tokens[index + 1]?.text ?? '') &&
  !['const', 'let', 'var', '(', ','].includes(tokens[index - 1]?.text ?? '');

/** Templates that are the first argument of a call of `query`. */
function templatesOfQueries(tokens: readonly Token[], text: string): readonly Token[] {
  return tokens.filter(
    ({ kind, start }, index) =>
      kind === 'text' &&
      text[start] === '`' &&
      tokens[index - 1]?.text === '(' &&
      tokens[index - 2]?.text === 'query',
  );
}

function substitutionsIn(
  text: string,
  start: number,
  end: number,
): readonly { readonly at: number; readonly expression: string }[] {
  const found: { at: number; expression: string }[] = [];
  for (let index = start + 1; index < end - 1; index += 1) {
    if (text[index] === '\\') index += 1;
    else if (text.startsWith('${', index)) {
      const close = endOfSubstitution(text, index + 2) - 1;
      found.push({ at: index, expression: text.slice(index + 2, close) });
      index = close;
    }
  }
  return found;
}

/** The names that an expression begins its paths with. */
function rootsOf(expression: string): readonly string[] {
  const { tokens } = scanSource(expression);
  const own = tokens.flatMap(({ kind, text, start, end }, index) => {
    if (kind === 'word') return tokens[index - 1]?.text === '.' ? [] : [text];
    // A template in the expression has its own.
    if (kind !== 'text' || expression[start] !== '`') return [];
    return substitutionsIn(expression, start, end).flatMap((inner) => rootsOf(inner.expression));
  });
  return own;
}

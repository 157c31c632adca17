import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** What fuzzed inputs are made of. */
export interface FuzzCorpus {
  /** Whole texts as people and tools write them. */
  readonly files: readonly string[];
  /** Single statements, each cut into tokens. */
  readonly statements: readonly (readonly string[])[];
  /** Every token once. */
  readonly tokens: readonly string[];
}

const hazards = path.join(__dirname, '..', '..');

const textsIn = (folder: string, name: RegExp): readonly string[] =>
  readdirSync(folder)
    .filter((file) => name.test(file))
    .map((file) => readFileSync(path.join(folder, file), 'utf8'));

/** The strings of a source text that look like SQL: the cases of a spec, the statements of a migration. */
export const sqlIn = (source: string): readonly string[] =>
  [...source.matchAll(/'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`/g)]
    .map(([, single, double, template]) => single ?? double ?? template ?? '')
    .filter((text) => /^\s*[A-Za-z]+\s+\S/.test(text));

export const tokensOf = (sql: string): readonly string[] =>
  sql.match(/"[^"]*"|'[^']*'|\$\w*\$|--|\/\*|\*\/|\w+|\s+|[^\w\s]/g) ?? [];

/**
 * The statements that were measured on PostgreSQL, the cases of the rules' specs, the schema of the measurements, and what else is given.
 *
 * @param more source files with SQL in string constants, such as migrations
 */
export function fuzzCorpus(more: readonly string[] = []): FuzzCorpus {
  const measured = textsIn(path.join(hazards, 'observations'), /pg1[18]\.json$/).flatMap((text) => {
    const { fixture, statements } = JSON.parse(text) as { fixture: string; statements: { sql: string }[] };
    return [...fixture.split(';'), ...statements.map(({ sql }) => sql)];
  });
  const cases = [...textsIn(path.join(hazards, 'src', 'rules'), /\.spec\.ts$/), ...more].map(sqlIn);
  const texts = [...new Set([...measured, ...cases.flat()])];
  const statements = texts.map(tokensOf).filter((tokens) => tokens.length > 0);
  return {
    files: [
      ...textsIn(path.join(hazards, 'measure', 'fixture'), /\.sql$/),
      ...cases.map((each) => each.join(';\n')),
      ...more,
      texts.slice(0, 200).join(';\n'),
    ].filter((text) => text !== ''),
    statements,
    tokens: [...new Set(statements.flat())],
  };
}

import type { Catalog } from '../catalog/catalog';
import { schemaSource } from '../files/schema-source';
import { loadParser } from '../sql/parser';
import { predictSql } from '../effects/outcome';

/** The SQLSTATE that PostgreSQL 11, 15 and 18 (or the majors that are named) ended a statement with inside a transaction, `-` where it ran; one word where all said the same. */
type Said = string;

const askedAsARule = [11, 15, 18];

const oneWord = (words: readonly string[]): string =>
  words.every((each) => each === words[0]) ? (words[0] ?? '') : words.join(' ');

/**
 * Holds predictions to what PostgreSQL was seen to say of statements about one schema, each in a transaction that was rolled back. Where a
 * statement has a `$`, the keys of what was seen are put there one by one. The words of the errors are ours: they are in a golden file,
 * and taken over on purpose with `jest -u`.
 *
 * @param name what the tests are named after: the source file that they are about
 * @param majors those that know the schema, where not all of them do
 */
export function heldTo(
  name: string,
  schema: string,
  observed: readonly (readonly [sql: string, said: Said | Readonly<Record<string, Said>>])[],
  majors: readonly number[] = askedAsARule,
): void {
  // The schema is read once for all statements, when the parser is there.
  let made: (() => Catalog) | undefined;
  const fresh = (): Catalog => {
    const source = made === undefined ? schemaSource({ path: 'schema.sql', text: schema }) : { fresh: made };
    if (!('fresh' in source)) throw new Error(source.message);
    made = source.fresh;
    return made();
  };

  const rows = observed.map(([sql, said]): [string, [string, Said][]] => {
    if (typeof said === 'string') return [sql, [[sql, said]]];
    const each = Object.entries(said).map(([value, one]): [string, Said] => [
      sql.replace('$', () => value),
      one,
    ]);
    return [`${each[0]?.[0] ?? sql} and the like`, each];
  });

  beforeAll(loadParser);

  test.each(rows)(`${name} %s`, (_, asked) => {
    const predicted = asked.map(([sql]) =>
      majors.map((serverMajor) => predictSql(sql, fresh(), { serverMajor, inTransaction: true }).error),
    );
    expect(
      predicted.map((errors, at) => [asked[at]?.[0], oneWord(errors.map((each) => each?.sqlstate ?? '-'))]),
    ).toEqual(asked);
    expect(
      predicted
        .map((errors) => oneWord(errors.map((each) => each?.message ?? '-')))
        .filter((words) => words !== '-')
        .join('\n'),
    ).toMatchSnapshot();
  });
}

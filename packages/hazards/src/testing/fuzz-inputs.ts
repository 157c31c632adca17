import fc from 'fast-check';
import type { FuzzCorpus } from './fuzz-corpus';

/** One text to review. */
export interface FuzzInput {
  readonly kind: string;
  readonly text: string;
  /** The text stands between two statements that nothing in it may hide. */
  readonly between?: boolean;
}

/** Bytes and characters that break readers: NUL, halves of surrogate pairs, marks that take no room, line ends of all kinds. */
const odd = [
  ...['\0', '\ud800', '\udc00', '\ufeff', '\r', '\r\n', '\u2028', '\u0085', '\u00a0', '\u200b', '\u202e'],
  ...[
    '\ud83d\ude00',
    '\u00e9',
    '\u0301',
    '\u{10ffff}',
    '\uffff',
    '\b',
    '\f',
    '\v',
    '\u001a',
    '\u007f',
    'ſ',
    'İ',
  ],
];

/** What opens something that has to be closed, and what closes it. */
const brackets = [
  ...[
    "'",
    '"',
    '$$',
    '$a$',
    '(',
    ')',
    '[',
    ']',
    '/*',
    '*/',
    '--',
    ';',
    '\\',
    '\\g',
    '\\.',
    '\n',
    "E'",
    "U&'",
    "B'",
  ],
  ...['BEGIN', 'BEGIN ATOMIC', 'END', 'CASE', 'COPY t FROM stdin;\n', 'DO $$', ':x', '{', '}', '%', '$1'],
];

const comments = [
  '-- safe-migrate: allow drop-column until 2027-01-01 because it is empty\n',
  '-- safe-migrate: allow drop-column\n',
  '/* safe-migrate: allow */',
  '-- squawk-ignore ban-drop-column\n',
  '-- squawk-ignore-file\n',
  '-- eugene: ignore E4\n',
  '-- atlas:nolint destructive\n',
];

/** Tokens that cannot open anything: what is made of them cannot reach beyond its own semicolon. */
const isContained = (token: string): boolean =>
  !/["'$\\;:]|--|\/\*|\*\/|[-/*]$|^[-/*]/.test(token) && !/^[eEbBxXuUnN]$/.test(token);

export function fuzzInputs(corpus: FuzzCorpus): fc.Arbitrary<FuzzInput> {
  const token = fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...corpus.tokens) },
    { weight: 2, arbitrary: fc.constantFrom(...brackets) },
    { weight: 1, arbitrary: fc.constantFrom(...odd) },
    { weight: 1, arbitrary: fc.constantFrom(...comments) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 6 }) },
  );
  const stream = fc
    .array(token, { maxLength: 40 })
    .chain((tokens) => fc.constantFrom('', ' ', ' ').map((gap) => tokens.join(gap)));

  const change = fc.record({ at: fc.nat(80), remove: fc.nat(3), insert: fc.array(token, { maxLength: 2 }) });
  const nearly = fc
    .tuple(fc.constantFrom(...corpus.statements), fc.array(change, { maxLength: 3 }), fc.option(fc.nat(80)))
    .map(([original, changes, cut]) => {
      const parts: string[] = [...original];
      for (const { at, remove, insert } of changes) parts.splice(at % (parts.length + 1), remove, ...insert);
      return parts.slice(0, cut ?? parts.length).join('');
    });

  const file = fc.constantFrom(...corpus.files);
  // At most a few KB of each, so that a million of them can be tried.
  const piece = fc
    .tuple(file, fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(2500))
    .map(([text, from, length]) => {
      const start = Math.floor(from * text.length);
      return text.slice(start, start + length);
    });
  const spliced = fc
    .array(fc.oneof(piece, piece, fc.constantFrom(...odd), fc.constantFrom(...brackets)), {
      minLength: 1,
      maxLength: 3,
    })
    .map((pieces) => pieces.join(''));

  const contained = fc.array(fc.constantFrom(...corpus.tokens.filter(isContained)), {
    minLength: 1,
    maxLength: 25,
  });

  const as =
    (kind: string, between = false) =>
    (text: string): FuzzInput => ({ kind, text, ...(between && { between }) });

  return fc.oneof(
    { weight: 2000, arbitrary: stream.map(as('tokens')) },
    { weight: 3000, arbitrary: nearly.map(as('statement')) },
    {
      weight: 1500,
      arbitrary: fc.array(nearly, { minLength: 2, maxLength: 5 }).map((all) => as('file')(all.join(';\n'))),
    },
    { weight: 1200, arbitrary: spliced.map(as('spliced')) },
    { weight: 1500, arbitrary: contained.map((all) => as('between', true)(all.join(' '))) },
    { weight: 700, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }).map(as('characters')) },
    { weight: 99, arbitrary: repeated(corpus, 400).map(as('repeated')) },
    {
      weight: 1,
      arbitrary: fc.oneof(fc.constantFrom(...largeTexts), repeated(corpus, 60_000)).map(as('large')),
    },
  );
}

/** A few tokens over and over: what takes time with the square of its length shows here. */
const repeated = (corpus: FuzzCorpus, times: number): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.array(fc.oneof(fc.constantFrom(...brackets), fc.constantFrom(...corpus.tokens)), {
        minLength: 1,
        maxLength: 3,
      }),
      fc.integer({ min: 1, max: times }),
      fc.constantFrom('', 'SELECT ', 'ALTER TABLE t ADD c int DEFAULT '),
    )
    .map(([tokens, count, before]) => before + tokens.join('').repeat(count));

const megabyte = 1024 * 1024;

const numbered = (length: number, part: (n: number) => string): string =>
  Array.from({ length }, (_, n) => part(n)).join(', ');

/** One token of a megabyte, nesting that is too deep for a stack, thousands of parts. */
export const largeTexts: readonly string[] = [
  `SELECT '${'x'.repeat(megabyte)}'`,
  `SELECT "${'x'.repeat(megabyte)}"`,
  `SELECT ${'x'.repeat(megabyte)}`,
  `SELECT ${'9'.repeat(megabyte)}`,
  `SELECT $$${'x'.repeat(megabyte)}`,
  `/*${'x'.repeat(megabyte)}`,
  `--${'é'.repeat(megabyte / 2)}\nDROP TABLE t`,
  `SELECT '${'😀'.repeat(megabyte / 4)}'; DROP TABLE`,
  `SELECT ${'('.repeat(10_000)}1${')'.repeat(10_000)}`,
  `SELECT ${'('.repeat(100_000)}`,
  `SELECT 1${'+1'.repeat(30_000)}`,
  `SELECT ${'NOT '.repeat(10_000)}true`,
  `SELECT ${'ARRAY['.repeat(5_000)}1${']'.repeat(5_000)}`,
  `SELECT ${'CASE WHEN a THEN '.repeat(5_000)}1${' END'.repeat(5_000)}`,
  `${'SELECT * FROM ('.repeat(5_000)}SELECT 1${') x'.repeat(5_000)}`,
  `SELECT 1${' UNION SELECT 1'.repeat(20_000)}`,
  `WITH ${Array.from({ length: 5_000 }, (_, n) => `c${n} AS (DELETE FROM t RETURNING *)`).join(', ')} SELECT 1`,
  `${'/*'.repeat(50_000)}`,
  `DO $$ ${'BEGIN '.repeat(3_000)}${'END;'.repeat(3_000)} $$`,
  `DO $$ BEGIN ${'IF a THEN DROP TABLE t; '.repeat(2_000)}${'END IF;'.repeat(2_000)} END $$`,
  `CREATE TABLE t (${Array.from({ length: 20_000 }, (_, n) => `c${n} int`).join(', ')})`,
  `ALTER TABLE t ${Array.from({ length: 2_000 }, (_, n) => `ADD c${n} int DEFAULT f()`).join(', ')}`,
  `INSERT INTO t VALUES ${'(1, NULL),'.repeat(30_000)}(1, 2)`,
  `SELECT 1 FROM ${'a,'.repeat(150_000)}a`,
  `SELECT ${numbered(20_000, (n) => `t${n}.x`)} FROM ${numbered(20_000, (n) => `t${n}`)} ORDER BY ${numbered(20_000, (n) => `c${n}`)}`,
  `SELECT ${numbered(20_000, (n) => `${n} AS c${n}`)} ORDER BY ${numbered(20_000, (n) => `c${n}`)}`,
  `CREATE TABLE w (${numbered(1_500, (n) => `c${n} int`)}); SELECT ${numbered(20_000, () => '*')} FROM w`,
  `UPDATE t SET ${numbered(20_000, (n) => `c${n} = 1`)} FROM ${numbered(10_000, (n) => `t${n}`)}`,
  ';'.repeat(megabyte),
  '\n'.repeat(megabyte),
  'DROP TABLE t;\n'.repeat(3_000),
];

import type { Level } from '../contract';
import { reviewFiles } from '../files/review-files';
import { formats } from '../formats';
import { worst } from '../policy/level';
import { readOnlyOrRowSafe } from '../review/row-safe';
import { parseText } from '../sql/parser';
import type { FuzzInput } from './fuzz-inputs';
import { reviewSql } from './review-sql';

const first = 'DROP TABLE app.alpha';
const last = 'DROP TABLE app.omega';

const must = (condition: boolean, what: string, about: unknown): void => {
  if (!condition) throw new Error(`${what}: ${JSON.stringify(about)?.slice(0, 2000)}`);
};

/**
 * Reviews one input as a file and as a statement of a migration, and throws where a promise is broken: there is a verdict with a place
 * for everything; what cannot be parsed is exactly one finding, at a place inside its own statement, never `safe`, and hides nothing
 * around it.
 *
 * @param number decides the circumstances of the review (server, transactions, schema), so that a run can be repeated
 */
export function checkFuzzed({ text, between = false }: FuzzInput, number: number): void {
  checkFile(between ? `${first};\n${text}\n;\n${last};\n` : text, between, number);
  if (number % 2 === 0) checkMigration(text, number);
}

function checkFile(text: string, between: boolean, number: number): void {
  const outcome = reviewFiles({
    files: [{ path: 'fuzz.sql', text }],
    ...(number % 64 === 0 ? { schema: { path: 'schema.sql', text } } : {}),
    serverMajor: 11 + (number % 8),
    transaction: (['all', 'each', 'none'] as const)[number % 3] ?? 'all',
    independent: number % 5 === 0,
    today: '2026-06-15',
  });
  if (!outcome.ok) {
    must(outcome.schema.line >= 1 && outcome.schema.column >= 1, 'a schema problem has a place', outcome);
    return;
  }
  const { review } = outcome;
  const lines = text.split('\n');
  const inText = ({ line, column }: { line: number; column: number }): boolean =>
    line >= 1 && line <= lines.length && column >= 1 && column <= (lines[line - 1] ?? '').length + 1;
  for (const statement of review.statements) {
    must(inText(statement), 'a statement is in its file', statement);
    const found = [...statement.findings, ...statement.acknowledged];
    for (const finding of found) {
      must(inText(finding), 'a finding is in its file', finding);
      must(finding.message !== '' && finding.safeWay !== '', 'a finding says something', finding);
    }
    must(statement.level === worst(statement.findings.map(({ level }) => level)), 'level', statement);
    if (!statement.sql.startsWith('\\') && !parseText(statement.sql).ok) {
      const own = found.filter(({ rule }) => rule === 'unknown-statement');
      must(own.length === 1, 'what does not parse is one finding', statement);
      must(own[0]?.level !== 'safe', 'what does not parse is not safe', statement);
      const { line = 0, column = 0 } = own[0] ?? {};
      must(
        line > statement.line || (line === statement.line && column >= statement.column),
        'what does not parse is found inside its statement',
        statement,
      );
    }
  }
  const levels = [...review.statements, ...review.findings].map(({ level }): Level => level);
  must(review.level === worst(levels), 'the level of the review', review.level);
  if (between) {
    for (const sql of [first, last]) {
      const drop = review.statements.find((one) => one.sql === sql);
      const rules = drop?.findings.map(({ rule }) => rule) ?? [];
      must(rules.includes('drop-table'), `${sql} is found`, review.statements);
    }
  }
  if (number % 16 === 0) {
    for (const render of Object.values(formats))
      must(
        typeof render(review, { colour: false, sources: [{ path: 'fuzz.sql', text }] }) === 'string',
        'a format renders',
        null,
      );
  }
}

function checkMigration(text: string, number: number): void {
  const review = reviewSql([text, 'DROP TABLE app.omega'], {
    down: number % 4 === 0 ? [text] : [],
    major: 11 + (number % 8),
    transaction: number % 6 !== 0,
  });
  must(review.statements.length === (number % 4 === 0 ? 3 : 2), 'a verdict for every statement', review);
  for (const finding of review.findings) must(finding.message !== '', 'a message', finding);
  const levels = [...review.statements, ...review.findings].map(({ level }): Level => level);
  must(review.level === worst(levels), 'the level of the review', review.level);
  must(!readOnlyOrRowSafe(`SELECT 1;\n${text};\nDROP TABLE app.omega`), 'a removal is not row-safe', text);
}

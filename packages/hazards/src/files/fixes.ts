import type { Node } from 'libpg-query';
import type { Finding } from '../contract';
import { quoteName, quoteQualified } from '../sql/names';
import { rangeName } from '../sql/nodes';
import type { ParseOutcome } from '../sql/parser';
import { parseText } from '../sql/parser';
import type { Place } from '../sql/positions';
import type { Fix } from './contract';
import type { Part } from './split';

/** What a fix depends on. */
export interface FixContext {
  readonly inTransaction: boolean;
  readonly serverMajor: number;
  /** The kind of the relation, null where it is not declared: CONCURRENTLY and NOT VALID do not work on every kind. */
  readonly relationKind: string | null;
  /** The parse tree of the statement; undefined where it has none, or is several statements. */
  readonly node: () => Node | undefined;
  readonly place: (index: number) => Place;
}

interface Insertion {
  readonly description: string;
  /** Index in the statement's text. */
  readonly at: number;
  readonly text: string;
}

/** The tree of a text that is one statement. */
export const nodeOf = (outcome: ParseOutcome): Node | undefined =>
  outcome.ok && outcome.statements.length === 1 ? outcome.statements[0]?.node : undefined;

const concurrently = (sql: string, head: RegExp): Insertion | null => {
  const found = head.exec(sql)?.[0];
  return found === undefined
    ? null
    : { description: 'Work beside reads and writes', at: found.length, text: 'CONCURRENTLY ' };
};

/** Insertions that keep the meaning and take the blocking away; only outside a transaction, where they work. */
function insertionFor(rule: string, part: Part, context: FixContext): Insertion | null {
  if (context.relationKind !== 'table') return null;
  const { sql } = part;
  switch (rule) {
    case 'create-index-blocks':
      return context.inTransaction
        ? null
        : concurrently(sql, /^create\s+(?:unique\s+)?index\s+(?!concurrently\b)/i);
    case 'drop-index-blocks':
      return context.inTransaction || /,|\bcascade\b/i.test(sql)
        ? null
        : concurrently(sql, /^drop\s+index\s+(?!concurrently\b)/i);
    case 'reindex-blocks':
      return context.inTransaction || context.serverMajor < 12
        ? null
        : concurrently(sql, /^reindex\s+(?:\([^)]*\)\s*)?(?:table|index)\s+(?!concurrently\b)/i);
    case 'add-constraint-scans':
      return context.inTransaction ? null : notValid(part, context.node());
    default:
      return null;
  }
}

/** NOT VALID now, and the scan in a statement of its own, under a lock that lets writers go on. */
function notValid(part: Part, node: Node | undefined): Insertion | null {
  if (node === undefined || !('AlterTableStmt' in node)) return null;
  const { cmds = [], relation } = node.AlterTableStmt;
  const only = cmds.length === 1 ? cmds[0] : undefined;
  const spec = only !== undefined && 'AlterTableCmd' in only ? only.AlterTableCmd.def : undefined;
  if (spec === undefined || !('Constraint' in spec) || relation === undefined) return null;
  const { contype, conname, skip_validation } = spec.Constraint;
  if (skip_validation === true || conname === undefined) return null;
  if (contype !== 'CONSTR_CHECK' && contype !== 'CONSTR_FOREIGN') return null;
  const validate = `ALTER TABLE ${quoteQualified(rangeName(relation))} VALIDATE CONSTRAINT ${quoteName(conname)}`;
  return {
    description: 'Check new rows at once and the old ones under a weaker lock',
    at: part.sql.length,
    text: ` NOT VALID;\n${validate}`,
  };
}

/** Rules whose SQL means the same as the statement, in more steps: it can be put in its place as it is. */
const sameMeaning: ReadonlySet<string> = new Set([
  'add-column-with-constraint',
  'add-constraint-builds-index',
  'add-constraint-scans',
  'set-local-without-transaction',
  'set-not-null',
]);

/** The whole statement replaced by what the rule offers, where the statement says nothing else. */
function replacementFor(
  { rule, rewrite }: Pick<Finding, 'rule' | 'rewrite'>,
  part: Part,
  context: FixContext,
): Fix | null {
  if (rewrite === undefined || !sameMeaning.has(rule) || context.inTransaction) return null;
  const node = context.node();
  if (node === undefined) return null;
  if (
    'AlterTableStmt' in node &&
    (context.relationKind !== 'table' || node.AlterTableStmt.cmds?.length !== 1)
  )
    return null;
  const [start, end] = [context.place(part.start), context.place(part.end)];
  const description =
    rewrite.length === 1 ? 'Say it so that it has an effect' : 'Do it in steps that block nobody for long';
  return { description, edits: [{ start, end, text: rewrite.join(';\n') }] };
}

/** The mechanical fix of a finding, where there is one that is known to parse. */
export function fixFor(
  finding: Pick<Finding, 'rule' | 'rewrite'>,
  part: Part,
  context: FixContext,
): Fix | null {
  const insertion = insertionFor(finding.rule, part, context);
  if (insertion === null) return replacementFor(finding, part, context);
  const { description, at, text } = insertion;
  const first = `${part.sql.slice(0, at)}${text}${part.sql.slice(at)}`.split(';\n')[0] ?? '';
  if (nodeOf(parseText(first)) === undefined) return null;
  const place = context.place(part.start + at);
  return { description, edits: [{ start: place, end: place, text }] };
}

import type { Place } from '../sql/positions';
import { acknowledgementForm, readAcknowledgement } from '../policy/acknowledgement';
import { acknowledgementRules, knownRules } from '../policy/known-rules';
import { readForeignIgnore } from '../policy/foreign-ignores';
import type { AcknowledgedFinding, FileFinding } from './contract';
import type { Comment } from './scan';

/** A statement with its findings, and where it lies in the text. */
export interface Judged {
  readonly start: number;
  readonly end: number;
  readonly findings: readonly FileFinding[];
}

export interface Acknowledged {
  /** In the order of the statements. */
  readonly statements: readonly {
    readonly findings: readonly FileFinding[];
    readonly acknowledged: readonly AcknowledgedFinding[];
  }[];
  /** Findings about comments that no statement follows. */
  readonly findings: readonly FileFinding[];
}

interface Context {
  readonly file: string;
  readonly text: string;
  readonly today: string;
  readonly place: (index: number) => Place;
}

/** A comment that silences: which rules, for which statements, and what is wrong with it. */
interface Silencer {
  readonly comment: Comment;
  readonly by: string;
  readonly rules: ReadonlySet<string>;
  /** Index of the statement that it is about; null for the whole file. */
  readonly scope: number | null;
  readonly until: string | null;
  readonly reason: string | null;
  used: boolean;
}

/** Takes out the findings that comments answer for, and adds findings about comments that are wrong, out of date or without use. */
export function acknowledge(
  statements: readonly Judged[],
  comments: readonly Comment[],
  context: Context,
): Acknowledged {
  const added = new Map<number, FileFinding[]>();
  const complain = (
    rule: keyof typeof acknowledgementRules,
    comment: Comment,
    scope: number,
    message: string,
  ): void => {
    const { id, axis, why, safeWay } = acknowledgementRules[rule];
    const { line, column } = context.place(comment.start);
    const where = { file: context.file, line, column };
    const finding: FileFinding = { rule: id, level: 'risky', axis, ...where, message, why, safeWay };
    added.set(scope, [...(added.get(scope) ?? []), finding]);
  };

  const silencers: Silencer[] = [];
  for (const comment of comments) {
    const scope = aboutWhich(statements, comment, context.text);
    const foreign = foreignSilencer(comment, scope, statements[0]?.start, context);
    if (foreign !== null) silencers.push(foreign);
    const read = readAcknowledgement(comment.text);
    if (read === null) continue;
    if (!read.ok) {
      complain('malformed', comment, scope, `${read.problem}; the form is: ${acknowledgementForm}`);
    } else if (!knownRules.has(read.rule) || read.rule.startsWith('acknowledgement-')) {
      complain('unknownRule', comment, scope, `there is no rule "${read.rule}" that could be acknowledged`);
    } else if (read.until < context.today) {
      complain('expired', comment, scope, `the acknowledgement of ${read.rule} ran out on ${read.until}`);
    } else {
      const rules = new Set([read.rule]);
      const { until, reason } = read;
      silencers.push({ comment, by: 'safe-migrate', rules, scope, until, reason, used: false });
    }
  }
  const results = statements.map(({ findings }, index) => {
    const left: FileFinding[] = [];
    const acknowledged: AcknowledgedFinding[] = [];
    for (const finding of findings) {
      const silencer = silencers.find(
        ({ rules, scope }) => rules.has(finding.rule) && (scope === null || scope === index),
      );
      if (silencer === undefined) {
        left.push(finding);
        continue;
      }
      silencer.used = true;
      const { by, until, reason, comment } = silencer;
      const { line } = context.place(comment.start);
      acknowledged.push({ ...finding, acknowledged: { by, line, until, reason } });
    }
    return { left, acknowledged };
  });
  for (const { by, used, comment, scope, rules } of silencers) {
    if (by === 'safe-migrate' && !used && scope !== null)
      complain('unused', comment, scope, `nothing here needs the acknowledgement of ${[...rules].join()}`);
  }
  return {
    statements: results.map(({ left, acknowledged }, index) => ({
      findings: [...left, ...(added.get(index) ?? [])],
      acknowledged,
    })),
    findings: added.get(statements.length) ?? [],
  };
}

/** A comment is about the statement that it stands in, or behind as the last thing on the line; else about the one below it. */
function aboutWhich(statements: readonly Judged[], { start, end }: Comment, text: string): number {
  const next = firstEndingAfter(statements, start);
  const before = statements[next - 1];
  const after = statements[next];
  if (before === undefined || /[\r\n]/.test(text.slice(before.end, start))) return next;
  const last = after === undefined || (after.start >= end && /[\r\n]/.test(text.slice(end, after.start)));
  return last ? next - 1 : next;
}

/** Index of the first statement that ends behind the place; the number of statements where none does. */
function firstEndingAfter(statements: readonly Judged[], place: number): number {
  let low = 0;
  let high = statements.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((statements[middle]?.end ?? 0) > place) high = middle;
    else low = middle + 1;
  }
  return low;
}

function foreignSilencer(
  comment: Comment,
  statement: number,
  firstStart: number | undefined,
  { text }: Context,
): Silencer | null {
  const ignore = readForeignIgnore(comment.text);
  if (ignore === null || ignore.rules.length === 0) return null;
  const heads = firstStart !== undefined && comment.end <= firstStart;
  const apart = heads && /\n[ \t\r]*\n/.test(text.slice(comment.end, firstStart));
  const wholeFile = ignore.scope === 'file' || (ignore.scope === 'heading' && apart);
  return {
    comment,
    by: ignore.tool,
    rules: new Set(ignore.rules),
    scope: wholeFile ? null : statement,
    until: null,
    reason: null,
    used: false,
  };
}

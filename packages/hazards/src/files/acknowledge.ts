import type { Place } from '../sql/positions';
import { acknowledgementForm } from '../policy/acknowledgement';
import { maySpeak } from '../policy/enabled';
import { acknowledgementRules, knownRules } from '../policy/known-rules';
import type { Remark } from '../policy/remarks';
import { readRemarks } from '../policy/remarks';
import type { AcknowledgedFinding, FileFinding } from './contract';
import { fileOrder } from './file-order';
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
  /** Rules that are off by default and speak, or `all`. */
  readonly enable: readonly string[] | undefined;
  readonly place: (index: number) => Place;
}

/** A comment that silences: which rules, for which statements, and what is wrong with it. */
interface Silencer {
  readonly comment: Comment;
  readonly by: string;
  readonly rules: ReadonlySet<string>;
  /** Index of the statement that it stands at. */
  readonly scope: number;
  /** Whether it is about every statement. */
  readonly file: boolean;
  readonly until: string | null;
  readonly reason: string | null;
  used: boolean;
}

const OURS = 'safe-migrate';

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
    for (const remark of readRemarks(comment.text)) {
      if (!remark.ok) {
        complain('malformed', comment, scope, `${remark.problem}; the form is: ${acknowledgementForm}`);
        continue;
      }
      const { by, rules, until, reason } = remark;
      const unknown = rules.find((rule) => !knownRules.has(rule) || rule.startsWith('acknowledgement-'));
      if (unknown !== undefined) {
        complain('unknownRule', comment, scope, `there is no rule "${unknown}" that could be acknowledged`);
      } else if (until !== null && until < context.today) {
        complain('expired', comment, scope, `the acknowledgement of ${rules.join()} ran out on ${until}`);
      } else {
        const file = isAboutFile(comment, remark, statements[0]?.start, context.text);
        silencers.push({ comment, by, rules: new Set(rules), scope, file, until, reason, used: false });
      }
    }
  }
  // What somebody answers for with a reason is not left to a comment for another tool, and then called unused.
  silencers.sort((a, b) => Number(b.by === OURS) - Number(a.by === OURS));
  const results = statements.map(({ findings }, index) => {
    const left: FileFinding[] = [];
    const acknowledged: AcknowledgedFinding[] = [];
    for (const finding of findings) {
      const silencer = silencers.find(
        ({ rules, scope, file }) => rules.has(finding.rule) && (file || scope === index),
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
    if (by === OURS && !used && [...rules].every((rule) => maySpeak(rule, context.enable)))
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

/** `heading`: the whole file where a blank line parts the comment from the first statement. The order of the files is about none of them. */
function isAboutFile(
  comment: Comment,
  { scope, rules }: Extract<Remark, { readonly ok: true }>,
  firstStart: number | undefined,
  text: string,
): boolean {
  const heads = firstStart !== undefined && comment.end <= firstStart;
  const apart = heads && /\n[ \t\r]*\n/.test(text.slice(comment.end, firstStart));
  return scope === 'file' || (scope === 'heading' && apart) || rules.includes(fileOrder.id);
}

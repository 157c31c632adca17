import {
  acknowledgementForm,
  acknowledgementRules,
  knownRules,
  maySpeak,
  readRemarks,
  sqlComments,
  worst,
  type Finding,
  type MigrationReview,
} from '@safe-migrate/hazards';
import type { LoadedMigration, SentStatement } from '../../typeorm/protocol';
import type { Construct } from './constructs';
import type { MappedSource } from './mapped-source';
import { MigrationSource } from './scopes';

/** A finding that somebody answers for, in a comment in the migration. */
export interface AcknowledgedFinding extends Finding {
  readonly acknowledged: {
    /** Whose syntax the comment has. */
    readonly by: string;
    readonly file?: string;
    readonly line?: number;
    readonly until: string | null;
    readonly reason: string | null;
  };
}

/** A review in which the findings that comments answer for are apart. */
export interface AcknowledgedReview extends MigrationReview {
  readonly acknowledged: readonly AcknowledgedFinding[];
}

export interface AcknowledgeInput {
  readonly migration: Pick<LoadedMigration, 'className' | 'file'>;
  /** What a person wrote; undefined where no file is known. */
  readonly source: MappedSource | undefined;
  readonly review: MigrationReview;
  readonly up: readonly SentStatement[];
  readonly down: readonly SentStatement[];
  /** The day of the review, `YYYY-MM-DD`: acknowledgements run out. */
  readonly today: string;
  /** Whether everything was sent that the migration can send; an acknowledgement that nothing needed is a finding only then. */
  readonly complete: boolean;
  /** Rules that are off by default and speak, or `all`. */
  readonly enable?: readonly string[];
  /** Rules that stay open although a comment answers for them, each with the reason. */
  readonly unanswerable?: ReadonlyMap<string, string>;
}

/** A comment that silences rules for the statements that it is about. */
interface Silencer {
  readonly rules: readonly string[];
  readonly about: (finding: Finding) => boolean;
  readonly terms: AcknowledgedFinding['acknowledged'];
  used: boolean;
}

/**
 * Takes out the findings that comments of the migration answer for, and adds findings about comments that are wrong, out of date or
 * without use. Only rules about statements can be acknowledged: what the trial of the migration shows (a `down()` that fails or restores
 * nothing, a statement outside the transaction) stays as it is.
 */
export function acknowledgeMigration(input: AcknowledgeInput): AcknowledgedReview {
  const { review } = input;
  const { silencers, complaints } = silencersOf(input);
  const open: Finding[] = [];
  const acknowledged: AcknowledgedFinding[] = [];
  for (const finding of review.findings) {
    const silencer = silencers.find(({ rules, about }) => rules.includes(finding.rule) && about(finding));
    if (silencer === undefined) {
      open.push(finding);
      continue;
    }
    silencer.used = true;
    const reason = input.unanswerable?.get(finding.rule);
    if (reason !== undefined) open.push({ ...finding, why: `${finding.why} ${reason}` });
    else acknowledged.push({ ...finding, acknowledged: silencer.terms });
  }
  for (const { used, rules, terms } of silencers) {
    if (used || terms.by !== 'safe-migrate' || !input.complete) continue;
    if (!rules.every((rule) => maySpeak(rule, input.enable))) continue;
    const message = `nothing here needs the acknowledgement of ${rules.join()}`;
    complaints.push(complaint('unused', message, terms));
  }
  const findings = [...open, ...complaints];
  const ups = review.statements.filter(({ direction }) => direction === 'up').length;
  const statements = review.statements.map((statement, index) => {
    const own = findings.filter(
      ({ direction, statement: at }) =>
        direction === statement.direction && at === (direction === 'up' ? index : index - ups),
    );
    return { ...statement, level: worst(own.map(({ level }) => level)) };
  });
  return { ...review, level: worst(findings.map(({ level }) => level)), statements, findings, acknowledged };
}

type Complaint = keyof typeof acknowledgementRules;

function complaint(kind: Complaint, message: string, place: { file?: string; line?: number }): Finding {
  const { id, why, safeWay } = acknowledgementRules[kind];
  const { file, line } = place;
  return {
    ...{ rule: id, level: 'risky', direction: 'up', statement: null, sql: null },
    ...{ file, line, message, why, safeWay },
  };
}

function silencersOf(input: AcknowledgeInput): { silencers: readonly Silencer[]; complaints: Finding[] } {
  const silencers: Silencer[] = [];
  const complaints: Finding[] = [];
  const read = (text: string, place: { file?: string; line?: number }, about: AboutScope): void => {
    for (const remark of readRemarks(text)) {
      if (!remark.ok) {
        complaints.push(
          complaint('malformed', `${remark.problem}; the form is: ${acknowledgementForm}`, place),
        );
        continue;
      }
      const { by, rules, until, reason, scope } = remark;
      const unknown = rules.find((rule) => !knownRules.has(rule) || rule.startsWith('acknowledgement-'));
      if (unknown !== undefined) {
        complaints.push(
          complaint('unknownRule', `there is no rule "${unknown}" that could be acknowledged`, place),
        );
      } else if (until !== null && until < input.today) {
        complaints.push(
          complaint('expired', `the acknowledgement of ${rules.join()} ran out on ${until}`, place),
        );
      } else {
        const terms = { by, ...place, until, reason };
        silencers.push({ rules, terms, about: (finding) => about(scope, finding), used: false });
      }
    }
  };
  readSource(input, read);
  readStatements(input, read);
  // What somebody answers for with a reason is not left to a comment for another tool, and then called unused.
  silencers.sort((a, b) => Number(b.terms.by === 'safe-migrate') - Number(a.terms.by === 'safe-migrate'));
  return { silencers, complaints };
}

type AboutScope = (scope: 'statement' | 'file' | 'heading', finding: Finding) => boolean;
type Read = (text: string, place: { file?: string; line?: number }, about: AboutScope) => void;

/** Comments in the source are about the code below them, the call that they stand in, or the line that they end. */
function readSource({ migration, source, up, down }: AcknowledgeInput, read: Read): void {
  if (source === undefined) return;
  const code = new MigrationSource(source.text);
  const foreign = otherClasses(code, source.text, migration.className);
  for (const comment of code.comments) {
    if (foreign.some(({ start, end }) => start <= comment.start && comment.start < end)) continue;
    const below = code.below(comment);
    if (foreign.some(({ className }) => className === below?.className)) continue;
    const place = { file: source.file, line: code.lineOf(comment.start) };
    read(comment.text, place, (scope, finding) => {
      if (scope === 'file' || (scope === 'heading' && code.standsApart(comment, source.text))) return true;
      // A statement whose sender is not known is covered with the method or class that it belongs to.
      if (below?.className === migration.className || below?.method === finding.direction) return true;
      const sent = (finding.direction === 'up' ? up : down)[finding.statement ?? -1];
      return (sent?.sentFrom ?? []).some((at) => code.isAbout(comment, source.toSource(at)));
    });
  }
}

/** Other migrations of the same file, which end with a stamp; their comments are not about this one. */
function otherClasses(code: MigrationSource, text: string, own: string): readonly Construct[] {
  const names = [...text.matchAll(/\bclass\s+([\w$]+\d{13})\b/g)].map(([, name]) => name ?? '');
  return names.filter((name) => name !== own).flatMap((name) => code.classNamed(name) ?? []);
}

/** Comments in the SQL itself are about the whole text that one call sends. */
function readStatements({ up, down }: AcknowledgeInput, read: Read): void {
  for (const [direction, list] of [
    ['up', up],
    ['down', down],
  ] as const) {
    for (const [index, { sql, file, line }] of list.entries()) {
      if (!/safe-migrate|ignore|nolint/.test(sql)) continue;
      for (const { text } of sqlComments(sql)) {
        read(
          text,
          { file, line },
          (_scope, finding) => finding.direction === direction && finding.statement === index,
        );
      }
    }
  }
}

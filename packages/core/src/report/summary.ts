import { engineInWords, NEVER_RESTORED } from '../engines/engine';
import type { Finding } from '@safe-migrate/hazards';
import type { AcknowledgedFinding } from '../review/acknowledge';
import type { ReviewedMigration } from '../review/judge-trial';
import type { LoadRecord, RehearsedStatement, RunRecord, TakenBack } from '../run/record';
import { withoutPasswords } from '../secrets';
import { alike, shapeOf } from './alike';
import { displayPath } from './display-path';
import { oneLine } from './one-line';
import { seconds } from './terminal';

/** Longest statement shown, in characters. */
const LONGEST = 110;

/** A run record as text for people. */
export function renderSummary(record: RunRecord): string {
  const lines: string[] = [];
  const line = (label: string, text: string) =>
    lines.push(`${label.padEnd(11)} ${text.split('\n').join(`\n${' '.repeat(12)}`)}`);
  line('outcome', (record.outcome ?? 'unfinished').toUpperCase());
  line('run', record.id);
  if (record.target) line('database', `${record.target.connection}, PostgreSQL ${record.target.server}`);
  line('pending', record.pending.join('\n') || 'none');
  for (const review of record.reviews) line('review', renderReview(review, record.project.root));
  if (record.backup) {
    line('backup', renderBackup(record.backup));
  }
  if (record.rehearsal)
    line(
      'rehearsal',
      [
        record.rehearsal.withoutRows
          ? `up() took ${seconds(record.rehearsal.durationMs)} on an EMPTY copy of the schema; down() brought the schema back; rows were not tried`
          : `up() took ${seconds(record.rehearsal.durationMs)} on the restored backup; down() brought schema and rows back`,
        ...renderStatements(record.rehearsal.statements, shapeOfStatement, renderRehearsed),
      ].join('\n'),
    );
  if (record.takenBack) line('take back', renderTakenBack(record.takenBack));
  if (record.load) line('load', renderLoad(record.load));
  for (const { table, verdict, evidence } of record.verdicts.filter(
    (entry) => entry.verdict !== 'untouched',
  )) {
    line('proof', `${table}: ${verdict} (${evidence})`);
  }
  if (record.waits && record.waits.clients > 0) {
    const { clients, longestMs } = record.waits;
    line(
      'waits',
      `${clients} ${clients === 1 ? 'client' : 'clients'} had to wait for us, the longest ${seconds(longestMs)}`,
    );
  }
  const untouched = record.verdicts.filter(({ verdict }) => verdict === 'untouched').length;
  if (untouched > 0)
    line('proof', `${untouched} tables untouched: same storage, same columns, no row updated or deleted`);
  for (const { command, attempts } of record.synced ?? []) {
    const { durationMs = 0, code } = attempts.at(-1) ?? {};
    const end = code === 0 ? 'done' : 'FAILED';
    const tries = attempts.length > 1 ? ` at attempt ${attempts.length}` : '';
    line('sync', `${command}: ${end}${tries} (${seconds(durationMs)})`);
  }
  for (const { name, holds, differences } of record.checks ?? [])
    line('check', holds ? `${name}: holds` : [`${name}: DOES NOT HOLD`, ...differences].join('\n  '));
  for (const warning of record.warnings) line('warning', warning);
  const last = record.steps.at(-1);
  if (record.outcome !== 'applied' && last?.state === 'failed')
    line('stopped at', `${last.step} after ${seconds(last.durationMs ?? 0)}`);
  return withoutPasswords(lines.join('\n'));
}

function renderBackup(backup: NonNullable<RunRecord['backup']>): string {
  const { folder, bytes, tables, rows, verification, engine, beforeApply } = backup;
  const size = bytes > 0 ? [`${(bytes / 1e6).toFixed(1)} MB`] : [];
  // Records of before engines say nothing of a verification: what they speak of was restored.
  const matched =
    verification === undefined || verification === 'restored'
      ? `restored in full and matched: ${tables} tables, ${rows} rows`
      : NEVER_RESTORED;
  return [
    folder,
    ...(engine ? [engineInWords(engine)] : []),
    [...size, matched].join(', '),
    ...(beforeApply
      ? [
          `to go back to just before the migrations were applied: ${[beforeApply.name, beforeApply.lsn && `LSN ${beforeApply.lsn}`, beforeApply.at].filter(Boolean).join(', ')}`,
        ]
      : []),
  ].join('\n');
}

function renderReview(
  { migration, level, statements, findings, acknowledged, file }: ReviewedMigration,
  root: string,
): string {
  const sent = statements.filter(({ direction }) => direction === 'up');
  return [
    `${migration}: ${level}${file ? `  (${displayPath(file, root)})` : ''}`,
    ...renderStatements(
      sent,
      ({ sql, level: verdict }) => (verdict === 'dangerous' ? undefined : `${verdict} ${shapeOf(sql)}`),
      ({ sql, level: verdict, summary }) =>
        `  ${verdict.padEnd(9)} ${oneLine(sql, LONGEST)}${summary ? `\n            ${summary}` : ''}`,
    ),
    ...renderFindings(findings, renderFinding),
    ...renderFindings(acknowledged, renderAcknowledged),
  ].join('\n');
}

/** What a loop has sent many times is shown three times, unless it is dangerous. */
function renderStatements<T extends { readonly sql: string }>(
  statements: readonly T[],
  kindOf: (statement: T) => string | undefined,
  render: (statement: T) => string,
): readonly string[] {
  const { shown, more } = alike(statements, kindOf);
  return [
    ...shown.map(render),
    ...more.map(({ first, count }) => `  and ${count} more like ${oneLine(first.sql, LONGEST)}`),
  ];
}

const shapeOfStatement = ({ sql }: { readonly sql: string }): string => shapeOf(sql);

function renderFindings<F extends Finding>(
  findings: readonly F[],
  render: (finding: F) => string,
): readonly string[] {
  const kindOf = ({ rule, level, direction, line }: F): string | undefined =>
    level === 'dangerous' ? undefined : [rule, level, direction, line ?? ''].join(' ');
  const { shown, more } = alike(findings, kindOf);
  return [
    ...shown.map(render),
    ...more.map(
      ({ first, count }) => `  ! ${first.level} ${first.rule} (${first.direction}()): ${count} more`,
    ),
  ];
}

function renderFinding({ rule, level, direction, line, message, why, safeWay }: Finding): string {
  const place = line ? ` line ${line}` : '';
  return [
    `  ! ${level} ${rule} (${direction}()${place}): ${message}`,
    `    why:  ${why}`,
    `    safe: ${safeWay}`,
  ]
    .map((text) => text.split('\n').join('\n          '))
    .join('\n');
}

/** One statement on the restored backup: how long, under which strongest locks, how much was written. */
function renderRehearsed({
  sql,
  durationMs,
  locks = [],
  rows = 0,
  walBytes = 0,
}: RehearsedStatement): string {
  const strongest = locks.filter(({ mode }) => /^(?:Share|ShareRow|Access)?Exclusive|^ShareLock/.test(mode));
  const under = strongest.map(({ relation, mode }) => `${mode} on ${relation}`).join(', ');
  const did = [
    ...(under === '' ? [] : [under]),
    ...(rows > 0 ? [`${rows} rows written`] : []),
    ...(walBytes > 0 ? [`${(walBytes / 1e6).toFixed(1)} MB WAL`] : []),
  ];
  const time = durationMs === undefined ? '?' : `${durationMs.toFixed(0)} ms`;
  return `  ${time.padStart(8)}  ${oneLine(sql, LONGEST)}${did.length > 0 ? `\n            ${did.join('; ')}` : ''}`;
}

/** What a rollback does, and what becomes of values. */
function renderTakenBack({ migrations, statements, returned, withheld, escrow }: TakenBack): string {
  return [
    ...migrations.flatMap((name) => [
      name,
      ...renderStatements(
        statements.filter(({ migration }) => migration === name),
        shapeOfStatement,
        ({ sql }) => `  ${oneLine(sql, LONGEST)}`,
      ),
    ]),
    ...(migrations.length === 0 ? ['nothing'] : []),
    ...returned.map((words) => `given back out of escrow: ${words}`),
    ...escrow.map((words) => `put in escrow first: ${words}`),
    ...withheld.map(({ what, why }) => `NOT given back: ${what}: ${why}`),
  ].join('\n');
}

/** Who waited for how long while the migrations were applied to the copy. */
function renderLoad({ tables }: LoadRecord): string {
  if (tables.length === 0) return 'no table that stood before is touched: nobody has to wait';
  return tables
    .map(({ table, reader, writer, scale }) => {
      const seen = [
        `reads ${reader.longestMs} ms (usually ${reader.usualMs})`,
        ...(writer ? [`writes ${writer.longestMs} ms (usually ${writer.usualMs})`] : []),
        ...(scale > 1 ? [`the live table is ${scale} times as large`] : []),
      ];
      return `${table}: longest ${seen.join(', ')}`;
    })
    .join('\n');
}

/** What was let through, on whose word, and until when. */
function renderAcknowledged({ rule, level, direction, message, acknowledged }: AcknowledgedFinding): string {
  const { by, line, until, reason } = acknowledged;
  const terms = until === null ? `by a ${by} comment` : `until ${until}: ${reason ?? ''}`;
  const place = line ? ` line ${line}` : '';
  return [`  ~ ${level} ${rule} (${direction}()): ${message}`, `    acknowledged${place} ${terms}`].join(
    '\n',
  );
}

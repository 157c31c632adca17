/** A comment of the form `safe-migrate: allow <rule> until <YYYY-MM-DD> because <reason>`, read. */
export type Acknowledgement =
  | { readonly ok: true; readonly rule: string; readonly until: string; readonly reason: string }
  | { readonly ok: false; readonly problem: string };

const form = /^allow\s+(\S+)\s+until\s+(\S+)\s+because\s+(\S.*)$/is;

const withoutColon = /^\s*safe-migrate\s+allow\s/i;

/** The form, for people who got it wrong. */
export const acknowledgementForm =
  'safe-migrate: allow <rule> until <YYYY-MM-DD> because <why this is fine here>';

/** Whether `YYYY-MM-DD` is a day of the calendar. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/**
 * Reads the text of a comment, without its markers. null for a comment that does not speak to safe-migrate. One rule, the last day (which
 * still counts) and the reason are all required.
 */
export function readAcknowledgement(comment: string): Acknowledgement | null {
  const words = /^\s*safe-migrate\s*:\s*(.*)$/is.exec(comment)?.[1]?.trim();
  if (words === undefined)
    return withoutColon.test(comment)
      ? { ok: false, problem: 'there is no colon behind "safe-migrate"' }
      : null;
  const [, rule = '', until = '', reason = ''] = form.exec(words) ?? [];
  if (rule === '') return { ok: false, problem: missingPart(words) };
  if (!isDay(until)) return { ok: false, problem: `"${until}" is not a day (YYYY-MM-DD)` };
  return { ok: true, rule, until, reason: reason.trim() };
}

function missingPart(words: string): string {
  if (!/^allow\b/i.test(words)) return 'it must begin with "allow <rule>"';
  if (!/\suntil\s/i.test(words)) return 'the last day is missing ("until YYYY-MM-DD")';
  if (!/\sbecause\s+\S/i.test(words)) return 'the reason is missing ("because ...")';
  return 'its parts are out of order, or it names more than one rule';
}

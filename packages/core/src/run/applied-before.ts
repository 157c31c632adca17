import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AppliedFile } from '../typeorm/applied-files';
import type { RunRecord } from './record';

/** Further back is not looked: each is read whole. */
const NEWEST = 500;

/** What earlier runs kept of the migrations that they applied to the same database, the newest run first. */
export function appliedBefore(directory: string, target: RunRecord['target']): readonly AppliedFile[] {
  return recordsIn(directory).flatMap((file) => {
    const record = readRecord(join(directory, file));
    const same =
      record?.target?.connection === target?.connection &&
      record?.target?.systemIdentifier === target?.systemIdentifier;
    // What was taken back is pending again, and may be changed.
    return same && record?.outcome !== 'rolled-back' ? (record?.applied ?? []) : [];
  });
}

/** Their names begin with the time at which the run began. */
function recordsIn(directory: string): readonly string[] {
  try {
    const files = readdirSync(directory).filter((name) => name.endsWith('.json'));
    return files.sort().reverse().slice(0, NEWEST);
  } catch {
    return [];
  }
}

/** Undefined where it is none, or of a run that applied nothing. */
function readRecord(path: string): Partial<RunRecord> | undefined {
  try {
    const text = readFileSync(path, 'utf8');
    if (!text.includes('"applied"')) return undefined;
    return JSON.parse(text) as Partial<RunRecord>;
  } catch {
    return undefined;
  }
}

import { isBy, isCertified, isOf, type DatabaseIdentity } from './stored-backup';
import type { StoredBackup } from './place';

/** How long backups are kept; without either, for ever. */
export interface Retention {
  /** This many of the newest certified ones. */
  readonly keep?: number;
  /** Everything younger than this many days. */
  readonly keepDays?: number;
}

const DAY_MS = 86_400_000;

/**
 * Backups of a database that may go: neither among the newest certified ones, nor young. The newest certified one always stays; one that was
 * never restored does not count as a backup here, and goes when it is old and a newer certified one is there. Ours only: what another engine
 * keeps is kept by its own rules, and counts neither way.
 *
 * @param stored oldest first.
 */
export function expired(
  stored: readonly StoredBackup[],
  identity: DatabaseIdentity,
  { keep, keepDays }: Retention,
  now: number = Date.now(),
): readonly StoredBackup[] {
  if (keep === undefined && keepDays === undefined) return [];
  const ours = stored.filter(isOf(identity)).filter(isBy('dump'));
  const good = ours.filter(isCertified);
  const newestGood = good.at(-1);
  if (newestGood === undefined) return [];
  const count = Math.max(1, keep ?? 1);
  const kept = new Set(good.slice(-count));
  const isYoung = ({ manifest }: StoredBackup) =>
    keepDays !== undefined && now - Date.parse(manifest.snapshotAt) < keepDays * DAY_MS;
  const isNewer = ({ manifest }: StoredBackup) => manifest.snapshotAt > newestGood.manifest.snapshotAt;
  // With a count alone, an unverified one goes with the certified ones around it.
  const oldestKept = [...kept].at(0)?.manifest.snapshotAt ?? '';
  return ours.filter(
    (backup) =>
      !kept.has(backup) &&
      !isYoung(backup) &&
      !isNewer(backup) &&
      (isCertified(backup) || keep === undefined || backup.manifest.snapshotAt < oldestKept),
  );
}

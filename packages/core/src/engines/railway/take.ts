import { setTimeout as pause } from 'node:timers/promises';
import { SafeMigrateError } from '../../errors';
import { takeElsewhere } from '../elsewhere';
import type { EngineInput, TakenByEngine } from '../take';
import { openRailway, type RailwayClient } from './client';

/** One backup of a volume, as the API tells of it. */
interface VolumeBackup {
  readonly id: string;
  readonly name: string | null;
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly usedMB: number | null;
}

const LIST = `query volumeInstanceBackupList($volumeInstanceId: String!) {
  volumeInstanceBackupList(volumeInstanceId: $volumeInstanceId) { id name createdAt expiresAt usedMB referencedMB }
}`;
const CREATE = `mutation volumeInstanceBackupCreate($volumeInstanceId: String!, $name: String) {
  volumeInstanceBackupCreate(volumeInstanceId: $volumeInstanceId, name: $name) { workflowId }
}`;
const LOCK = `mutation volumeInstanceBackupLock($volumeInstanceId: String!, $volumeInstanceBackupId: String!) {
  volumeInstanceBackupLock(volumeInstanceId: $volumeInstanceId, volumeInstanceBackupId: $volumeInstanceBackupId)
}`;
const STATUS = `query workflowStatus($workflowId: String!) { workflowStatus(workflowId: $workflowId) { status error } }`;

/** How a volume backup is brought back; nothing does it but a person. */
export const RAILWAY_BY_HAND =
  'in the dashboard, service > Backups > Restore, or volumeInstanceBackupRestore of the API, with the id {id}. It restores IN PLACE, over the live volume: rows that came later are lost, and Railway deletes every backup that is newer than it';

/** First and longest pause between two looks, in ms. */
const PAUSES = { first: 250, longest: 5_000 };
/** A backup whose workflow is done must be in the list after so many ms. */
const APPEAR_MS = 20_000;

/**
 * Has Railway take a backup of the volume through its API, waits until it is in the list, and takes away its expiry.
 *
 * @throws SafeMigrateError RAILWAY_TOKEN_MISSING, RAILWAY_UNAUTHORIZED, RAILWAY_RATE_LIMIT, RAILWAY_UNREACHABLE, RAILWAY_FAILED,
 *   RAILWAY_BACKUP_SIZE, RAILWAY_BACKUP_FAILED, RAILWAY_BACKUP_MISSING, and what {@link takeElsewhere} throws
 */
export function takeWithRailway(input: EngineInput): Promise<TakenByEngine> {
  const { id, settings, signal, note } = input;
  const { railwayVolumeInstance: volumeInstanceId = '', backupTimeout } = settings;
  const client = openRailway(settings, signal);
  return takeElsewhere(input, {
    act: async () => {
      const deadline = Date.now() + backupTimeout;
      const name = `safe-migrate-${id}`;
      const before = await list(client, volumeInstanceId);
      const workflow = await create(client, volumeInstanceId, name);
      if (workflow !== undefined) await finished(client, workflow, deadline, signal);
      const backup = await appeared(client, { volumeInstanceId, name, before, deadline, signal });
      const locked = await lock(client, volumeInstanceId, backup.id);
      note(
        locked
          ? `Railway keeps the backup ${backup.id} until somebody deletes it`
          : `Railway did not lock the backup ${backup.id}: it expires ${backup.expiresAt ?? 'as its schedule says'}`,
      );
      return {
        ...{ name: 'railway', id: backup.id, volumeInstance: volumeInstanceId, backupName: backup.name },
        ...{ createdAt: backup.createdAt, usedMB: backup.usedMB, bytes: (backup.usedMB ?? 0) * 1e6 },
      };
    },
    byHand: RAILWAY_BY_HAND,
  });
}

async function list(client: RailwayClient, volumeInstanceId: string): Promise<readonly VolumeBackup[]> {
  const data = await client.ask<{ volumeInstanceBackupList: readonly VolumeBackup[] | null }>(LIST, {
    volumeInstanceId,
  });
  return data.volumeInstanceBackupList ?? [];
}

/** Never sent twice: a second backup would take the space of the first. Where no answer came, the list says whether it was made. */
async function create(
  client: RailwayClient,
  volumeInstanceId: string,
  name: string,
): Promise<string | undefined> {
  try {
    const data = await client.ask<{ volumeInstanceBackupCreate: { workflowId: string | null } | null }>(
      CREATE,
      { volumeInstanceId, name },
      true,
    );
    return data.volumeInstanceBackupCreate?.workflowId ?? undefined;
  } catch (error) {
    if (!(error instanceof SafeMigrateError)) throw error;
    if (error.code === 'RAILWAY_UNREACHABLE') return undefined;
    throw tooLarge(error.why) ?? error;
  }
}

async function finished(
  client: RailwayClient,
  workflowId: string,
  deadline: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  for (let wait = PAUSES.first; ; wait = Math.min(PAUSES.longest, wait * 2)) {
    const { workflowStatus: found } = await client.ask<{
      workflowStatus: { status: string; error: string | null } | null;
    }>(STATUS, { workflowId });
    const status = found?.status.toLowerCase();
    if (status === 'complete') return;
    // Gone from the list of workflows, or not in it yet: the list of backups says more.
    if (status === undefined || status === 'notfound') return;
    if (status === 'error') {
      const why = found?.error ?? 'It says no more.';
      throw (
        tooLarge(why) ??
        new SafeMigrateError({
          code: 'RAILWAY_BACKUP_FAILED',
          what: 'Railway could not take the backup.',
          why,
          next: 'Look at the backups of the service in the dashboard, and run again; nothing was migrated.',
        })
      );
    }
    if (Date.now() > deadline) throw missing(`The workflow ${workflowId} is still ${found?.status}.`);
    await pause(wait, undefined, { signal });
  }
}

interface Expected {
  readonly volumeInstanceId: string;
  readonly name: string;
  readonly before: readonly VolumeBackup[];
  readonly deadline: number;
  readonly signal: AbortSignal | undefined;
}

/** The backup that was not there before: by its name, else the only new one. */
async function appeared(
  client: RailwayClient,
  { volumeInstanceId, name, before, deadline, signal }: Expected,
): Promise<VolumeBackup> {
  const known = new Set(before.map(({ id }) => id));
  const end = Math.min(deadline, Date.now() + APPEAR_MS);
  for (let wait = PAUSES.first; ; wait = Math.min(PAUSES.longest, wait * 2)) {
    const fresh = (await list(client, volumeInstanceId)).filter(({ id }) => !known.has(id));
    const ours = fresh.filter((backup) => backup.name === name);
    const [found, another] = ours.length > 0 ? ours : fresh;
    if (found !== undefined && another === undefined) return found;
    if (Date.now() > end)
      throw missing(
        fresh.length > 1
          ? `${fresh.length} new backups are in the list, none of the name ${name}: it is not known which is ours.`
          : `None that is new came into the list of the volume instance ${volumeInstanceId}.`,
      );
    await pause(wait, undefined, { signal });
  }
}

async function lock(
  client: RailwayClient,
  volumeInstanceId: string,
  volumeInstanceBackupId: string,
): Promise<boolean> {
  try {
    const data = await client.ask<{ volumeInstanceBackupLock: boolean }>(LOCK, {
      ...{ volumeInstanceId, volumeInstanceBackupId },
    });
    return data.volumeInstanceBackupLock;
  } catch (error) {
    // The backup is there; that it may expire one day is told.
    if (error instanceof SafeMigrateError) return false;
    throw error;
  }
}

/** A manual backup may be as large as half of the volume. */
function tooLarge(why: string): SafeMigrateError | undefined {
  if (!/50 ?%|half of|size limit|too large|exceeds?/i.test(why)) return undefined;
  return new SafeMigrateError({
    code: 'RAILWAY_BACKUP_SIZE',
    what: 'Railway takes no manual backup of this volume: it would be too large.',
    why,
    next: 'Manual backups are limited to half of the size of the volume: enlarge the volume, or take the backup with --backup-engine dump into a bucket. Nothing was migrated.',
  });
}

const missing = (why: string): SafeMigrateError =>
  new SafeMigrateError({
    code: 'RAILWAY_BACKUP_MISSING',
    what: 'Railway was asked for a backup, and there is none.',
    why,
    next: 'Look at the backups of the service in the dashboard, and run again; nothing was migrated.',
  });

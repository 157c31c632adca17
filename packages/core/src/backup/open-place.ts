import { resolve } from 'node:path';
import { isBucket, parseBucket } from './bucket-client';
import { folderPlace } from './folder-place';
import type { BackupPlace } from './place';

/** What names a place. */
export interface PlaceSettings {
  /** An absolute folder, or `s3://bucket/prefix`. */
  readonly backupDirectory: string;
  readonly s3Endpoint?: string;
  readonly s3Region?: string;
  readonly s3Encryption?: string;
}

/**
 * Opens the place that the settings name.
 *
 * @throws SafeMigrateError BACKUP_BUCKET
 */
export async function openPlace(settings: PlaceSettings): Promise<BackupPlace> {
  const { backupDirectory, s3Endpoint, s3Region, s3Encryption } = settings;
  if (!isBucket(backupDirectory)) return folderPlace(resolve(backupDirectory));
  const { bucketPlace } = await import('./bucket-place.js');
  return bucketPlace({
    ...parseBucket(backupDirectory),
    ...{ endpoint: s3Endpoint, region: s3Region, serverSideEncryption: s3Encryption },
  });
}

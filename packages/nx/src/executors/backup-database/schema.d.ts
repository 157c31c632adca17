import type { BackupSchema } from '../backup';

export interface BackupDatabaseExecutorSchema extends BackupSchema {
  dataSource?: string;
  verify?: 'restore' | 'checksum';
  keep?: number;
  keepDays?: number;
  pgBin?: string;
  scratchUrl?: string;
  recordDirectory?: string;
}

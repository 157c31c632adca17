import type { BackupSchema } from '../backup';

export interface RehearseMigrationsExecutorSchema extends BackupSchema {
  dataSource?: string;
  freshBackup?: boolean;
  refuse?: 'risky' | 'dangerous';
  enable?: string[];
  pgBin?: string;
  scratchUrl?: string;
  keep?: number;
  keepDays?: number;
  recordDirectory?: string;
}

export interface RehearseMigrationsExecutorSchema {
  dataSource?: string;
  freshBackup?: boolean;
  refuse?: 'risky' | 'dangerous';
  pgBin?: string;
  scratchUrl?: string;
  backupDirectory?: string;
  recordDirectory?: string;
}

export interface RehearseMigrationsExecutorSchema {
  dataSource?: string;
  freshBackup?: boolean;
  refuse?: 'risky' | 'dangerous';
  pgBin?: string;
  scratchUrl?: string;
  backupDirectory?: string;
  s3Endpoint?: string;
  s3Region?: string;
  s3Encryption?: string;
  passphraseVariable?: string;
  keep?: number;
  keepDays?: number;
  recordDirectory?: string;
}

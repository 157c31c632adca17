export interface RehearseMigrationsExecutorSchema {
  dataSource?: string;
  freshBackup?: boolean;
  refuse?: 'risky' | 'dangerous';
  enable?: string[];
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

export interface BackupDatabaseExecutorSchema {
  dataSource?: string;
  verify?: 'restore' | 'checksum';
  backupDirectory?: string;
  s3Endpoint?: string;
  s3Region?: string;
  s3Encryption?: string;
  passphraseVariable?: string;
  keep?: number;
  keepDays?: number;
  pgBin?: string;
  scratchUrl?: string;
  recordDirectory?: string;
}

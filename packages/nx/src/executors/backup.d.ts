/** Where backups are kept, and what takes them: the same for every target that takes one. */
export interface BackupSchema {
  backupDirectory?: string;
  s3Endpoint?: string;
  s3Region?: string;
  s3Encryption?: string;
  passphraseVariable?: string;
  backupEngine?: 'dump' | 'pgbackrest' | 'railway' | 'command';
  acceptUnrestored?: boolean;
  backupCommand?: string;
  backupCheckCommand?: string;
  backupRestoreCommand?: string;
  backupTimeout?: number;
  railwayVolumeInstance?: string;
  railwayTokenVariable?: string;
  railwayUrl?: string;
  pgbackrestType?: 'full' | 'diff' | 'incr';
  pgbackrestStanza?: string;
  pgbackrestConfig?: string;
  pgbackrestBin?: string;
  pgbackrestRepo?: number;
  restoreDirectory?: string;
}

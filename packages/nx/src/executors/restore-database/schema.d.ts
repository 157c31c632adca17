export interface RestoreDatabaseExecutorSchema {
  dataSource?: string;
  backup?: string;
  into?: string;
  check?: boolean;
  laterRows?: string;
  swap?: string;
  confirm?: string;
  backupDirectory?: string;
  s3Endpoint?: string;
  s3Region?: string;
  s3Encryption?: string;
  passphraseVariable?: string;
  backupEngine?: 'dump' | 'pgbackrest';
  to?: string;
  pgbackrestStanza?: string;
  pgbackrestConfig?: string;
  pgbackrestBin?: string;
  pgbackrestRepo?: number;
  restoreDirectory?: string;
  pgBin?: string;
  scratchUrl?: string;
  recordDirectory?: string;
}

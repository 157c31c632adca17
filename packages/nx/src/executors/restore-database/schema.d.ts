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
  pgBin?: string;
  scratchUrl?: string;
  recordDirectory?: string;
}

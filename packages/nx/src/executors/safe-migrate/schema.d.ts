export interface GraphqlProbeSchema {
  url: string;
  query: string;
  tokenVariable?: string;
}

export interface SafeMigrateExecutorSchema {
  dataSource?: string;
  plan?: boolean;
  confirm?: string;
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
  snapshotFile?: string;
  lockTimeout?: number;
  lockRetries?: number;
  lockBudget?: number;
  escrowDays?: number;
  blockingLimit?: number;
  endIdleBlockers?: number;
  sync?: string[];
  syncTimeout?: number;
  graphql?: GraphqlProbeSchema | GraphqlProbeSchema[];
}

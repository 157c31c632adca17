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
  pgBin?: string;
  scratchUrl?: string;
  backupDirectory?: string;
  recordDirectory?: string;
  lockTimeout?: number;
  lockRetries?: number;
  blockingLimit?: number;
  endIdleBlockers?: number;
  sync?: string[];
  syncTimeout?: number;
  graphql?: GraphqlProbeSchema | GraphqlProbeSchema[];
}

import type { CheckSchema, PatienceSchema, SyncStepSchema } from '../hooks';

export interface GraphqlProbeSchema extends PatienceSchema {
  url: string;
  query: string;
  tokenVariable?: string;
  headers?: Record<string, string>;
  name?: string;
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
  keep?: number;
  keepDays?: number;
  recordDirectory?: string;
  snapshotFile?: string;
  lockTimeout?: number;
  lockRetries?: number;
  waitForQuiet?: { oldest?: number; active?: number; window?: string; wait?: number };
  statementTimeout?: number | { blocking?: number; online?: number; other?: number };
  lockBudget?: number;
  escrowDays?: number;
  blockingLimit?: number;
  endIdleBlockers?: number;
  wayBack?: 'down' | 'restore';
  sync?: SyncStepSchema[];
  syncTimeout?: number;
  onSyncFailure?: 'back' | 'keep';
  onVerifyFailure?: 'back' | 'keep';
  verify?: CheckSchema[];
  graphql?: GraphqlProbeSchema | GraphqlProbeSchema[];
}

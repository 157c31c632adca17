import type { BackupSchema } from '../backup';
import type { CheckSchema, PatienceSchema, SyncStepSchema } from '../hooks';

export interface GraphqlProbeSchema extends PatienceSchema {
  url: string;
  query: string;
  tokenVariable?: string;
  headers?: Record<string, string>;
  name?: string;
}

export interface SafeMigrateExecutorSchema extends BackupSchema {
  dataSource?: string;
  plan?: boolean;
  confirm?: string;
  refuse?: 'risky' | 'dangerous';
  enable?: string[];
  pgBin?: string;
  scratchUrl?: string;
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

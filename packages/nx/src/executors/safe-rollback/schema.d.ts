import type { CheckSchema, SyncStepSchema } from '../hooks';

export interface SafeRollbackExecutorSchema {
  dataSource?: string;
  plan?: boolean;
  steps?: number;
  to?: string;
  acceptLoss?: string[];
  confirm?: string;
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
  lockTimeout?: number;
  lockRetries?: number;
  blockingLimit?: number;
  endIdleBlockers?: number;
  sync?: SyncStepSchema[];
  syncTimeout?: number;
  verify?: CheckSchema[];
  lockBudget?: number;
  escrowDays?: number;
}

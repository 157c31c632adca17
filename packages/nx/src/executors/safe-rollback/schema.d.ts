import type { BackupSchema } from '../backup';
import type { CheckSchema, SyncStepSchema } from '../hooks';

export interface SafeRollbackExecutorSchema extends BackupSchema {
  dataSource?: string;
  plan?: boolean;
  steps?: number;
  to?: string;
  acceptLoss?: string[];
  confirm?: string;
  pgBin?: string;
  scratchUrl?: string;
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

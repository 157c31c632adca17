import type { CheckSchema, SyncStepSchema } from '../hooks';

export interface ResumeMigrationsExecutorSchema {
  dataSource?: string;
  confirm?: string;
  recordDirectory?: string;
  lockTimeout?: number;
  lockRetries?: number;
  sync?: SyncStepSchema[];
  syncTimeout?: number;
  onSyncFailure?: 'back' | 'keep';
  onVerifyFailure?: 'back' | 'keep';
  verify?: CheckSchema[];
}

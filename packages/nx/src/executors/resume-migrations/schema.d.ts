export interface ResumeMigrationsExecutorSchema {
  dataSource?: string;
  confirm?: string;
  recordDirectory?: string;
  lockTimeout?: number;
  lockRetries?: number;
  sync?: string[];
  syncTimeout?: number;
}

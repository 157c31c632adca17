export interface ResumeMigrationsExecutorSchema {
  dataSource?: string;
  recordDirectory?: string;
  lockTimeout?: number;
  lockRetries?: number;
  sync?: string[];
  syncTimeout?: number;
}

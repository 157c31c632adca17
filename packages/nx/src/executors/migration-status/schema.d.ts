export interface MigrationStatusExecutorSchema {
  dataSource?: string;
  assert?: boolean;
  json?: boolean;
}

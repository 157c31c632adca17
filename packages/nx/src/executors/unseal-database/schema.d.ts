export interface UnsealDatabaseExecutorSchema {
  dataSource?: string;
  confirm?: string;
}

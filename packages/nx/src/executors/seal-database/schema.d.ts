export interface SealDatabaseExecutorSchema {
  dataSource?: string;
  environment?: string;
  name?: string;
  allow?: string[];
  strict?: boolean;
  template?: boolean;
  check?: boolean;
}

export interface SafeMigrationGeneratorSchema {
  name: string;
  project?: string;
  directory?: string;
  dataSource?: string;
  table?: string;
  addColumn?: string | string[];
  schema?: string;
}

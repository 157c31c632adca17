export interface RefuseExecutorSchema {
  instead?: string;
}

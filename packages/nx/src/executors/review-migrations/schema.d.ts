export interface ReviewMigrationsExecutorSchema {
  dataSource?: string;
  after?: string;
  all?: boolean;
  from?: 'zero' | 'snapshot' | 'live';
  snapshotFile?: string;
  setup?: string;
  pg?: number;
  format?: 'text' | 'json' | 'sarif' | 'gitlab' | 'github' | 'junit' | 'markdown';
  outputFile?: string;
  threshold?: 'risky' | 'dangerous';
  operation?: 'risky' | 'dangerous' | 'off';
  compatibility?: 'risky' | 'dangerous' | 'off';
  enable?: string[];
  pgBin?: string;
  scratchUrl?: string;
}

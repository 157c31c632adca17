import { cacheFlush } from 'src/command/cache-flush';
import { seedDev } from 'src/command/seed-dev';
import { syncMetadataCommand } from 'src/command/sync-metadata';

/** One program of `command`: it prints what it did, and throws when it could not. */
export interface Command {
  readonly name: string;
  readonly description: string;
  readonly run: (args: readonly string[]) => Promise<void>;
}

export const COMMANDS: readonly Command[] = [
  {
    name: 'workspace:sync-metadata',
    description: 'Make object and field metadata match the tables of schema core',
    run: syncMetadataCommand,
  },
  {
    name: 'workspace:seed:dev',
    description: 'THROW AWAY all records and write a small set for development',
    run: seedDev,
  },
  {
    name: 'cache:flush',
    description: 'Make running servers forget what they keep in memory',
    run: cacheFlush,
  },
];

import { z } from 'zod';

/** What can take the backup: ours (`pg_dump`, the default and the strictest), or one that is there already and that we drive. */
export const ENGINES = ['dump', 'pgbackrest', 'railway', 'command'] as const;
export type EngineName = (typeof ENGINES)[number];

const variableName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'the name of an environment variable');

/** Options that say which engine takes the backup, and what it needs. Times in ms. */
export const engineShape = {
  backupEngine: z.enum(ENGINES).default('dump'),
  /** Go on with a backup that was never restored. */
  acceptUnrestored: z.boolean().default(false),
  /** Folder for restored copies of a whole server; the temporary folder by default. */
  restoreDirectory: z.string().min(1).optional(),
  pgbackrestStanza: z
    .string()
    .regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/, 'the name of a stanza')
    .optional(),
  pgbackrestType: z.enum(['full', 'diff', 'incr']).default('full'),
  pgbackrestConfig: z.string().min(1).optional(),
  pgbackrestBin: z.string().min(1).optional(),
  pgbackrestRepo: z.int().min(1).max(256).optional(),
  backupCommand: z.string().min(1).optional(),
  backupCheckCommand: z.string().min(1).optional(),
  backupRestoreCommand: z.string().min(1).optional(),
  backupTimeout: z.int().min(1).default(21_600_000),
  railwayVolumeInstance: z
    .string()
    .regex(/^[A-Za-z0-9-]+$/, 'the id of a volume instance')
    .optional(),
  railwayUrl: z.url().optional(),
  /** Name of the variable that holds the token: RAILWAY_API_TOKEN, else the project token in RAILWAY_TOKEN, where it is not given. */
  railwayTokenVariable: variableName.optional(),
} as const;

type EngineSettings = { [Key in keyof typeof engineShape]?: z.output<(typeof engineShape)[Key]> };

/** The option without which an engine cannot work. */
const NEEDED: Partial<Record<EngineName, keyof EngineSettings>> = {
  pgbackrest: 'pgbackrestStanza',
  command: 'backupCommand',
  railway: 'railwayVolumeInstance',
};

/** Options that name a backup's engine by being there: without it, another backup is taken than somebody believes. */
const BELONGS: Partial<Record<keyof EngineSettings, readonly EngineName[]>> = {
  pgbackrestStanza: ['pgbackrest'],
  backupCommand: ['command'],
  backupCheckCommand: ['command', 'railway'],
  backupRestoreCommand: ['command', 'railway'],
  railwayVolumeInstance: ['railway'],
};

/** What is missing for the chosen engine, and what is said that it would not heed; in words, empty where all is well. */
export function engineIssues(settings: EngineSettings): readonly string[] {
  const { backupEngine: engine = 'dump' } = settings;
  const needed = NEEDED[engine];
  const missing =
    needed !== undefined && settings[needed] === undefined
      ? [`backupEngine ${engine} needs ${needed} (--${dashed(needed)})`]
      : [];
  const unheeded = (Object.entries(BELONGS) as [keyof EngineSettings, readonly EngineName[]][]).flatMap(
    ([option, engines]) =>
      settings[option] === undefined || engines.includes(engine)
        ? []
        : [
            `${option} says nothing with backupEngine ${engine}: it belongs to ${engines.join(' and ')} (--backup-engine)`,
          ],
  );
  return [...missing, ...unheeded];
}

const dashed = (option: string): string => option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

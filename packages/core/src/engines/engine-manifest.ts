import type { DatabaseProperties } from '../backup/database-properties';
import type { BackupContent, BackupManifest, Certificate } from '../backup/manifest';
import { tableName, type Structure } from '../verify/structure';
import { NEVER_RESTORED, type EngineFacts } from './engine';
import type { EngineInput } from './take';

/** What is known when an engine has taken a backup. */
export interface Finished {
  readonly engine: EngineFacts;
  readonly snapshotAt: string;
  readonly properties: DatabaseProperties;
  readonly structure: Structure;
  /** What a restored copy must hold. */
  readonly content: BackupContent;
  readonly durationMs: number;
  /** What it takes where it is, where that is known. */
  readonly bytes: number;
  readonly certificate?: Certificate;
  readonly notCovered: readonly string[];
}

/** The manifest of a backup that is elsewhere: no files, but where it is and what it must give. */
export function engineManifest({ id, facts, connection }: EngineInput, finished: Finished): BackupManifest {
  const { structure, certificate, properties, notCovered, ...rest } = finished;
  const foreign = structure.tables.filter(({ kind }) => kind === 'f').map(tableName);
  return {
    ...{ format: 2, id, ...rest, files: [] },
    database: {
      ...{ name: facts.database, oid: facts.databaseOid, systemIdentifier: facts.systemIdentifier },
      ...{ host: connection.host, port: connection.port, encoding: facts.encoding, major: facts.major },
      ...{ bytes: facts.bytes, properties },
    },
    serverVersion: facts.version,
    archive: { kind: 'elsewhere', encryption: 'none' },
    verification: certificate ? 'restored' : 'unrestored',
    ...(certificate ? { certificate } : {}),
    notCovered: [
      ...(certificate ? [] : [NEVER_RESTORED]),
      ...(foreign.length > 0 ? [`foreign tables (their rows are elsewhere): ${foreign.join(', ')}`] : []),
      ...notCovered,
    ],
  };
}

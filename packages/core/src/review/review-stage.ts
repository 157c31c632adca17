import { loadParser } from '@safe-migrate/hazards';
import type { Unit } from '../apply/unit';
import type { ClientTools } from '../backup/client-tools';
import { copySchema } from '../backup/dump';
import type { Scratch } from '../scratch/database';
import type { ConnectionParameters } from '../target/connection';
import type { ServerFacts } from '../target/facts';
import { withSession } from '../target/session';
import type { Host } from '../typeorm/host';
import { readCatalogFacts, withLiveSizes } from './catalog-facts';
import { judgeTrial, type Conditions, type ReviewedMigration } from './judge-trial';
import { tryMigration } from './try-migration';

/** What the review looks at. */
export interface ReviewStageInput extends Pick<Conditions, 'today' | 'unanswerable' | 'escrowed'> {
  readonly units: readonly Unit[];
  /** A host of its own for scratch databases: the one that migrates the live database never runs a trial. */
  readonly host: Host;
  readonly live: ConnectionParameters;
  readonly facts: ServerFacts;
  readonly tools: ClientTools;
  readonly scratch: Scratch;
  readonly signal?: AbortSignal;
}

/**
 * Tries every pending migration on a scratch copy of the live schema (without rows) and judges what it really sent.
 * The live database is only read.
 */
export async function reviewPending(input: ReviewStageInput): Promise<readonly ReviewedMigration[]> {
  await loadParser();
  const { host, facts, tools, signal, today, unanswerable, escrowed } = input;
  const copy = await input.scratch.create('review');
  await copySchema(tools, input.live, copy, signal);
  const liveCatalog = await withSession(input.live, { readOnly: true }, readCatalogFacts);
  await host.connect('safe-migrate review', facts.sessionSettings, copy);
  const reviews: ReviewedMigration[] = [];
  try {
    for (const { migrations, transactional } of input.units) {
      for (const migration of migrations) {
        const catalog = withLiveSizes(await withSession(copy, {}, readCatalogFacts), liveCatalog);
        const trial = await tryMigration(host, migration, transactional, tools, copy, signal);
        reviews.push(
          judgeTrial(migration, transactional, trial, { catalog, facts, today, unanswerable, escrowed }),
        );
        // What follows builds on this one: it is judged on the restored backup.
        if (trial.up.failure) return reviews;
      }
    }
    return reviews;
  } finally {
    await host.disconnect().catch(() => undefined);
  }
}

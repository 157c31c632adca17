import { loadParser } from '@safe-migrate/hazards';
import type { Unit } from '../apply/unit';
import type { ClientTools } from '../backup/client-tools';
import type { Scratch } from '../scratch/database';
import type { ConnectionParameters } from '../target/connection';
import type { Host } from '../typeorm/host';
import { withLiveSizes, type Sizes } from './catalog-facts';
import { CatalogCopy } from './catalog-copy';
import { judgeTrial, type Conditions, type ReviewedMigration } from './judge-trial';
import type { SchemaSource } from './schema-source';
import { stepsOf, tryMigrations } from './try-migration';

/** What the review looks at. */
export interface ReviewStageInput extends Pick<Conditions, 'today' | 'unanswerable' | 'escrowed' | 'enable'> {
  readonly units: readonly Unit[];
  /** A host of its own for scratch databases: the one that migrates the live database never runs a trial. It may still be starting. */
  readonly host: Host | Promise<Host>;
  /** The schema that they are tried on. */
  readonly schema: SchemaSource;
  readonly facts: Conditions['facts'];
  readonly tools: ClientTools;
  readonly scratch: Scratch;
  readonly signal?: AbortSignal;
}

/**
 * Tries every pending migration on a scratch copy of the schema (without rows) and judges what it really sent.
 * The live database is at most read.
 */
export async function reviewPending(input: ReviewStageInput): Promise<readonly ReviewedMigration[]> {
  await loadParser();
  const { facts, tools, signal, today, unanswerable, escrowed, enable } = input;
  const copy = await input.scratch.create('review');
  const [host, sizes] = await bothOf(input.host, copied(input.schema, copy));
  await host.connect('safe-migrate review', facts.sessionSettings, copy);
  const reviews: ReviewedMigration[] = [];
  try {
    const place = { host, tools, signal, database: copy, catalog: new CatalogCopy() };
    // What follows one that fails builds on it: it is judged on the restored backup.
    for await (const { step, trial } of tryMigrations(place, stepsOf(input.units))) {
      const catalog = withLiveSizes(trial.catalog, sizes);
      const conditions = { catalog, facts, today, unanswerable, escrowed, enable };
      reviews.push(judgeTrial(step.migration, step.transactional, trial, conditions));
    }
    return reviews;
  } finally {
    await host.disconnect().catch(() => undefined);
  }
}

async function copied(schema: SchemaSource, copy: ConnectionParameters): Promise<Sizes> {
  await schema.copyInto(copy);
  return schema.readSizes();
}

/** The project loads while its schema is copied. Where one fails the other is waited for: nothing is at work any more when the failure is told. */
async function bothOf<A, B>(one: A | Promise<A>, other: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([one, other]);
  return Promise.all([one, other]);
}

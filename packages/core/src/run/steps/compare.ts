import { compareWithFresh, type FreshComparison } from '../../rehearsal/fresh-database';
import type { RunContext } from '../context';
import type { RehearsalSource } from './back-up';
import type { Preflight } from './preflight';
import type { Trials } from './review';

/**
 * Compares the rehearsed copy, every migration applied, with a database that the migrations make from nothing. A difference is a warning:
 * it is none of the pending migrations' doing, but new environments and tests run on another schema than production.
 */
export function compareFresh(
  context: RunContext,
  { loaded, facts, tools }: Preflight,
  { host, scratch }: Trials,
  { restored: upgraded }: RehearsalSource,
): Promise<FreshComparison> {
  const { record, steps, emit, signal } = context;
  return steps.run('compare', async () => {
    const empty = await scratch.create('fresh');
    const result = await compareWithFresh({ host, loaded, facts, tools, empty, upgraded, signal });
    record.fresh = result;
    if (result.outcome === 'different') {
      const message = `a database made from the migrations alone is not what this one becomes:\n${result.difference}`;
      emit({ kind: 'warning', message });
      record.warnings.push(message);
    }
    return { result, summary: summaryOf(result) };
  });
}

function summaryOf(result: FreshComparison): string {
  switch (result.outcome) {
    case 'same':
      return `${result.migrations} migrations make the same from nothing, in ${result.schemas.join(', ')}`;
    case 'different':
      return 'a database made from the migrations alone differs';
    case 'not-built':
      return `the migrations make no database from nothing: ${result.migration} fails there (${result.message})`;
  }
}

import type { Node } from 'libpg-query';
import type { Volatility } from '../catalog/builtin-functions';
import { builtinVolatility } from '../catalog/builtin-functions';
import type { Catalog } from '../catalog/catalog';
import { functionsIn } from '../sql/read/calls';

/** The worst volatility of the functions in an expression; an expression without calls is settled. */
export function volatilityOf(expression: Node, catalog: Catalog): Volatility {
  const all = functionsIn(expression).map((name) =>
    name.name === 'nextval' ? 'volatile' : (catalog.functionVolatility(name) ?? builtinVolatility(name)),
  );
  if (all.includes('unknown')) return 'unknown';
  return all.includes('volatile') ? 'volatile' : 'settled';
}

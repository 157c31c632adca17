import type { Catalog } from '../../catalog/catalog';
import type { Action } from '../../sql/actions';
import { functionsIn } from '../../sql/read/calls';
import type { PredictedError } from '../effect';
import { depended } from './raise';

/** What well-known extensions bring that columns rest on: types, and functions that stand in defaults. */
const brought: Readonly<Record<string, { readonly types?: RegExp; readonly functions?: RegExp }>> = {
  'uuid-ossp': { functions: /^uuid_(generate_v|ns_|nil$)/ },
  pgcrypto: { functions: /^(crypt|digest|gen_salt|gen_random_bytes|hmac|encrypt|pgp_sym_encrypt)$/ },
  citext: { types: /^citext$/ },
  hstore: { types: /^hstore$/, functions: /^hstore$/ },
  ltree: { types: /^(ltree|lquery|ltxtquery)$/ },
  vector: { types: /^(vector|halfvec|sparsevec)$/ },
  postgis: { types: /^(geometry|geography)$/ },
};

/** SQLSTATE 2BP01: a column has a type of the extension, or a default that calls a function of it. */
export function dropExtensionError(
  { name: { name }, cascade }: Extract<Action, { kind: 'drop' }>,
  catalog: Catalog,
): PredictedError | null {
  const { types, functions } = brought[name] ?? {};
  if (cascade || !catalog.extensions.has(name)) return null;
  for (const { columns } of catalog.relations.values())
    for (const { type, defaultExpression } of columns.values()) {
      const typed = type !== null && types?.test(type.name) === true;
      const called =
        functions !== undefined &&
        defaultExpression !== undefined &&
        functionsIn(defaultExpression).some((each) => functions.test(each.name));
      if (typed || called) return depended(`extension ${name}`);
    }
  return null;
}

import type { Catalog } from '../../catalog/catalog';
import { isDeferrable } from '../../catalog/deferred';
import type { Relation } from '../../catalog/model';
import type { Action } from '../../sql/actions';
import type { Name } from '../../sql/names';
import type { PredictedError } from '../effect';
import { raise } from './raise';

/** SET CONSTRAINTS names constraints that are there, and puts off only those that can be. Triggers may be constraints, too. */
export function setConstraintsError(
  {
    names,
    named = names.map((name): Name => ({ name })),
    deferred,
  }: Extract<Action, { kind: 'set-constraints' }>,
  catalog: Catalog,
): PredictedError | null {
  if (names.length === 0 || !catalog.complete) return null;
  const all = [...catalog.relations.values()];
  for (const each of named) {
    const { schema, name } = each;
    if (schema !== undefined && !catalog.hasSchema(schema))
      return raise('3F000', `schema "${schema}" does not exist`);
    // Nothing of the name is looked for behind the first schema of the search_path that has it.
    const within = catalog
      .searched(each)
      .map((where) => all.filter((relation) => relation.schema === where && holds(relation, name)))
      .find(({ length }) => length > 0);
    if (within === undefined) return raise('42704', `constraint "${name}" does not exist`);
    const found = within.flatMap(({ constraints }) => constraints.get(name) ?? []);
    if (deferred && found.some((key) => isDeferrable(key) === false))
      return raise('42809', `constraint "${name}" is not deferrable`);
  }
  return null;
}

const holds = ({ hooks, constraints }: Relation, name: string): boolean =>
  constraints.has(name) || hooks.some((hook) => hook.kind === 'trigger' && hook.name === name);

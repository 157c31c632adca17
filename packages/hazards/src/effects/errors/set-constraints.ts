import type { Catalog } from '../../catalog/catalog';
import { isDeferrable } from '../../catalog/deferred';
import type { Action } from '../../sql/actions';
import type { Name } from '../../sql/names';
import type { PredictedError } from '../effect';
import { raise } from './raise';

/** SET CONSTRAINTS names constraints that are there and can be put off. Triggers may be constraints, too. */
export function setConstraintsError(
  { names, named = names.map((name): Name => ({ name })) }: Extract<Action, { kind: 'set-constraints' }>,
  catalog: Catalog,
): PredictedError | null {
  if (names.length === 0 || !catalog.complete) return null;
  const all = [...catalog.relations.values()];
  for (const { schema, name } of named) {
    if (schema !== undefined && !catalog.hasSchema(schema))
      return raise('3F000', `schema "${schema}" does not exist`);
    const relations = schema === undefined ? all : all.filter((each) => each.schema === schema);
    if (relations.some(({ hooks }) => hooks.some((hook) => hook.name === name))) continue;
    const found = relations.flatMap(({ constraints }) => constraints.get(name) ?? []);
    if (found.length === 0) return raise('42704', `constraint "${name}" does not exist`);
    if (found.every((each) => isDeferrable(each) === false))
      return raise('42809', `constraint "${name}" is not deferrable`);
  }
  return null;
}

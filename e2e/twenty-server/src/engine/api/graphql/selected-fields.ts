import { type GraphQLResolveInfo, Kind, type SelectionSetNode } from 'graphql';

/**
 * The names that a query asks for below `path`, fragments included: with path `['edges', 'node']` the fields of the
 * records, so that only their columns are read.
 */
export function selectedFields(info: GraphQLResolveInfo, path: readonly string[]): ReadonlySet<string> {
  const names = new Set<string>();

  const visit = (selections: SelectionSetNode | undefined, [step, ...rest]: readonly string[]): void => {
    for (const node of selections?.selections ?? []) {
      if (node.kind === Kind.FIELD) {
        if (step === undefined) names.add(node.name.value);
        else if (node.name.value === step) visit(node.selectionSet, rest);
      } else {
        const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : info.fragments[node.name.value];
        visit(fragment?.selectionSet, step === undefined ? [] : [step, ...rest]);
      }
    }
  };

  for (const field of info.fieldNodes) visit(field.selectionSet, path);
  return names;
}

import type { Catalog } from './catalog';
import type { NamedType } from './model';
import { qualified } from './model';
import { followRename } from './routine-uses';
import { isOf } from './uses';

/** Gives a type another name: the columns and the functions of it follow. */
export function renameType(
  catalog: Catalog,
  type: NamedType,
  to: { readonly schema?: string; readonly name?: string },
): void {
  const columns = [...type.users].flatMap((relation) =>
    [...relation.columns.values()].filter(
      (column) => column.type !== null && isOf(catalog, column.type, type),
    ),
  );
  // What is of the type is told by its old name.
  const follow = followRename(catalog, type);
  catalog.touchType(type);
  for (const relation of type.users) catalog.relations.touch(relation);
  catalog.types.delete(qualified(type));
  type.schema = to.schema ?? type.schema;
  type.name = to.name ?? type.name;
  catalog.types.set(qualified(type), type);
  follow();
  for (const column of columns)
    if (column.type !== null) column.type = { ...column.type, schema: type.schema, name: type.name };
}

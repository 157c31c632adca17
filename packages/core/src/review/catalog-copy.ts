import type { TableFacts, TypeFacts } from '@safe-migrate/hazards';
import { bySchemaAndName } from '../target/name-order';
import type { CatalogChanges } from './catalog-changes';
import { NO_PARTS, type CatalogFacts } from './catalog-facts';

/** What stands in the place of parts that are not told anew. */
const partsOf = ({ hooks, triggersOff, reads, calls, ownedBy }: Partial<TableFacts> = NO_PARTS) => ({
  hooks,
  triggersOff,
  reads,
  calls,
  ownedBy,
});

/** A catalog that is followed by its changes: the facts of what has not changed are the same objects as before. */
export class CatalogCopy {
  private readonly tables = new Map<string, TableFacts>();
  private readonly types = new Map<string, TypeFacts>();
  private routines: readonly string[] = [];

  follow({ anew, tables, types, routines, gone, schemas }: CatalogChanges): CatalogFacts {
    if (anew) for (const known of [this.tables, this.types]) known.clear();
    for (const oid of gone.tables) this.tables.delete(oid);
    for (const oid of gone.types) this.types.delete(oid);
    for (const { oid, ...facts } of tables)
      this.tables.set(oid, { ...partsOf(this.tables.get(oid)), ...facts });
    for (const { oid, ...facts } of types) this.types.set(oid, facts);
    if (routines) this.routines = routines;
    return {
      routines: this.routines,
      tables: [...this.tables.values()].sort(bySchemaAndName),
      types: [...this.types.values()].sort(bySchemaAndName),
      schemas,
    };
  }
}

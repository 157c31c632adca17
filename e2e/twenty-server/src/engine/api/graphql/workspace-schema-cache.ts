import { type GraphQLSchema } from 'graphql';
import { type Pool } from 'pg';

import { workspaceSchema } from 'src/engine/api/graphql/workspace-schema';
import { loadMetadata, metadataVersion } from 'src/engine/metadata-modules/load-metadata';

/** Keeps the schema of `/graphql` for as long as the metadata stays what it was built from. */
export class WorkspaceSchemaCache {
  private built: { readonly version: string; readonly schema: GraphQLSchema } | undefined;

  constructor(private readonly pool: Pool) {}

  async schema(): Promise<GraphQLSchema> {
    const version = await metadataVersion(this.pool);
    if (this.built?.version !== version) {
      this.built = { version, schema: workspaceSchema(await loadMetadata(this.pool), version, this.pool) };
    }
    return this.built.schema;
  }

  flush(): void {
    this.built = undefined;
  }
}

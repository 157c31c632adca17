import { parseJson } from '@nx/devkit';
import type { Tree } from '@nx/devkit';
import { guardWorkspace } from '../../guarding/guard-workspace';
import { inferredSources } from '../../guarding/inferred-sources';
import { NX_JSON, SYNC } from '../../guarding/register-guard';
import { formatLikeBefore } from '../../workspace/format';
import { readText } from '../../workspace/walk';
import { normalizeOptions } from '../init/normalize-options';
import type { InitGeneratorSchema } from '../init/schema';

/** What Nx takes from a sync generator; its own type is not among what @nx/devkit exports. */
interface SyncResult {
  readonly outOfSyncMessage?: string;
  readonly outOfSyncDetails?: string[];
}

/**
 * What `nx sync:check` asks: whether a raw migrating or destroying command is there that `init` would replace. `nx sync` replaces it.
 * Nx hands a sync generator no options; those of `init` are read from `sync.generatorOptions` in nx.json.
 */
export async function syncGenerator(tree: Tree): Promise<SyncResult> {
  const { mayEdit } = normalizeOptions(optionsIn(tree));
  const { done, before } = guardWorkspace(tree, mayEdit, {}, inferredSources(tree));
  if (done.length === 0) return {};
  await formatLikeBefore(tree, before);
  return {
    outOfSyncMessage: 'A command that migrates or destroys a database is not guarded.',
    outOfSyncDetails: [...done],
  };
}

function optionsIn(tree: Tree): InitGeneratorSchema {
  if (!tree.isFile(NX_JSON)) return {};
  const { sync } = parseJson<{
    readonly sync?: { readonly generatorOptions?: Readonly<Record<string, InitGeneratorSchema>> };
  }>(readText(tree, NX_JSON));
  return sync?.generatorOptions?.[SYNC] ?? {};
}

export default syncGenerator;

import { logger } from '@nx/devkit';
import type { Tree } from '@nx/devkit';
import { guardWorkspace } from '../../guarding/guard-workspace';
import { inferredSources } from '../../guarding/inferred-sources';
import { formatLikeBefore } from '../../workspace/format';
import { withShownErrors } from '../../workspace/shown';
import { normalizeOptions } from './normalize-options';
import type { InitGeneratorSchema } from './schema';

/** Guards the databases of a workspace: what `nx add @safe-migrate/nx` calls. */
export async function initGenerator(tree: Tree, schema: InitGeneratorSchema): Promise<void> {
  await withShownErrors(async () => {
    const { format, mayEdit, keep } = normalizeOptions(schema);
    const report = guardWorkspace(tree, mayEdit, keep, inferredSources(tree));
    const { done, open, next, before } = report;
    const mentions = report.mentions();
    if (format) await formatLikeBefore(tree, before);
    logger.info(
      [
        ...(done.length > 0 ? done : ['nothing to change: everything is guarded already']),
        ...(open.length > 0 ? ['still open:', ...open.map((line) => `  ${line}`)] : []),
        ...(mentions.length > 0 ? ['still mentioned:', ...mentions.map((line) => `  ${line}`)] : []),
        'next:',
        ...next.map((line) => `  ${line}`),
      ].join('\n'),
    );
  });
}

export default initGenerator;

import { getProjects, logger } from '@nx/devkit';
import type { Tree } from '@nx/devkit';
import { restoreOriginals } from '../../guarding/restore';
import { formatLikeBefore } from '../../workspace/format';
import { joinPath } from '../../workspace/paths';
import { withShownErrors } from '../../workspace/shown';
import type { RemoveGeneratorSchema } from './schema';

/** Undoes `init`. */
export async function removeGenerator(
  tree: Tree,
  { skipFormat = false }: RemoveGeneratorSchema,
): Promise<void> {
  await withShownErrors(async () => {
    const roots = [...getProjects(tree).values()].map(({ root }) => joinPath(root));
    const { done, left, before } = restoreOriginals(tree, [...roots, '.']);
    if (!skipFormat) await formatLikeBefore(tree, before);
    logger.info(
      [
        ...(done.length > 0 ? done : ['nothing to put back: there is no record of init']),
        ...(left.length > 0 ? ['left as it is:', ...left.map((line) => `  ${line}`)] : []),
        ...(done.length > 0
          ? ['next:', '  raw migration and reset commands run again, without backup, review and proof']
          : []),
      ].join('\n'),
    );
  });
}

export default removeGenerator;

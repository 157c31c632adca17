import type { CommandSource } from '../../commands/sources';
import type { InitGeneratorSchema } from './schema';

export interface NormalizedInitOptions {
  readonly format: boolean;
  /** What was asked for and is not the default; the sync generator has to know it too. */
  readonly keep: Readonly<Record<string, boolean>>;
  /** Whether a target or script may be rewritten. */
  readonly mayEdit: (source: Pick<CommandSource, 'kind' | 'file'>) => boolean;
}

/** Resolves the options that `nx add` and users give. What nothing here depends on is accepted and has no effect. */
export function normalizeOptions({
  updatePackageScripts = true,
  skipPackageJson = false,
  skipFormat = false,
}: InitGeneratorSchema): NormalizedInitOptions {
  return {
    format: !skipFormat,
    keep: {
      ...(updatePackageScripts ? {} : { updatePackageScripts }),
      ...(skipPackageJson ? { skipPackageJson } : {}),
    },
    mayEdit: ({ kind, file }) => {
      if (file.endsWith('package.json') && skipPackageJson) return false;
      return kind === 'target' || updatePackageScripts;
    },
  };
}

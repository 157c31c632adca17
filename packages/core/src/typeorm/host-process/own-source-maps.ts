import Module from 'node:module';
import { isInstalled } from './load-failure';

/**
 * Preloaded (`node -r`) behind the loader of a project in TypeScript: node reads source maps, as with `--enable-source-maps`, but not those of
 * what is installed. For TypeORM and the compiler that flag takes a quarter of the time in which a project loads, and nobody asks for a line
 * in them. Node 22.14 and later have `module.setSourceMapsSupport({ nodeModules: false })` for this.
 */
interface Compiling {
  _compile: (this: unknown, content: string, file: string, ...more: unknown[]) => unknown;
}
const prototype = Module.prototype as unknown as Compiling;
const compile = prototype._compile;
prototype._compile = function (content, file, ...more) {
  // Node asks right at the beginning, before the module runs and loads others.
  process.setSourceMapsEnabled(!isInstalled(file));
  try {
    return compile.call(this, content, file, ...more);
  } finally {
    process.setSourceMapsEnabled(true);
  }
};
process.setSourceMapsEnabled(true);

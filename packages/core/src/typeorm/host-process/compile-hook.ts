import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type * as TypeScript from 'typescript';

/**
 * Preloaded (`node -r`) where a project's data source is TypeScript and the project has no loader of its own: compiles
 * each file with the project's own `typescript` and tsconfig.json, without type checks, as ts-node's transpile-only does.
 */
const projectRequire = createRequire(join(process.cwd(), 'package.json'));
const ts = projectRequire('typescript') as typeof TypeScript;
const options: TypeScript.CompilerOptions = {
  ...projectOptions(process.cwd()),
  module: ts.ModuleKind.CommonJS,
  moduleResolution: undefined,
  inlineSourceMap: true,
  sourceMap: false,
  verbatimModuleSyntax: false,
  declaration: false,
  composite: false,
  outDir: undefined,
};

function projectOptions(folder: string): TypeScript.CompilerOptions {
  const path = join(folder, 'tsconfig.json');
  if (!existsSync(path)) {
    return folder === dirname(folder)
      ? {
          experimentalDecorators: true,
          emitDecoratorMetadata: true,
          esModuleInterop: true,
          target: ts.ScriptTarget.ES2022,
        }
      : projectOptions(dirname(folder));
  }
  const { config } = ts.readConfigFile(path, (file) => ts.sys.readFile(file)) as { config: unknown };
  return ts.parseJsonConfigFileContent(config ?? {}, ts.sys, folder).options;
}

process.setSourceMapsEnabled(true);
for (const extension of ['.ts', '.cts']) {
  require.extensions[extension] = (module, fileName) => {
    const { outputText } = ts.transpileModule(readFileSync(fileName, 'utf8'), {
      compilerOptions: options,
      fileName,
    });
    (module as NodeJS.Module & { _compile(code: string, file: string): void })._compile(outputText, fileName);
  };
}

import Module from 'node:module';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A place in the user's code. */
export interface Place {
  readonly file: string;
  readonly line?: number;
}

/** Files that were being loaded when an error was thrown, the innermost first. */
const filesOf = new WeakMap<object, string[]>();

interface Loading {
  load: (this: unknown, file: string) => unknown;
}

/**
 * Runs something that loads files and remembers for an error which ones were being loaded: a compiler's message does
 * not always say, and TypeORM passes the bare error on.
 */
export async function locateFailure<T>(act: () => Promise<T>): Promise<T> {
  const prototype = Module.prototype as unknown as Loading;
  const load = prototype.load;
  prototype.load = function (file) {
    try {
      return load.call(this, file);
    } catch (error) {
      if (typeof error === 'object' && error !== null) {
        filesOf.set(error, [...(filesOf.get(error) ?? []), file]);
      }
      throw error;
    }
  };
  try {
    return await act();
  } finally {
    prototype.load = load;
  }
}

/** The innermost file of the user's own that failed to load, and the line where the error or its stack names one. */
export function placeOf(error: unknown): Place | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { message = '', stack = '' } = error as { message?: string; stack?: string };
  const file = filesOf.get(error)?.find((candidate) => !isInstalled(candidate));
  if (file) return { file, line: lineIn(`${message}\n${stack}`, file) };
  // An ES module: its syntax error begins with its address, anything that it throws with a frame of it.
  const [, address, line] = /^(?:\s*at .*?)?\(?(file:\/\/[^\s()]+?):(\d+)(?::\d+)?\)?$/m.exec(stack) ?? [];
  if (!address || !line || isInstalled(address)) return undefined;
  return { file: fileURLToPath(address), line: Number(line) };
}

/** A compiler in another language adds its own stack below the reason. */
export function withoutBacktrace(message: string): string {
  return message.split(/\n\s*(?:Caused by|Stack backtrace):/)[0]?.trim() ?? message;
}

/** Not a file of the project's own. */
export function isInstalled(file: string): boolean {
  return /[\\/]node_modules[\\/]/.test(file);
}

/** As node, swc (`file:3:1`) or tsc (`file(3,16)`) write it; compilers shorten the path. */
function lineIn(text: string, file: string): number | undefined {
  for (const name of [file, basename(file)]) {
    const [, line] = new RegExp(`${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}[:(](\\d+)`).exec(text) ?? [];
    if (line) return Number(line);
  }
  return undefined;
}

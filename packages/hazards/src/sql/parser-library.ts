import { createRequire } from 'node:module';
import * as first from 'libpg-query';

/**
 * The WASM parser, and what is known of its health. A text that is nested too deeply ends in a RangeError in the middle of the parser's C
 * code, whose own stack (in WASM memory) then never is unwound: some thirty of them, and every later call is out of bounds.
 */
interface Instance {
  readonly library: typeof first;
  overflows: number;
  broken: boolean;
}

/** After so many overflows no text that could cause one is parsed any more: some 28 break the instance for good. */
const WORN_AFTER = 12;

/** A text shorter than this (UTF-16 units) is not nested deeply enough to overflow the stack. */
const SHALLOW_LENGTH = 4096;

let current: Instance = { library: first, overflows: 0, broken: false };
let loading: Promise<void> | undefined;

/**
 * Loads the WASM parser; cheap after the first call. Everything else in this package is synchronous and needs it once. A process that
 * reviews again and again calls it before each review: an instance that is worn out is replaced here.
 */
export function loadParser(): Promise<void> {
  if (current.overflows >= WORN_AFTER || current.broken) {
    const library = freshLibrary();
    // Where modules cannot be loaded again (Jest), the old one has to do.
    if (library !== current.library) {
      current = { library, overflows: 0, broken: false };
      loading = undefined;
    }
  }
  loading ??= current.library.loadModule();
  return loading;
}

// The library makes its one instance when it is loaded, so that a second one takes loading it again. A require of its own keeps the old
// one from being held by this module.
function freshLibrary(): typeof first {
  const load = createRequire(__filename);
  delete load.cache[load.resolve('libpg-query')];
  return load('libpg-query') as typeof first;
}

/** Whether the parser must not be asked: it is broken, or this text might break it. */
export const mustNotParse = (text: string): boolean =>
  current.broken || (current.overflows >= WORN_AFTER && text.length >= SHALLOW_LENGTH);

/**
 * Calls the parser and notes what the call did to it.
 *
 * @throws what the parser throws
 */
export function withParser<T>(call: (library: typeof first) => T): T {
  try {
    return call(current.library);
  } catch (error) {
    if (error instanceof RangeError) current.overflows += 1;
    if (error instanceof Error && error.name === 'RuntimeError') current.broken = true;
    throw error;
  }
}

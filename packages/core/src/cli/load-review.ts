import { setFlagsFromString } from 'node:v8';
import { bundledHazards } from '../process/bundled-hazards';

/** Below this many bytes of SQL the program is over before a better compilation of the parser would pay for itself. */
const WORTH_OPTIMISING = 4 * 1024 * 1024;

/**
 * Makes a short review twice as fast and saves 50 MB: V8 compiles the parser (1.7 MB of WebAssembly) once and quickly, and does not
 * compile its busy functions a second time in the background. For a program that reviews and ends, never for a library: it holds for the
 * whole process. To be called before the parser is loaded. Only for versions of Node.js whose V8 is known to have the flag.
 */
function compileParserOnce(bytesOfSql: number): void {
  const major = Number(process.versions.node.split('.')[0]);
  if (bytesOfSql < WORTH_OPTIMISING && major >= 20 && major <= 24) setFlagsFromString('--liftoff-only');
}

/** Loads the review for a program that ends with it; whoever imports it after that gets it. */
export function loadReviewOnce(bytesOfSql: number): void {
  // Before any flag is set: V8 takes compiled code only under the flags that it was made with.
  const run = bundledHazards();
  compileParserOnce(bytesOfSql);
  run?.();
}

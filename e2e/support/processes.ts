import { readdirSync, readFileSync } from 'node:fs';

/** Processes of this machine whose command line matches; Linux only, as our CI is. */
export function processesMatching(pattern: RegExp): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
        return pattern.test(line) ? [`${pid} ${line}`] : [];
      } catch {
        return [];
      }
    });
}

import { takeOption } from './call';
import type { Call } from './call';
import { callsOf } from './calls';
import { GUARDED_EXECUTOR, REFUSING_EXECUTOR, commandLinesOf, optionLinesOf } from './command-lines';
import { programOf } from './program';
import type { Program } from './program';
import { gravest, whole } from './finding';
import type { Finding, LineFinding } from './finding';
import { hasDestructiveName, hasSetupName } from './names';
import { isHarmless, judgeProgram } from './rules';
import { makeLines } from './makefile';
import { resolveCall } from './resolve';
import type { Resolved } from './resolve';
import { judgeScriptFiles } from './script-files';
import { parseShell } from './shell';
import type { CommandSource } from './sources';
import { joinPath } from '../workspace/paths';
import type { Files } from '../workspace/walk';

/** Answers what commands do, following the targets and scripts that they call. */
export interface Judge {
  /** The gravest thing that a source does, or undefined. `raw` leaves the default configuration out; `args` are passed on to it, as shell text. */
  judge(source: CommandSource, configuration?: string, raw?: boolean, args?: string): LineFinding | undefined;
  /** Everything that one line does. */
  judgeLine(source: CommandSource, line: string, cwd: string): readonly LineFinding[];
}

/** Reads every source as `sources` lists it; `files` gives the script files that commands run. */
export function createJudge(files: Files, sources: readonly CommandSource[]): Judge {
  const underWay = new Set<string>();

  function judge(
    source: CommandSource,
    configuration?: string,
    raw = false,
    args = '',
  ): LineFinding | undefined {
    const key = JSON.stringify([source.file, source.path, configuration, raw, args]);
    if (underWay.has(key)) return undefined;
    const executor = source.target?.executor;
    if (executor === GUARDED_EXECUTOR) return undefined;
    if (executor === REFUSING_EXECUTOR) return whole({ deed: 'refuses', why: 'refuses to run' });
    underWay.add(key);
    try {
      const { lines, cwd } = commandLinesOf(source, configuration, raw);
      const passed = lines.map((line, index) =>
        args !== '' && index === lines.length - 1 ? `${line} ${args}` : line,
      );
      const finding = gravest([
        ...passed.flatMap((line) => judgeLine(source, line, cwd)),
        ...optionLinesOf(source, configuration, raw).flatMap((line) =>
          judgeLine(source, line, cwd).map(whole),
        ),
      ]);
      const setsUp = finding?.deed === 'migrates' && hasSetupName(source.name);
      return setsUp ? { ...finding, deed: 'destroys', why: 'sets a database up from nothing' } : finding;
    } finally {
      underWay.delete(key);
    }
  }

  function judgeLine(source: CommandSource, line: string, cwd: string): readonly LineFinding[] {
    let folder = cwd;
    return parseShell(line).flatMap((command) => {
      const program = programOf(command);
      if (program?.name === 'cd') folder = joinPath(folder, program.args[0]?.text ?? '.');
      if (program === undefined || isHarmless(program)) return [];
      const place = {
        start: program.start,
        end: program.end,
        hasEnvironment: program.environment.length > 0,
      };
      const own = ownFinding(source, program, folder).map((finding) => ({
        ...finding,
        ...place,
        replaceable: finding.through === undefined,
      }));
      const quoted = program.args
        .filter(({ text }) => /\s/.test(text))
        .flatMap(({ text }) => judgeLine(source, text, folder))
        .map((finding) => ({ ...finding, ...place, replaceable: false }));
      return [...own, ...quoted];
    });
  }

  function ownFinding(
    source: CommandSource,
    program: Program,
    cwd: string,
  ): (Finding & Partial<LineFinding>)[] {
    if (program.name === 'safe-migrate') return refusesByName(program);
    const calls = callsOf(program);
    const called = calls.flatMap((call) => judgeCall(source, call, cwd));
    const isKnown = calls.some((call) => resolveCall(sources, call, source, cwd).length > 0);
    if (isKnown || called.length > 0) return called;
    const folders = [cwd, source.root, '.'];
    const made = makeLines(files, program, folders).flatMap((line) => judgeLine(source, line, cwd));
    if (made.length > 0) return made.map((each) => ({ ...each, why: `runs make, which ${each.why}` }));
    const finding = judgeProgram(program) ?? judgeScriptFiles(files, program, folders);
    return finding ? [{ ...finding, dataSource: dataSourceOf(program, cwd) }] : [];
  }

  function judgeCall(source: CommandSource, call: Call, cwd: string): (Finding & Partial<LineFinding>)[] {
    const resolved = resolveCall(sources, call, source, cwd);
    if (resolved.length === 0 && !call.maybeProgram && hasDestructiveName(call.name)) {
      return [{ deed: 'destroys', why: `runs ${call.name}, which is not known and is called like a reset` }];
    }
    return withLifecycle(sources, resolved).flatMap(({ source: target, configuration }) => {
      const finding = judge(target, configuration, false, call.args) ?? byName(target);
      if (finding === undefined) return [];
      const passes = call.args !== '' && judge(target, configuration)?.deed !== finding.deed;
      const deed = finding.deed === 'refuses' ? 'destroys' : finding.deed;
      const why = passes ? finding.why : `runs ${target.name}, which ${finding.why}`;
      return [
        { ...finding, deed, why, through: passes ? undefined : target, dataSource: finding.dataSource },
      ];
    });
  }

  return {
    judge: (source, configuration, raw, args) =>
      judge(source, configuration, raw, args) ?? byName(source, configuration),
    judgeLine,
  };
}

/** A name is enough where nothing shows that it means something else. */
function byName(source: CommandSource, configuration?: string): LineFinding | undefined {
  if (source.target?.executor === GUARDED_EXECUTOR) return undefined;
  const name = [source.name, configuration].find(
    (candidate) => candidate !== undefined && hasDestructiveName(candidate),
  );
  return name === undefined ? undefined : whole({ deed: 'destroys', why: `is called ${name}` });
}

/** `npm run x` runs `prex` and `postx` of the same package too. */
function withLifecycle(
  sources: readonly CommandSource[],
  resolved: readonly Resolved[],
): readonly Resolved[] {
  return resolved.flatMap((each) => {
    const { kind, file, name } = each.source;
    if (kind !== 'script') return [each];
    const around = sources.filter(
      (other) =>
        other.kind === 'script' &&
        other.file === file &&
        (other.name === `pre${name}` || other.name === `post${name}`),
    );
    return [each, ...around.map((source) => ({ source, configuration: undefined }))];
  });
}

function refusesByName(program: Program): Finding[] {
  return program.args[0]?.text === 'refuse' ? [{ deed: 'refuses', why: 'refuses to run' }] : [];
}

function dataSourceOf(program: Program, cwd: string): LineFinding['dataSource'] {
  const [path] = takeOption(
    program.args.map(({ text }) => text),
    ['-d', '--dataSource', '--data-source'],
  ).values;
  return path === undefined ? undefined : { path, cwd };
}

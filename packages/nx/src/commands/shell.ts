/** One word of a command line, without its quotes. */
export interface Word {
  readonly text: string;
  /** Offset of its first character (the quote, if it has one) in the line. */
  readonly start: number;
  readonly end: number;
}

/** A program with its arguments: what stands between `&&`, `|`, `;` and the like. */
export interface SimpleCommand {
  readonly words: readonly Word[];
  /** Everything that the commands before it in the same pipeline say: it may be this one's input. */
  readonly piped: string;
}

/** Words of shell grammar that may stand before a program. */
const GRAMMAR = new Set([
  '{',
  '}',
  '!',
  'if',
  'then',
  'else',
  'elif',
  'fi',
  'do',
  'done',
  'while',
  'until',
  'time',
]);

/**
 * Splits a command line into simple commands. It knows quotes, escapes, pipelines, lists, subshells, redirections and
 * comments; it does not expand anything. Quoted text stays one word: whoever runs it as a command parses it again.
 */
export function parseShell(line: string): readonly SimpleCommand[] {
  const commands: SimpleCommand[] = [];
  let words: Word[] = [];
  let piped = '';
  /** The word that ends a here-document of this line. */
  let delimiter: string | undefined;
  let at = 0;

  const finish = (isPipe: boolean): void => {
    const program = words.findIndex(({ text }) => !GRAMMAR.has(text));
    const own = program === -1 ? [] : words.slice(program);
    if (own.length > 0) commands.push({ words: own, piped });
    piped = isPipe ? `${piped} ${own.map(({ text }) => text).join(' ')}`.trim() : '';
    words = [];
  };

  while (at < line.length) {
    const rest = line.slice(at);
    const redirection = /^(?:\d*(?:>>|>\||>|<<<|<<-?|<>|<)(?:&[\d-]?)?|&>>?)/.exec(rest)?.[0];
    const separator = /^(?:&&|\|\||\|&|[|;&\n()`])/.exec(rest)?.[0];
    if (delimiter !== undefined && rest.startsWith('\n')) {
      // The lines up to the delimiter are what the command reads.
      const end = new RegExp(`\\n[ \\t]*${delimiter.replace(/\W/g, '\\$&')}[ \\t]*(?=\\n|$)`).exec(rest);
      const body = end === null ? rest : rest.slice(0, end.index);
      piped = `${piped} ${body.replace(/\s+/g, ' ')}`.trim();
      delimiter = undefined;
      finish(false);
      at += end === null ? rest.length : end.index + end[0].length;
    } else if (redirection !== undefined) {
      words.push({ text: redirection, start: at, end: at + redirection.length });
      at += redirection.length;
    } else if (separator !== undefined) {
      finish(separator === '|' || separator === '|&');
      at += separator.length;
    } else if (/^(?:\s|\\\n)/.test(rest)) at += rest.startsWith('\\') ? 2 : 1;
    else if (line.charAt(at) === '#') at = endOfLine(line, at);
    else {
      const word = readWord(line, at);
      if (/^\d*<<-?$/.test(words.at(-1)?.text ?? '')) delimiter = word.text;
      words.push(word);
      at = word.end;
    }
  }
  finish(false);
  return commands;
}

function readWord(line: string, start: number): Word {
  let text = '';
  let at = start;
  while (at < line.length) {
    const rest = line.slice(at);
    const quoted = /^'([^']*)(?:'|$)/.exec(rest) ?? /^"((?:\\[\s\S]|[^"\\])*)(?:"|$)/.exec(rest);
    if (quoted) {
      text += quoted[0].startsWith('"') ? (quoted[1] ?? '').replace(/\\(["\\$`])/g, '$1') : (quoted[1] ?? '');
      at += quoted[0].length;
    } else if (/^\\[\s\S]/.test(rest)) {
      text += rest.charAt(1) === '\n' ? '' : rest.charAt(1);
      at += 2;
    } else if (/^[\s|;&()`<>]/.test(rest)) break;
    else {
      text += rest.charAt(0);
      at += 1;
    }
  }
  return { text, start, end: Math.max(at, start + 1) };
}

function endOfLine(line: string, from: number): number {
  const end = line.indexOf('\n', from);
  return end === -1 ? line.length : end;
}

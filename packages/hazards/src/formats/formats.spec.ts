import { loadParser } from '../sql/parser';
import { awkward, reviewOf } from '../testing/files-review';
import type { Format } from '.';
import { formats } from '.';
import { acknowledgedFindings, openFindings } from './findings';
import { toUri } from './sarif';

beforeAll(loadParser);

const render = (format: Format, files = awkward, colour = false): string =>
  formats[format](reviewOf(files), { sources: files, colour });

const open = () => openFindings(reviewOf(awkward)).map(({ finding }) => finding);
const clean = [{ path: 'a.sql', text: 'SELECT 1;' }];

test('the example has findings in two files, acknowledged ones and one of a file', () => {
  const review = reviewOf(awkward);
  expect(new Set(open().map(({ file }) => file)).size).toBe(2);
  expect(acknowledgedFindings(review).map(({ finding }) => finding.rule)).toEqual(['drop-column']);
  expect(review.findings.map(({ rule }) => rule)).toEqual(['acknowledgement-malformed']);
});

describe('text', () => {
  test('the caret stands under the column, behind tabs and wide characters', () => {
    const lines = render('text').split('\n');
    const at = lines.findIndex((line) => line.includes('> 2 |'));
    const code = lines[at] ?? '';
    const caret = lines[at + 1] ?? '';
    expect(code).toContain('\t/* 🙂é */ ALTER');
    // The emoji takes two columns, é one; the tab is kept.
    expect(caret).toBe(`        | \t${' '.repeat('/* '.length + 2 + 1 + ' */ '.length)}^`);
  });

  test('colours are only there when wanted, and control characters of the file never', () => {
    expect(render('text')).not.toContain('\u001b');
    expect(render('text', awkward, true)).toContain('\u001b[31mdangerous\u001b[0m');
    const evil = [{ path: 'a.sql', text: 'SELECT \u001b[2J;' }];
    expect(render('text', evil)).not.toContain('\u001b');
  });

  test('a long line is cut around the caret', () => {
    const long = [
      { path: 'a.sql', text: `${'SELECT 1; '.repeat(500)}DROP TABLE account;${' SELECT 1;'.repeat(500)}` },
    ];
    const lines = render('text', long).split('\n');
    const at = lines.findIndex((line) => line.includes('> 1 |'));
    expect(lines[at]?.length).toBeLessThan(130);
    expect(lines[at]?.slice(lines[at + 1]?.indexOf('^')).startsWith('DROP TABLE')).toBe(true);
  });

  test('a name with a line end does not break the first line of its finding, CRLF is no character', () => {
    const text = 'ALTER TABLE account\r\n  DROP COLUMN "a\nb";';
    const shown = render('text', [{ path: 'a.sql', text }]);
    expect(shown).toMatch(/^a\.sql:1:1 dangerous drop-column: drops column "a b" of app\.account.*$/m);
    expect(shown + render('markdown', [{ path: 'a.sql', text }])).not.toContain('\u240d');
  });

  test('characters that turn the direction of the text are not sent to the terminal', () => {
    expect(render('text', [{ path: 'a.sql', text: 'DROP TABLE "a\u202eb\u2066c";' }])).not.toMatch(
      /[\u202e\u2066]/,
    );
  });

  test('it ends with the totals', () => {
    expect(render('text', clean)).toBe('1 statement in 1 file for PostgreSQL 17: nothing found');
    expect(render('text')).toMatch(/\d+ dangerous, \d+ risky, \d+ to know; 1 acknowledged$/);
  });
});

test('json is the review with its version', () => {
  expect(JSON.parse(render('json'))).toEqual({ version: 1, ...reviewOf(awkward) });
});

describe('sarif', () => {
  interface Region {
    readonly startLine: number;
    readonly startColumn: number;
  }
  interface Log {
    readonly version: string;
    readonly $schema: string;
    readonly runs: readonly {
      readonly columnKind: string;
      readonly tool: {
        readonly driver: { readonly name: string; readonly rules: readonly { readonly id: string }[] };
      };
      readonly results: readonly {
        readonly ruleId: string;
        readonly ruleIndex: number;
        readonly level: string;
        readonly message: { readonly text: string };
        readonly locations: readonly [
          {
            readonly physicalLocation: {
              readonly artifactLocation: { readonly uri: string };
              readonly region: Region;
            };
          },
        ];
        readonly partialFingerprints: Readonly<Record<string, string>>;
        readonly fixes?: readonly {
          readonly artifactChanges: readonly {
            readonly replacements: readonly {
              readonly deletedRegion: Region;
              readonly insertedContent: { text: string };
            }[];
          }[];
        }[];
        readonly suppressions?: readonly { readonly kind: string; readonly justification: string }[];
      }[];
    }[];
  }
  const log = (): Log => JSON.parse(render('sarif')) as Log;

  test('results point to rules, files and places that exist', () => {
    const { version, $schema, runs } = log();
    expect([version, runs.length]).toEqual(['2.1.0', 1]);
    expect($schema).toContain('sarif-2.1.0');
    const [run] = runs;
    expect(run?.columnKind).toBe('utf16CodeUnits');
    expect(run?.results).toHaveLength(open().length + 1);
    for (const result of run?.results ?? []) {
      expect(run?.tool.driver.rules[result.ruleIndex]?.id).toBe(result.ruleId);
      expect(['error', 'warning', 'note']).toContain(result.level);
      expect(result.message.text).not.toBe('');
      const { artifactLocation, region } = result.locations[0].physicalLocation;
      expect(artifactLocation.uri).toMatch(/^db\/[A-Za-z0-9%._-]+$/);
      expect(Math.min(region.startLine, region.startColumn)).toBeGreaterThanOrEqual(1);
    }
  });

  test('a fix is an edit that gives the safe statement', () => {
    const fixes = log().runs[0]?.results.flatMap((result) => result.fixes ?? []) ?? [];
    const [replacement] = fixes[0]?.artifactChanges[0]?.replacements ?? [];
    const line = awkward[0]?.text.split('\n')[(replacement?.deletedRegion.startLine ?? 0) - 1] ?? '';
    const column = (replacement?.deletedRegion.startColumn ?? 0) - 1;
    expect(line.slice(0, column) + (replacement?.insertedContent.text ?? '') + line.slice(column)).toBe(
      'CREATE INDEX CONCURRENTLY i ON account (email);',
    );
  });

  test('acknowledged findings are suppressed, with the reason', () => {
    const suppressed = log().runs[0]?.results.flatMap((result) => result.suppressions ?? []);
    expect(suppressed).toEqual([{ kind: 'inSource', justification: '"plan" is <gone> & forgotten' }]);
  });

  test('paths become URIs', () => {
    expect(toUri('./a b/ü.sql')).toBe('a%20b/%C3%BC.sql');
    expect(toUri('/a/b.sql')).toBe('file:///a/b.sql');
    expect(toUri('..\\b.sql')).toBe('../b.sql');
  });
});

test('gitlab: every issue has what GitLab asks for, and a fingerprint of its own', () => {
  interface Issue {
    readonly description: string;
    readonly check_name: string;
    readonly fingerprint: string;
    readonly severity: string;
    readonly location: { readonly path: string; readonly lines: { readonly begin: number } };
  }
  const issues = JSON.parse(render('gitlab')) as readonly Issue[];
  expect(issues.map(({ check_name, location }) => [check_name, location.path, location.lines.begin])).toEqual(
    open().map(({ rule, file, line }) => [rule, file, line]),
  );
  for (const { severity, description } of issues) {
    expect(['info', 'minor', 'major', 'critical', 'blocker']).toContain(severity);
    expect(description).not.toBe('');
  }
  expect(new Set(issues.map(({ fingerprint }) => fingerprint)).size).toBe(issues.length);
  const moved = awkward.map(({ path, text }) => ({ path, text: `\n\n${text}` }));
  const after = JSON.parse(render('gitlab', moved)) as readonly Issue[];
  expect(after.map(({ fingerprint }) => fingerprint)).toEqual(issues.map(({ fingerprint }) => fingerprint));
  expect(JSON.parse(render('gitlab', clean))).toEqual([]);
});

test('gitlab: a path is that of the repository, however the file was named', () => {
  const text = 'DROP TABLE account;';
  const issue = (path: string) =>
    (
      JSON.parse(render('gitlab', [{ path, text }])) as readonly {
        readonly fingerprint: string;
        readonly location: { readonly path: string };
      }[]
    )[0];
  const plain = issue('db/a.sql');
  expect(plain?.location.path).toBe('db/a.sql');
  for (const path of ['./db/a.sql', `${process.cwd()}/db/a.sql`, 'db/../db/a.sql'])
    expect([issue(path)?.location.path, issue(path)?.fingerprint]).toEqual(['db/a.sql', plain?.fingerprint]);
  expect(issue('../a.sql')?.location.path).toBe('../a.sql');
});

test('github: one escaped workflow command per finding', () => {
  const lines = render('github').split('\n');
  expect(lines).toHaveLength(open().length + 1);
  for (const line of lines.slice(0, -1)) {
    expect(line).toMatch(/^::(error|warning|notice) file=[^,:]+,line=\d+,col=\d+,title=[^,:]+::[^\n]+$/);
    expect(decodeURIComponent(/file=([^,]+)/.exec(line)?.[1] ?? '')).toMatch(/^db\//);
  }
  expect(lines[0]).toContain('file=db/a file%2C 100%25.sql,line=2,col=12,');
});

test('junit: well-formed, counts that add up, one case per statement', () => {
  const text = render('junit');
  const tags: string[] = [];
  for (const [, closes, name, attributes = '', empty] of text.matchAll(
    /<(\/?)(\w+)((?:\s+[\w:]+="[^"<]*")*)\s*(\/?)>/g,
  )) {
    if (closes === '/') expect(tags.pop()).toBe(name);
    else if (empty !== '/') tags.push(name ?? '');
    expect(attributes.replaceAll(/&(amp|lt|gt|quot|#\d+);/g, '')).not.toContain('&');
  }
  expect(tags).toEqual([]);
  const statements = reviewOf(awkward).statements;
  const failing = statements.filter(({ findings }) => findings.length > 0).length + 1;
  expect(text).toContain(`tests="${statements.length + 1}" failures="${failing}"`);
  expect(text.match(/<testcase /g)).toHaveLength(statements.length + 1);
  expect(text.match(/<failure /g)).toHaveLength(failing);
  expect(text.match(/<testsuite /g)).toHaveLength(awkward.length);
});

test('markdown: the safe way is there as SQL', () => {
  const text = render('markdown', [{ path: 'a.sql', text: 'CREATE INDEX i ON account (email);' }]);
  expect(text).toContain('```sql\nCREATE INDEX CONCURRENTLY i ON account (email);\n```');
});

test('markdown: nothing of the file can become markup', () => {
  const text = render('markdown');
  const rows = text.split('\n').filter((line) => /^\| (safe|risky|dangerous) /.test(line));
  expect(rows).toHaveLength(open().length);
  for (const each of rows) expect(each.replaceAll('\\|', '').split('|')).toHaveLength(6);
  expect(text).not.toMatch(/<(?!\/?(details|summary|code)>)(?![^`]*```)\w+>[^`\n]*$/m);
  const fence = [{ path: 'a.sql', text: 'SELECT "```</details>";\nDROP TABLE "```";' }];
  expect(render('markdown', fence)).toContain('````sql\nDROP TABLE "```"\n````');
  const named = render('markdown', [{ path: 'a_<b>&c.sql', text: 'DROP TABLE "x&lt;$1$";' }]);
  expect(named).toContain('<summary>a_&lt;b&gt;&amp;c.sql:1 <code>');
  expect(named).toContain('a\\_\\<b\\>\\&c.sql:1');
  expect(named).toContain('drops table app.x\\&lt;\\$1\\$');
  expect(render('markdown', clean)).toContain('nothing found');
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatError } from '../errors';
import { whoIsAsking } from './asking';
import { assertConfirmed, isPublicProxy, type Question } from './confirmation';
import { assertOneDatabase, parsePostgresUrl, readEnvFile } from './database-urls';

describe('who is asking', () => {
  it.each([
    [{}, {}],
    [{ CI: 'true' }, { platform: 'CI (CI is set)' }],
    [{ CI: 'false', CLAUDECODE: '0' }, {}],
    [{ GITHUB_ACTIONS: 'true', CI: 'true' }, { platform: 'GitHub Actions (GITHUB_ACTIONS is set)' }],
    [{ RAILWAY_PROJECT_ID: 'x', RAILWAY_ENVIRONMENT_NAME: 'production' }, {}],
    [{ RAILWAY_DEPLOYMENT_ID: 'x' }, { platform: 'Railway (RAILWAY_DEPLOYMENT_ID is set)' }],
    [{ CLAUDECODE: '1' }, { agent: 'Claude Code (CLAUDECODE is set)' }],
    [
      { CODEX_SANDBOX: 'seatbelt', CI: '1' },
      { agent: 'Codex (CODEX_SANDBOX is set)', platform: 'CI (CI is set)' },
    ],
    [{ AGENT: 'amp' }, { agent: 'an agent (AGENT is set)' }],
    [{ SSH_AGENT_PID: '1', USER_AGENT: 'x' }, {}],
  ])('%j', (environment, expected) => expect(whoIsAsking(environment)).toEqual(expected));
});

describe('a production database', () => {
  const identity = { environment: 'production', name: 'crm', sealedAt: '', sealed: true, isCopy: false };
  const ask = (given: Partial<Question>): string => {
    try {
      assertConfirmed({
        identity,
        asking: {},
        database: 'crm',
        host: 'db.internal',
        confirm: undefined,
        ...given,
      });
      return 'goes on';
    } catch (error) {
      return formatError(error);
    }
  };

  it('asks a laptop and an agent for its name, in CI too; not CI, not another environment, not a copy', () => {
    expect(ask({})).toMatch(/CONFIRMATION_NEEDED.*"crm" is production.*somebody's machine.*--confirm crm/s);
    expect(ask({ host: 'monorail.proxy.rlwy.net' })).toContain('is a public proxy');
    expect(ask({ asking: { agent: 'X (Y is set)', platform: 'CI' } })).toContain(
      'It was started by X (Y is set).',
    );
    expect(ask({ asking: { platform: 'CI' } })).toBe('goes on');
    expect(ask({ confirm: 'crm' })).toBe('goes on');
    expect(ask({ identity: undefined })).toBe('goes on');
    expect(ask({ identity: { ...identity, environment: 'staging' } })).toBe('goes on');
    expect(ask({ identity: { ...identity, isCopy: true } })).toBe('goes on');
  });

  it('refuses another name, whoever asks and whatever the environment', () => {
    const wrong = { confirm: 'crm_dev', asking: { platform: 'CI' } };
    expect(ask(wrong)).toMatch(/CONFIRMATION_WRONG.*"crm_dev".*"crm"/s);
    expect(ask({ ...wrong, identity: undefined })).toContain('CONFIRMATION_WRONG');
  });

  it.each([
    ['monorail.proxy.rlwy.net', true],
    ['aws-0-eu.pooler.supabase.com', true],
    ['postgres.railway.internal', false],
    ['127.0.0.1', false],
  ])('%s: public proxy %s', (host, expected) => expect(isPublicProxy(host)).toBe(expected));
});

describe('the shell, .env and the data source', () => {
  const root = mkdtempSync(join(tmpdir(), 'G-identity-'));
  afterAll(() => rmSync(root, { recursive: true }));
  const A = 'postgres://u:s3cret-a@prod.example:5432/crm';
  const B = 'postgres://u:s3cret-b@localhost:5432/crm';
  const try_ = (loaded: string, shell: Record<string, string>, env: string, source: string): string => {
    writeFileSync(join(root, '.env'), env);
    writeFileSync(join(root, 'data-source.ts'), source);
    const connection = parsePostgresUrl(loaded);
    if (!connection) throw new Error(loaded);
    try {
      assertOneDatabase({
        projectRoot: root,
        dataSource: 'data-source',
        environment: shell,
        loaded: connection,
      });
      return 'goes on';
    } catch (error) {
      return formatError(error);
    }
  };
  const reads = 'url: process.env.PG_DATABASE_URL';

  it('must mean one database; all three are shown, without passwords', () => {
    const shown = try_(B, { PG_DATABASE_URL: A }, `PG_DATABASE_URL=${B}`, reads);
    expect(shown).toMatch(
      /in the shell: u@prod.example:5432\/crm.*in \.env: u@localhost:5432\/crm.*as loaded: u@localhost:5432\/crm/s,
    );
    expect(shown).not.toContain('s3cret');
    expect(try_(A, { PG_DATABASE_URL: A }, `PG_DATABASE_URL=${B}`, reads)).toContain('DATABASE_URLS_DIFFER');
    expect(try_(B, { PG_DATABASE_URL: A }, '', reads)).toContain('in .env: not set');
    expect(try_(A, {}, `export PG_DATABASE_URL="${B}" # here`, reads)).toContain('in the shell: not set');
    expect(try_(A, { ANALYTICS: A }, `ANALYTICS=${B}`, '')).toContain('DATABASE_URLS_DIFFER');
  });

  it('go on where they agree, or where a variable is about something else', () => {
    expect(
      try_(B, { PG_DATABASE_URL: B.replace('localhost', '127.0.0.1') }, `PG_DATABASE_URL='${B}'`, reads),
    ).toBe('goes on');
    expect(try_(A, {}, '', reads)).toBe('goes on');
    expect(try_(A, { ANALYTICS: B }, '', reads)).toBe('goes on');
    expect(try_(A, { DATABASE_URL: B }, `PG_DATABASE_URL=${A}`, `${reads} ?? process.env.DATABASE_URL`)).toBe(
      'goes on',
    );
    expect(try_(A, { PG_DATABASE_URL: 'not a url' }, 'REDIS_URL=redis://x', reads)).toBe('goes on');
  });

  it('an .env file is read as dotenv does', () => {
    writeFileSync(
      join(root, '.env.x'),
      `# c\r\nexport A=1\nB="x # y" # z\nC=plain # z\nD=\n  E = 'e'\nnot a line`,
    );
    expect(readEnvFile(join(root, '.env.x'))).toEqual({ A: '1', B: 'x # y', C: 'plain', D: '', E: 'e' });
    expect(readEnvFile(join(root, 'none'))).toEqual({});
  });
});

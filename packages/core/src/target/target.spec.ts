import { describeConnection, libpqEnvironment } from './connection';
import { qualifiedName, quoteIdentifier, quoteLiteral } from './identifier';
import { serverError } from './server-error';
import { connectionError } from './session';

const connection = { host: 'db', port: 5433, user: 'ann', password: 's3cret', database: 'crm' };

test('the client programs get everything from the environment, and nothing of ours leaks in', () => {
  process.env['PGSERVICE'] = 'elsewhere';
  const env = libpqEnvironment(connection);
  delete process.env['PGSERVICE'];
  expect(env).toMatchObject({
    PGHOST: 'db',
    PGPORT: '5433',
    PGUSER: 'ann',
    PGPASSWORD: 's3cret',
    PGDATABASE: 'crm',
    PGSSLMODE: 'prefer',
  });
  expect(env['PGSERVICE']).toBeUndefined();
  expect(libpqEnvironment({ ...connection, password: undefined })).not.toHaveProperty('PGPASSWORD');
});

test.each([
  [true, undefined, 'require'],
  [{ rejectUnauthorized: false }, undefined, 'require'],
  [{ ca: 'pem' }, '/ca.pem', 'verify-ca'],
  [{ ca: 'pem', rejectUnauthorized: false }, '/ca.pem', 'require'],
  [false, undefined, 'prefer'],
])('TLS %j means sslmode %s', (ssl, file, mode) => {
  expect(libpqEnvironment({ ...connection, ssl }, file)['PGSSLMODE']).toBe(mode);
});

test('what is shown of a connection has no password', () => {
  expect(describeConnection(connection)).toBe('ann@db:5433/crm');
});

test('names and literals are data', () => {
  expect(quoteIdentifier('a"b')).toBe('"a""b"');
  expect(qualifiedName('S', 'x.y')).toBe('"S"."x.y"');
  expect(quoteLiteral("it's")).toBe("'it''s'");
  expect(quoteLiteral("a\\'")).toBe(" E'a\\\\'''");
});

test.each([
  ['28P01', 'DATABASE_AUTHENTICATION'],
  ['28000', 'DATABASE_AUTHENTICATION'],
  ['3D000', 'DATABASE_MISSING'],
  ['ECONNREFUSED', 'DATABASE_UNREACHABLE'],
  ['ENOTFOUND', 'DATABASE_UNREACHABLE'],
  ['53300', 'DATABASE_CONNECTION'],
])('%s while connecting is %s', (code, expected) => {
  const error = connectionError(Object.assign(new Error('said the server'), { code }), connection);
  expect(error).toMatchObject({ code: expected, why: 'said the server' });
  expect(JSON.stringify(error.facts())).not.toContain('s3cret');
});

test.each([
  ['57P01', 'terminating connection', 'DATABASE_CONNECTION_LOST'],
  [undefined, 'Connection terminated unexpectedly', 'DATABASE_CONNECTION_LOST'],
  ['55P03', 'canceling statement due to lock timeout', 'LOCK_NOT_AVAILABLE'],
  ['42501', 'permission denied', 'DATABASE_ERROR'],
])('%s in a statement of ours is %s', (code, message, expected) => {
  expect(serverError(Object.assign(new Error(message), { code }))).toMatchObject({ code: expected });
});

test('a bug stays a bug', () => {
  expect(serverError(new TypeError('x is not a function'))).toBeUndefined();
  expect(serverError(Object.assign(new Error('open'), { code: 'ENOENT' }))).toBeUndefined();
});

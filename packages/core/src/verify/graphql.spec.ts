import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { askGraphql, missingRecords } from './graphql';

describe('missingRecords', () => {
  const people = [
    { id: 1, name: 'a' },
    { id: 2, name: 'b' },
  ];
  test.each<[string, unknown, unknown, string[]]>([
    ['the same', { people }, { people }, []],
    ['in another order, with more', { people }, { people: [{ id: 3 }, people[1], people[0]] }, []],
    ['one lost', { people }, { people: [people[0]] }, ['data.people[id=2] is not returned any more']],
    [
      'a value changed',
      { people },
      { people: [people[0], { id: 2, name: 'x' }] },
      ['data.people[id=2].name has another value'],
    ],
    [
      'a field gone',
      { people },
      { people: people.map(({ id }) => ({ id })) },
      ['data.people[id=1].name has another value', 'data.people[id=2].name has another value'],
    ],
    ['a list that is none', { people }, { people: null }, ['data.people is no list any more']],
    [
      'edges of a connection',
      { edges: [{ node: { id: 7, x: 1 } }] },
      { edges: [{ node: { id: 8 } }, { node: { id: 7, x: 1 } }] },
      [],
    ],
    [
      'a lost edge',
      { edges: [{ node: { id: 7 } }] },
      { edges: [] },
      ['data.edges[id=7] is not returned any more'],
    ],
    [
      'lists without ids, by place',
      { tags: ['a', 'b'] },
      { tags: ['a'] },
      ['data.tags[1] is not returned any more'],
    ],
    ['null stays null', { a: null }, { a: null }, []],
    ['null that was a record', { a: { id: 1 } }, { a: null }, ['data.a is not returned any more']],
    ['zero and false are values', { a: 0, b: false }, { a: null, b: false }, ['data.a has another value']],
  ])('%s', (_, before, after, expected) => expect(missingRecords(before, after)).toEqual(expected));
});

describe('askGraphql', () => {
  let server: Server;
  let url: string;
  let answer: { status: number; body: string };
  let seen: { headers: IncomingMessage['headers']; body: string };
  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (text: Buffer) => (body += text.toString()));
      request.on('end', () => {
        seen = { headers: request.headers, body };
        response.writeHead(answer.status).end(answer.body);
      });
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  });
  afterAll(() => void server.close());
  const ask = () => askGraphql({ url, query: '{ a }', tokenVariable: 'CORE_SPEC_TOKEN' });

  test('posts the query with the token of the environment and returns the data', async () => {
    answer = { status: 200, body: '{"data":{"a":1}}' };
    process.env['CORE_SPEC_TOKEN'] = 'abc';
    expect(await ask()).toEqual({ a: 1 });
    delete process.env['CORE_SPEC_TOKEN'];
    expect(JSON.parse(seen.body)).toEqual({ query: '{ a }' });
    expect(seen.headers.authorization).toBe('Bearer abc');
  });

  test.each([
    [
      'errors',
      { status: 200, body: '{"data":{"a":1},"errors":[{"message":"no field a"}]}' },
      'GRAPHQL_ERRORS',
      'no field a',
    ],
    ['no data', { status: 200, body: '{"data":null}' }, 'GRAPHQL_ERRORS', 'status 200'],
    ['a status', { status: 500, body: '{"data":{"a":1}}' }, 'GRAPHQL_ERRORS', 'status 500'],
    ['no JSON', { status: 200, body: '<html>' }, 'GRAPHQL_UNREACHABLE', ''],
  ])('refuses %s', async (_, given, code, why) => {
    answer = given;
    await expect(ask()).rejects.toMatchObject({ code, why: expect.stringContaining(why) as string });
  });

  test('an endpoint that does not listen', async () => {
    await expect(askGraphql({ url: 'http://127.0.0.1:1/', query: '{ a }' })).rejects.toMatchObject({
      code: 'GRAPHQL_UNREACHABLE',
    });
  });
});

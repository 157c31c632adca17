import assert from 'node:assert/strict';

import { exitWithMessage } from 'src/database/pg/exit-with-message';
import { inTransaction, withClient } from 'src/database/pg/with-client';
import { syncMetadata } from 'src/engine/metadata-modules/workspace-sync-metadata/sync-metadata';
import { startServer } from 'src/server';

/** Starts the real server on the database of `.env.test` and checks that the API serves what the tables hold. */
async function testIntegration(): Promise<void> {
  assert.equal(process.env.NODE_ENV, 'test', 'run it with NODE_ENV=test, so that it reads .env.test');

  const expected = await withClient(async (client) => {
    await inTransaction(client, () => syncMetadata(client));
    const again = await inTransaction(client, () => syncMetadata(client));
    assert.deepEqual(again.changes, [], 'a second sync changes nothing');
    const { rows } = await client.query(
      'SELECT count(*)::int AS total, min("id"::text) AS id FROM "core"."opportunity"',
    );
    return rows[0];
  });

  const server = await startServer(0);
  try {
    const ask = async (path: string, query: string): Promise<unknown> => {
      const response = await fetch(`${server.url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', connection: 'close' },
        body: JSON.stringify({ query }),
      });
      return response.json();
    };

    assert.equal((await fetch(`${server.url}/healthz`)).status, 200);
    assert.deepEqual(
      await ask('/graphql', '{ opportunities(first: 1) { totalCount edges { node { id } } } }'),
      {
        data: {
          opportunities: {
            totalCount: expected.total,
            edges: expected.id ? [{ node: { id: expected.id } }] : [],
          },
        },
      },
    );
    assert.deepEqual(await ask('/metadata', '{ objects { edges { node { nameSingular } } } }'), {
      data: {
        objects: {
          edges: ['company', 'opportunity', 'person'].map((nameSingular) => ({ node: { nameSingular } })),
        },
      },
    });
  } finally {
    await server.close();
  }
  console.log(`The API serves all ${expected.total} opportunities of the test database`);
}

testIntegration().catch(exitWithMessage);

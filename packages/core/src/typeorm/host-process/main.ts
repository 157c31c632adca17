import '../../process/quick-hazards';
import type { HostMethod, HostReply, HostRequest, HostRequests } from '../protocol';
import { toFailure } from './failure';
import { loadDataSource, type LoadedProject } from './load';
import { MigrationConnection } from './connection';

/**
 * The host process: it loads the user's data source with the user's own TypeORM, in the project's folder, and does
 * what the parent asks, one request after the other. It ends with its parent.
 */
let project: LoadedProject | undefined;
let connection: MigrationConnection | undefined;

type Handlers = {
  [M in HostMethod]: (input: HostRequests[M]['input']) => Promise<HostRequests[M]['output']>;
};

const handlers: Handlers = {
  load: async ({ dataSource }) => {
    project = await loadDataSource(dataSource);
    return project.description;
  },
  connect: async (input) => {
    connection = await MigrationConnection.open(loaded(), input);
  },
  query: ({ sql, parameters }) => connected().query(sql, parameters),
  begin: async () => void (await connected().begin()),
  commit: () => connected().commit(),
  rollback: () => connected().rollback(),
  migrate: (input) => connected().migrate(input),
  trial: (input) => connected().trial(input),
  prepare: () => connected().prepare(),
  mark: ({ name, direction }) => connected().mark(name, direction),
  close: async () => {
    await connection?.close();
    connection = undefined;
  },
};

function loaded(): LoadedProject {
  if (!project) throw new Error('the data source was not loaded');
  return project;
}

function connected(): MigrationConnection {
  if (!connection) throw new Error('the host is not connected');
  return connection;
}

async function answer({ id, method, input }: HostRequest): Promise<HostReply> {
  try {
    if (method !== 'trial') await connection?.leaveTrials();
    const handler = handlers[method] as (input: unknown) => Promise<unknown>;
    return { id, output: await handler(input) };
  } catch (error) {
    return { id, failure: toFailure(error) };
  }
}

/** How many trials may wait for those after them: each message to another process costs as much as a statement. */
const TOGETHER = 4;

let queue: Promise<void> = Promise.resolve();
let asked = 0;
let replies: HostReply[] = [];

process.on('message', (requests: readonly HostRequest[]) => {
  asked += requests.length;
  for (const request of requests)
    queue = queue.then(async () => {
      replies.push(await answer(request));
      asked -= 1;
      if (request.method === 'trial' && asked > 0 && replies.length < TOGETHER) return;
      process.send?.(replies);
      replies = [];
    });
});
// The parent is gone: nobody will commit what is open, so leave at once and let the server roll it back.
process.on('disconnect', () => process.exit(1));
// A promise that the user's code dropped must not pass for success, and must not end us without a word either.
process.on('unhandledRejection', (error) => {
  process.stderr.write(`unhandled rejection: ${error instanceof Error ? error.stack : String(error)}\n`);
});

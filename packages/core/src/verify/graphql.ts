import { SafeMigrateError } from '../errors';
import { filledHeaders } from '../hooks/environment';
import type { GraphqlProbe } from '../settings/hooks';

/** Milliseconds that an endpoint may take to answer. */
const TIMEOUT_MS = 30_000;

/** The records that an endpoint returned. */
export type GraphqlData = Readonly<Record<string, unknown>>;

/**
 * Asks a GraphQL endpoint a query. https://graphql.github.io/graphql-over-http/
 *
 * @throws SafeMigrateError GRAPHQL_UNREACHABLE, GRAPHQL_ERRORS
 */
export async function askGraphql(
  { url, query, tokenVariable, headers }: Pick<GraphqlProbe, 'url' | 'query' | 'tokenVariable' | 'headers'>,
  signal?: AbortSignal,
  timeoutMs = TIMEOUT_MS,
): Promise<GraphqlData> {
  const token = tokenVariable ? process.env[tokenVariable] : undefined;
  const timeout = AbortSignal.timeout(timeoutMs);
  let response: Response;
  let body: { data?: GraphqlData | null; errors?: { message?: string }[] };
  try {
    response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...filledHeaders(headers),
      },
      body: JSON.stringify({ query }),
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    body = (await response.json()) as typeof body;
  } catch (error) {
    if (error instanceof SafeMigrateError) throw error;
    const cause = (error as { cause?: Error }).cause ?? (error as Error);
    throw new SafeMigrateError({
      code: 'GRAPHQL_UNREACHABLE',
      what: `The GraphQL endpoint ${url} does not answer.`,
      why: cause.message || (cause as NodeJS.ErrnoException).code || String(cause),
      next: 'Start the server, or correct the option graphql.',
    });
  }
  if (!response.ok || body.errors?.length || !body.data) {
    throw new SafeMigrateError({
      code: 'GRAPHQL_ERRORS',
      what: `The GraphQL endpoint ${url} does not return the records that are asked for.`,
      why:
        body.errors?.map(({ message }) => message).join('\n') ||
        `It answered with status ${response.status} and no data.`,
      next: 'Correct the query of the option graphql; if it was right before this run, the migration or the sync broke the API.',
    });
  }
  return body.data;
}

/**
 * What was returned before and is not returned after: every value of `before` must be in `after` at the same place;
 * in lists, records are matched by `id` where they have one (their order may change, more may come), else by place.
 *
 * @returns one line per loss, as a path; empty where nothing is lost.
 */
export function missingRecords(before: unknown, after: unknown, path = 'data'): string[] {
  if (Array.isArray(before)) {
    if (!Array.isArray(after)) return [`${path} is no list any more`];
    return before.flatMap((item: unknown, index) => {
      const id = idOf(item);
      const match: unknown = id === undefined ? after[index] : after.find((other) => idOf(other) === id);
      const place = `${path}[${id === undefined ? index : `id=${String(id)}`}]`;
      return match === undefined && item !== undefined
        ? [`${place} is not returned any more`]
        : missingRecords(item, match, place);
    });
  }
  if (before !== null && typeof before === 'object') {
    if (after === null || typeof after !== 'object') return [`${path} is not returned any more`];
    return Object.entries(before).flatMap(([key, value]) =>
      missingRecords(value, (after as Record<string, unknown>)[key], `${path}.${key}`),
    );
  }
  return before === after ? [] : [`${path} has another value`];
}

/** The id of a record, also behind a connection's edge (`{ node: { id } }`). */
function idOf(item: unknown): unknown {
  if (item === null || typeof item !== 'object') return undefined;
  const { id, node } = item as { id?: unknown; node?: unknown };
  return id ?? (node === undefined ? undefined : idOf(node));
}

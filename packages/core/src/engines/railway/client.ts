import { setTimeout as pause } from 'node:timers/promises';
import { SafeMigrateError, usageError } from '../../errors';
import { keepSecretText } from '../../secrets';
import type { Settings } from '../../settings/settings';

/** Railway's public API. https://docs.railway.com/integrations/api */
export const RAILWAY_URL = 'https://backboard.railway.com/graphql/v2';

/** Asks the API one thing. */
export interface RailwayClient {
  /**
   * @param once what must not be done twice: it is sent again only where the API said that it was not done (429).
   * @throws SafeMigrateError RAILWAY_UNAUTHORIZED, RAILWAY_RATE_LIMIT, RAILWAY_UNREACHABLE, RAILWAY_FAILED
   */
  readonly ask: <T>(document: string, variables: Record<string, unknown>, once?: boolean) => Promise<T>;
}

const ATTEMPTS = 5;
const REQUEST_MS = 30_000;
/** Longest time that a `Retry-After` is heeded, in ms. */
const LONGEST_PAUSE_MS = 60_000;

/**
 * Opens the API with the token in the environment: that of an account or workspace in RAILWAY_API_TOKEN, else that of a project in
 * RAILWAY_TOKEN, each with the header that belongs to it.
 *
 * @throws SafeMigrateError RAILWAY_TOKEN_MISSING, RAILWAY_URL
 */
export function openRailway(
  settings: Pick<Settings, 'railwayUrl' | 'railwayTokenVariable'>,
  signal?: AbortSignal,
): RailwayClient {
  const url = safeUrl(settings.railwayUrl ?? RAILWAY_URL);
  const headers = { 'content-type': 'application/json', ...authorization(settings.railwayTokenVariable) };
  return {
    ask: async <T>(query: string, variables: Record<string, unknown>, once = false): Promise<T> => {
      for (let attempt = 1; ; attempt++) {
        const last = attempt === ATTEMPTS;
        const answer = await send(url, headers, JSON.stringify({ query, variables }), signal);
        signal?.throwIfAborted();
        if ('broken' in answer) {
          if (once || last) throw unreachable(url, answer.broken);
        } else if (answer.status === 429) {
          if (last) throw rateLimit();
        } else if (answer.status >= 500) {
          if (once || last) throw unreachable(url, `HTTP ${answer.status}`);
        } else return dataOf<T>(answer.status, answer.text);
        const asked = 'broken' in answer ? undefined : answer.retryAfterMs;
        await pause(asked ?? 250 * 2 ** attempt * (0.5 + Math.random() / 2), undefined, { signal });
      }
    },
  };
}

type Answer =
  | { readonly status: number; readonly text: string; readonly retryAfterMs: number | undefined }
  | { readonly broken: string };

async function send(
  url: string,
  headers: Record<string, string>,
  body: string,
  signal: AbortSignal | undefined,
): Promise<Answer> {
  const limit = AbortSignal.timeout(REQUEST_MS);
  try {
    const response = await fetch(url, {
      ...{ method: 'POST', headers, body, redirect: 'error' },
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    });
    const text = await response.text();
    return { status: response.status, text, retryAfterMs: retryAfter(response.headers.get('retry-after')) };
  } catch (error) {
    const { message, cause } = error as Error & { cause?: Error };
    return { broken: cause?.message || message };
  }
}

/** In seconds, or as a date. */
function retryAfter(header: string | null): number | undefined {
  if (header === null || header.trim() === '') return undefined;
  const seconds = Number(header);
  const ms = Number.isNaN(seconds) ? Date.parse(header) - Date.now() : seconds * 1000;
  return Number.isNaN(ms) ? undefined : Math.min(LONGEST_PAUSE_MS, Math.max(0, ms));
}

/** GraphQL tells of failures with HTTP 200, too. */
function dataOf<T>(status: number, text: string): T {
  const body = parsed(text);
  const messages = body?.errors?.map(({ message }) => message ?? '').join('; ') ?? '';
  if (
    status === 401 ||
    status === 403 ||
    /not authorized|unauthorized|invalid token|forbidden/i.test(messages)
  )
    throw unauthorized(messages || `HTTP ${status}`);
  if (body?.data && messages === '') return body.data as T;
  throw new SafeMigrateError({
    code: 'RAILWAY_FAILED',
    what: 'Railway did not do what it was asked for.',
    why: messages || `HTTP ${status}: ${text.slice(0, 200) || 'an empty answer'}`,
    next: 'Correct what it says and run again; nothing was migrated.',
  });
}

function parsed(text: string): { data?: unknown; errors?: { message?: string }[] } | undefined {
  try {
    return JSON.parse(text) as { data?: unknown; errors?: { message?: string }[] };
  } catch {
    return undefined;
  }
}

function authorization(variable: string | undefined): Record<string, string> {
  const named = (name: string) => process.env[name]?.trim() ?? '';
  const account = named(variable ?? 'RAILWAY_API_TOKEN');
  const project = variable === undefined || variable === 'RAILWAY_TOKEN' ? named('RAILWAY_TOKEN') : '';
  const token = account || project;
  if (token === '') {
    throw usageError({
      code: 'RAILWAY_TOKEN_MISSING',
      what: `There is no token for Railway's API in ${variable ?? 'RAILWAY_API_TOKEN or RAILWAY_TOKEN'}.`,
      why: 'A secret is taken from the environment only.',
      next: 'Make one (account or workspace token, or a project token of the environment) and put it into RAILWAY_API_TOKEN (RAILWAY_TOKEN for a project token).',
    });
  }
  keepSecretText(token);
  const isProject = variable === 'RAILWAY_TOKEN' || account === '';
  return isProject ? { 'project-access-token': token } : { authorization: `Bearer ${token}` };
}

/** A token does not go over an open line, except to this machine. */
function safeUrl(text: string): string {
  const { protocol, hostname } = new URL(text);
  if (protocol === 'https:' || ['127.0.0.1', 'localhost', '[::1]'].includes(hostname)) return text;
  throw usageError({
    code: 'RAILWAY_URL',
    what: `The token for Railway is not sent to ${protocol}//${hostname}.`,
    why: 'It would go over the line unencrypted.',
    next: `Give an https:// address with --railway-url, or leave it out: ${RAILWAY_URL}`,
  });
}

const unauthorized = (why: string): SafeMigrateError =>
  new SafeMigrateError({
    code: 'RAILWAY_UNAUTHORIZED',
    what: 'Railway refused the token, or the token may not take backups of this volume.',
    why,
    next: "Look at the token and at --railway-volume-instance: it is the id of the volume's instance in this environment, not of the volume (that reads as Not Authorized, too).",
  });

const rateLimit = (): SafeMigrateError =>
  new SafeMigrateError({
    code: 'RAILWAY_RATE_LIMIT',
    what: 'Railway takes no more requests for now.',
    why: `HTTP 429 in ${ATTEMPTS} attempts.`,
    next: 'Run again later; nothing was migrated.',
  });

/** Nobody knows whether it was done. */
export const unreachable = (url: string, why: string): SafeMigrateError =>
  new SafeMigrateError({
    code: 'RAILWAY_UNREACHABLE',
    what: `Railway's API gave no answer: ${url}`,
    why,
    next: 'Run again when it can be reached; nothing was migrated.',
  });

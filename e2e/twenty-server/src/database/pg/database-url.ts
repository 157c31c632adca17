import { config } from 'dotenv';

/** Where the database is: read from `.env` (`.env.test` under test) in the working directory, whatever the shell says. */
export function databaseUrl(): string {
  config({ path: process.env.NODE_ENV === 'test' ? '.env.test' : '.env', override: true });

  const url = process.env.PG_DATABASE_URL;
  if (!url) throw new Error('PG_DATABASE_URL is not set: write it into the .env file of the project.');
  return url;
}

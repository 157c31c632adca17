/** A small CRM in the shape of Twenty's: what most specs migrate. About 1,500 rows with every kind of value. */
export const CRM = `
  CREATE SCHEMA core;
  CREATE TYPE core.stage AS ENUM ('NEW', 'SCREENING', 'MEETING', 'WON');
  CREATE TABLE core.company (
    id uuid PRIMARY KEY, name text NOT NULL, employees integer, tags text[] NOT NULL DEFAULT '{}');
  CREATE TABLE core.opportunity (
    id uuid PRIMARY KEY, name text NOT NULL, amount numeric(14,2), stage core.stage NOT NULL DEFAULT 'NEW',
    "closeDate" timestamptz, "leadSource" varchar(50), details jsonb,
    "companyId" uuid REFERENCES core.company (id) ON DELETE CASCADE,
    "createdAt" timestamptz NOT NULL DEFAULT '2026-01-01 00:00:00+00');
  CREATE INDEX opportunity_name ON core.opportunity (name);
  CREATE TABLE core.person (
    id bigserial PRIMARY KEY, email varchar(120) UNIQUE, score double precision, "workEmail" text);
  CREATE TABLE core.note (body text, at interval);
  INSERT INTO core.company SELECT md5('c' || i)::uuid, 'Company ' || i, CASE WHEN i % 3 > 0 THEN i END, ARRAY['a', 'b' || i]
    FROM generate_series(1, 200) i;
  INSERT INTO core.opportunity SELECT md5('o' || i)::uuid, 'Opportunity ' || i, CASE WHEN i % 5 > 0 THEN i * 1.10 END,
      (ARRAY['NEW', 'SCREENING', 'MEETING', 'WON'])[i % 4 + 1]::core.stage,
      CASE WHEN i % 7 > 0 THEN timestamptz '2025-01-01 00:00+00' + i * interval '1 hour' END,
      CASE i % 3 WHEN 0 THEN NULL WHEN 1 THEN '' ELSE 'web' END, jsonb_build_object('i', i, 'nested', jsonb_build_array(i, NULL)),
      md5('c' || (i % 200 + 1))::uuid FROM generate_series(1, 1000) i;
  INSERT INTO core.person (email, score) SELECT 'p' || i || '@example.com', i / 7.0 FROM generate_series(1, 300) i;
  INSERT INTO core.note SELECT 'note ' || i, i * interval '1 day' FROM generate_series(1, 20) i;
  CREATE TABLE core._typeorm_migrations (id serial PRIMARY KEY, "timestamp" bigint NOT NULL, name varchar NOT NULL);
  INSERT INTO core._typeorm_migrations ("timestamp", name) VALUES (1700000000000, 'CreateCrm1700000000000');
`;

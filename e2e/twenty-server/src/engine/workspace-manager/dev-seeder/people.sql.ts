/** $1 people, each at one of $1 companies or at none. For `h` see companies.sql.ts. */
export const PEOPLE_SQL = `
INSERT INTO "core"."person"
  ("id", "firstName", "lastName", "email", "additionalEmails", "phones", "jobTitle", "city", "engagementScore",
   "hasOptedIn", "workPreference", "lastContactedAt", "position", "companyId", "createdAt", "updatedAt", "deletedAt")
SELECT
  md5('person ' || i)::uuid,
  (ARRAY['Ada', 'Zoë', 'Łukasz', 'Mary-Jane', 'Søren', 'Олена', '花子', 'D''Arcy', 'João', 'Nguyễn'])[1 + h % 10],
  (ARRAY['Lovelace', 'Müller', 'Wójcik', 'Smith', 'Kierkegaard', 'Шевченко', '山田', 'Ó Briain', 'da Silva'])[1 + h / 128 % 9],
  CASE WHEN h % 13 <> 0 THEN 'person.' || i || '@company-' || 1 + h % $1::integer || '.example' END,
  CASE h % 5
    WHEN 0 THEN NULL
    WHEN 1 THEN '{}'::text[]
    ELSE ARRAY['p' || i || '@mail.example', 'p' || h || '@home.example']
  END,
  CASE WHEN h % 4 <> 0 THEN jsonb_build_array(jsonb_build_object(
    'number', '+' || 100000000 + h % 800000000, 'kind', CASE WHEN h % 2 = 0 THEN 'mobile' ELSE 'work' END)) END,
  CASE WHEN h % 6 <> 0 THEN (ARRAY['Buyer', 'CTO', 'Geschäftsführerin', 'Head of Sales', 'Développeur'])[1 + h / 8 % 5] END,
  CASE WHEN h % 8 <> 0 THEN (ARRAY['Lyon', 'München', 'Kraków', 'São Paulo', 'Austin', 'Reykjavík'])[1 + h / 32 % 6] END,
  CASE WHEN h % 10 <> 0 THEN (h % 1000000)::numeric / 1000 END,
  CASE h % 3 WHEN 0 THEN NULL WHEN 1 THEN true ELSE false END,
  CASE h % 4
    WHEN 0 THEN NULL
    WHEN 1 THEN '{REMOTE}'::"core"."person_workpreference_enum"[]
    WHEN 2 THEN '{HYBRID,ON_SITE}'::"core"."person_workpreference_enum"[]
    ELSE '{}'::"core"."person_workpreference_enum"[]
  END,
  CASE WHEN h % 5 <> 0 THEN timestamptz '2025-01-01 00:00:00+00' + (h % 30000000) * interval '1.000001 seconds' END,
  i,
  CASE WHEN h % 17 <> 0 THEN md5('company ' || 1 + h % $1::integer)::uuid END,
  timestamptz '2021-03-02 07:15:00.654321+00' + i * interval '311.000011 seconds',
  timestamptz '2025-06-02 10:00:00+00' + (h % 15000000) * interval '1 second',
  CASE WHEN h % 503 = 0 THEN timestamptz '2025-12-27 08:00:00+00' END
FROM (SELECT i, i::bigint * 2654435761 % 4294967296 AS h FROM generate_series(1, $1::integer) AS i) AS numbered`;

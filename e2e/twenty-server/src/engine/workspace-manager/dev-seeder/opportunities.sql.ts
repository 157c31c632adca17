/**
 * $1 opportunities, most with a company and a person to talk to. One in a hundred has notes of several
 * kilobytes that compress badly, so that PostgreSQL stores them outside the row (TOAST). For `h` see companies.sql.ts.
 */
export const OPPORTUNITIES_SQL = `
INSERT INTO "core"."opportunity"
  ("id", "name", "amount", "amountCurrencyCode", "closeDate", "stage", "probability", "leadSource", "competitors",
   "details", "notes", "isForecasted", "position", "companyId", "pointOfContactId", "createdAt", "updatedAt", "deletedAt")
SELECT
  md5('opportunity ' || i)::uuid,
  (ARRAY['Renewal', 'Pilot', 'Upgrade', 'Déploiement', 'Erweiterung', '導入', 'Rollout'])[1 + h % 7] || ' ' || i ||
    CASE WHEN h % 29 = 0 THEN ' 🎯' ELSE '' END,
  CASE WHEN h % 8 <> 0 THEN (h % 4000000000)::numeric / 10000 END,
  CASE WHEN h % 8 <> 0 THEN (ARRAY['EUR', 'USD', 'JPY', 'BRL'])[1 + h / 4 % 4] END,
  CASE WHEN h % 20 <> 0 THEN timestamptz '2025-09-01 12:00:00+02' + (h % 400) * interval '1 day' + h % 86400 * interval '1 second' END,
  (ARRAY['NEW', 'SCREENING', 'MEETING', 'PROPOSAL', 'CUSTOMER', 'LOST'])[1 + h / 512 % 6]::"core"."opportunity_stage_enum",
  CASE WHEN h % 6 <> 0 THEN (h % 10001)::numeric / 100 END,
  (ARRAY['website', 'referral', 'trade fair', 'Empfehlung', NULL])[1 + h / 2 % 5],
  CASE h % 6 WHEN 0 THEN NULL WHEN 1 THEN '{}'::text[] ELSE ARRAY['Rival ' || h % 50, 'The "other" one, Ltd'] END,
  CASE WHEN h % 5 <> 0 THEN jsonb_build_object(
    'products', jsonb_build_array('seat', (ARRAY['support', 'Schulung', 'storage'])[1 + h % 3]),
    'seats', h % 400,
    'discount', CASE WHEN h % 3 = 0 THEN (h % 30)::numeric / 100 END,
    'approved', h % 2 = 0)
  END,
  CASE
    WHEN h % 100 = 0 THEN (SELECT string_agg(md5(i || ' ' || part), ' ') FROM generate_series(1, 120 + (h % 240)::integer) AS part)
    WHEN h % 3 = 0 THEN NULL
    ELSE 'Call ' || h % 12 || E' went well.\\nNext: send the offer «' || h % 77 || '» & wait.'
  END,
  h % 4 = 0,
  i,
  CASE WHEN h % 19 <> 0 THEN md5('company ' || 1 + h % $1::integer)::uuid END,
  CASE WHEN h % 12 <> 0 THEN md5('person ' || 1 + h / 3 % $1::integer)::uuid END,
  timestamptz '2021-03-03 06:45:00.000001+00' + i * interval '311.000013 seconds',
  timestamptz '2025-06-03 11:00:00+00' + (h % 15000000) * interval '1 second',
  CASE WHEN h % 601 = 0 THEN timestamptz '2025-12-28 20:00:00+00' END
FROM (SELECT i, i::bigint * 2654435761 % 4294967296 AS h FROM generate_series(1, $1::integer) AS i) AS numbered`;

/**
 * $1 companies. `h` scatters the row's number (Knuth's multiplicative hash), so that neighbours differ and
 * nothing depends on the server's random numbers.
 */
export const COMPANIES_SQL = `
INSERT INTO "core"."company"
  ("id", "name", "domainName", "tagline", "address", "employees", "annualRecurringRevenue", "idealCustomerProfile",
   "tags", "position", "createdAt", "updatedAt", "deletedAt")
SELECT
  md5('company ' || i)::uuid,
  (ARRAY['Blue', 'Northern', 'Café', 'Größe', '東京', 'Quiet', 'Señor', 'O''Brien', 'Ørsted', 'Über'])[1 + h % 10] || ' ' ||
    (ARRAY['Harbour', 'Foundry', 'Logistics', 'Mobilität', 'Médias', 'ソフト', 'Robotics', 'Kitchens', 'Analytics'])[1 + h / 64 % 9] || ' ' || i,
  CASE WHEN h % 23 <> 0 THEN 'company-' || i || '.example' END,
  CASE h % 11
    WHEN 0 THEN NULL
    WHEN 1 THEN ''
    WHEN 2 THEN 'Ships on time 🚚, "always"'
    WHEN 3 THEN E'Two lines:\\n\\tand a tab'
    ELSE 'We make number ' || h % 997 || ' better'
  END,
  CASE WHEN h % 7 <> 0 THEN jsonb_build_object(
    'street', 1 + h % 300 || ' ' || (ARRAY['High Street', 'Rue de l''Église', 'Hauptstraße', 'Ленина'])[1 + h % 4],
    'city', (ARRAY['Lyon', 'München', 'Kraków', 'São Paulo', 'Austin'])[1 + h / 16 % 5],
    'postcode', CASE WHEN h % 3 = 0 THEN NULL ELSE lpad((h % 99999)::text, 5, '0') END,
    'location', jsonb_build_array(round((h % 180000) / 1000.0 - 90, 3), round((h % 360000) / 1000.0 - 180, 3)))
  END,
  CASE WHEN h % 9 <> 0 THEN (h % 5000)::integer END,
  CASE WHEN h % 5 <> 0 THEN (h % 900000000)::numeric / 10000 END,
  h % 3 = 0,
  CASE h % 4
    WHEN 0 THEN '{}'::text[]
    WHEN 1 THEN ARRAY['customer']
    WHEN 2 THEN ARRAY['prospect', 'says "hi", twice']
    ELSE ARRAY['partner', 'naïve', NULL]
  END,
  i,
  timestamptz '2021-03-01 08:00:00.123456+00' + i * interval '311.000007 seconds',
  timestamptz '2025-06-01 09:30:00+00' + (h % 15000000) * interval '1 second',
  CASE WHEN h % 401 = 0 THEN timestamptz '2025-12-24 18:00:00+00' END
FROM (SELECT i, i::bigint * 2654435761 % 4294967296 AS h FROM generate_series(1, $1::integer) AS i) AS numbered`;

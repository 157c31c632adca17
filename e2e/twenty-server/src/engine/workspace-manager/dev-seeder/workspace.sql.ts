/** One workspace, three users and their memberships, and a few settings. */
export const WORKSPACE_STATEMENTS: readonly string[] = [
  `INSERT INTO "core"."workspace" ("id", "displayName", "subdomain", "activationStatus", "createdAt", "updatedAt")
   VALUES ('20202020-1c25-4d02-bf25-6aeccf7ea419', 'Apple', 'apple', 'ACTIVE', '2024-10-10 12:00:00+00', '2024-10-10 12:00:00+00')`,

  `INSERT INTO "core"."user" ("id", "firstName", "lastName", "email", "isEmailVerified", "locale", "createdAt", "updatedAt")
   VALUES
     ('20202020-9e3b-46d4-a556-88b9ddc2b034', 'Tim', 'Apple', 'tim@example.com', true, 'en', '2024-10-10 12:00:00+00', '2024-10-10 12:00:00+00'),
     ('20202020-3957-4908-9c36-2929a23f8357', 'Zoë', 'Ångström', 'zoe@example.com', true, 'sv', '2024-10-11 08:30:00+00', '2024-10-11 08:30:00+00'),
     ('20202020-7169-42cf-bc47-1cfef15264b8', 'Phil', 'Schiler', 'phil@example.com', false, NULL, '2024-10-12 16:45:00+00', '2024-10-12 16:45:00+00')`,

  `INSERT INTO "core"."userWorkspace" ("id", "userId", "workspaceId", "createdAt")
   SELECT md5('membership ' || "email")::uuid, "id", '20202020-1c25-4d02-bf25-6aeccf7ea419', "createdAt" FROM "core"."user"`,

  `INSERT INTO "core"."keyValuePair" ("id", "type", "key", "value", "createdAt", "updatedAt")
   VALUES
     ('20202020-0b5c-4178-bed7-2d371f6eaa01', 'FEATURE_FLAG', 'IS_FORECAST_ENABLED', 'true', '2024-10-10 12:00:00+00', '2024-10-10 12:00:00+00'),
     ('20202020-0b5c-4178-bed7-2d371f6eaa02', 'CONFIG_VARIABLE', 'MAX_PAGE_SIZE', '200', '2024-10-10 12:00:00+00', '2024-10-10 12:00:00+00'),
     ('20202020-0b5c-4178-bed7-2d371f6eaa03', 'USER_VARIABLE', 'ONBOARDING_STEP', NULL, '2024-10-10 12:00:00+00', '2024-10-10 12:00:00+00')`,
];

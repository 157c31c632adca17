import { type MigrationInterface, type QueryRunner } from 'typeorm';

export class CreateCoreTables1728563893694 implements MigrationInterface {
  name = 'CreateCoreTables1728563893694';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `CREATE TYPE "core"."workspace_activationstatus_enum" AS ENUM ('ACTIVE', 'INACTIVE', 'SUSPENDED')`,
    );
    await queryRunner.query(`
      CREATE TABLE "core"."workspace" (
        "id" uuid NOT NULL DEFAULT uuid_generate_v4(),
        "displayName" text,
        "subdomain" text NOT NULL,
        "activationStatus" "core"."workspace_activationstatus_enum" NOT NULL DEFAULT 'INACTIVE',
        "createdAt" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
        "updatedAt" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
        CONSTRAINT "UQ_WORKSPACE_SUBDOMAIN" UNIQUE ("subdomain"),
        CONSTRAINT "PK_WORKSPACE" PRIMARY KEY ("id")
      )
    `);
    await queryRunner.query(`
      CREATE TABLE "core"."user" (
        "id" uuid NOT NULL DEFAULT uuid_generate_v4(),
        "firstName" text NOT NULL DEFAULT '',
        "lastName" text NOT NULL DEFAULT '',
        "email" text NOT NULL,
        "isEmailVerified" boolean NOT NULL DEFAULT false,
        "createdAt" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
        "updatedAt" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
        CONSTRAINT "UQ_USER_EMAIL" UNIQUE ("email"),
        CONSTRAINT "PK_USER" PRIMARY KEY ("id")
      )
    `);
    await queryRunner.query(`
      CREATE TABLE "core"."userWorkspace" (
        "id" uuid NOT NULL DEFAULT uuid_generate_v4(),
        "userId" uuid NOT NULL,
        "workspaceId" uuid NOT NULL,
        "createdAt" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
        CONSTRAINT "UQ_USER_WORKSPACE_USER_ID_WORKSPACE_ID" UNIQUE ("userId", "workspaceId"),
        CONSTRAINT "PK_USER_WORKSPACE" PRIMARY KEY ("id"),
        CONSTRAINT "FK_USER_WORKSPACE_USER_ID" FOREIGN KEY ("userId") REFERENCES "core"."user"("id") ON DELETE CASCADE,
        CONSTRAINT "FK_USER_WORKSPACE_WORKSPACE_ID" FOREIGN KEY ("workspaceId") REFERENCES "core"."workspace"("id") ON DELETE CASCADE
      )
    `);
    await queryRunner.query(
      `CREATE INDEX "IDX_USER_WORKSPACE_WORKSPACE_ID" ON "core"."userWorkspace" ("workspaceId")`,
    );
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE "core"."userWorkspace"`);
    await queryRunner.query(`DROP TABLE "core"."user"`);
    await queryRunner.query(`DROP TABLE "core"."workspace"`);
    await queryRunner.query(`DROP TYPE "core"."workspace_activationstatus_enum"`);
  }
}

import { type MigrationInterface, type QueryRunner } from 'typeorm';

export class CreateCompanyAndPerson1737047131108 implements MigrationInterface {
  name = 'CreateCompanyAndPerson1737047131108';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE "core"."company" (
        "id" uuid NOT NULL DEFAULT uuid_generate_v4(),
        "name" text NOT NULL DEFAULT '',
        "domainName" text,
        "tagline" text,
        "address" jsonb,
        "employees" integer,
        "annualRecurringRevenue" numeric(20,4),
        "idealCustomerProfile" boolean NOT NULL DEFAULT false,
        "position" double precision NOT NULL DEFAULT '0',
        "createdAt" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
        "updatedAt" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
        "deletedAt" TIMESTAMP WITH TIME ZONE,
        CONSTRAINT "PK_COMPANY" PRIMARY KEY ("id")
      )
    `);
    await queryRunner.query(`
      CREATE TABLE "core"."person" (
        "id" uuid NOT NULL DEFAULT uuid_generate_v4(),
        "firstName" text NOT NULL DEFAULT '',
        "lastName" text NOT NULL DEFAULT '',
        "email" text,
        "additionalEmails" text array,
        "phones" jsonb,
        "jobTitle" text,
        "city" text,
        "engagementScore" numeric(6,3),
        "hasOptedIn" boolean,
        "lastContactedAt" TIMESTAMP WITH TIME ZONE,
        "position" double precision NOT NULL DEFAULT '0',
        "companyId" uuid,
        "createdAt" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
        "updatedAt" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
        "deletedAt" TIMESTAMP WITH TIME ZONE,
        CONSTRAINT "PK_PERSON" PRIMARY KEY ("id"),
        CONSTRAINT "FK_PERSON_COMPANY_ID" FOREIGN KEY ("companyId") REFERENCES "core"."company"("id") ON DELETE SET NULL
      )
    `);
    await queryRunner.query(`CREATE INDEX "IDX_PERSON_COMPANY_ID" ON "core"."person" ("companyId")`);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE "core"."person"`);
    await queryRunner.query(`DROP TABLE "core"."company"`);
  }
}

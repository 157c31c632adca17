import { type MigrationInterface, type QueryRunner } from 'typeorm';

export class CreateOpportunity1743577268972 implements MigrationInterface {
  name = 'CreateOpportunity1743577268972';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `CREATE TYPE "core"."opportunity_stage_enum" AS ENUM ('NEW', 'SCREENING', 'MEETING', 'PROPOSAL', 'CUSTOMER')`,
    );
    await queryRunner.query(`
      CREATE TABLE "core"."opportunity" (
        "id" uuid NOT NULL DEFAULT uuid_generate_v4(),
        "name" text NOT NULL DEFAULT '',
        "amount" numeric(20,4),
        "amountCurrencyCode" text,
        "closeDate" TIMESTAMP WITH TIME ZONE,
        "stage" "core"."opportunity_stage_enum" NOT NULL DEFAULT 'NEW',
        "probability" numeric(5,2),
        "competitors" text array,
        "details" jsonb,
        "notes" text,
        "position" double precision NOT NULL DEFAULT '0',
        "companyId" uuid,
        "pointOfContactId" uuid,
        "createdAt" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
        "updatedAt" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
        "deletedAt" TIMESTAMP WITH TIME ZONE,
        CONSTRAINT "PK_OPPORTUNITY" PRIMARY KEY ("id"),
        CONSTRAINT "FK_OPPORTUNITY_COMPANY_ID" FOREIGN KEY ("companyId") REFERENCES "core"."company"("id") ON DELETE SET NULL,
        CONSTRAINT "FK_OPPORTUNITY_POINT_OF_CONTACT_ID" FOREIGN KEY ("pointOfContactId") REFERENCES "core"."person"("id") ON DELETE SET NULL
      )
    `);
    await queryRunner.query(`CREATE INDEX "IDX_OPPORTUNITY_STAGE" ON "core"."opportunity" ("stage")`);
    await queryRunner.query(
      `CREATE INDEX "IDX_OPPORTUNITY_COMPANY_ID" ON "core"."opportunity" ("companyId")`,
    );
    await queryRunner.query(
      `CREATE INDEX "IDX_OPPORTUNITY_POINT_OF_CONTACT_ID" ON "core"."opportunity" ("pointOfContactId")`,
    );
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE "core"."opportunity"`);
    await queryRunner.query(`DROP TYPE "core"."opportunity_stage_enum"`);
  }
}

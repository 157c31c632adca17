import {
  Column,
  CreateDateColumn,
  DeleteDateColumn,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryGeneratedColumn,
  type Relation,
  UpdateDateColumn,
} from 'typeorm';

import { CompanyWorkspaceEntity } from 'src/modules/company/standard-objects/company.workspace-entity';
import { PersonWorkspaceEntity } from 'src/modules/person/standard-objects/person.workspace-entity';

export enum OpportunityStage {
  NEW = 'NEW',
  SCREENING = 'SCREENING',
  MEETING = 'MEETING',
  PROPOSAL = 'PROPOSAL',
  CUSTOMER = 'CUSTOMER',
  LOST = 'LOST',
}

/** A deal in the making. */
@Entity({ name: 'opportunity', schema: 'core' })
export class OpportunityWorkspaceEntity {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column({ type: 'text', default: '' })
  name: string;

  @Column({ type: 'numeric', precision: 20, scale: 4, nullable: true })
  amount: string | null;

  @Column({ type: 'text', nullable: true })
  amountCurrencyCode: string | null;

  @Column({ type: 'timestamptz', nullable: true })
  closeDate: Date | null;

  @Index('IDX_OPPORTUNITY_STAGE')
  @Column({ type: 'enum', enum: OpportunityStage, default: OpportunityStage.NEW })
  stage: OpportunityStage;

  @Column({ type: 'numeric', precision: 5, scale: 2, nullable: true })
  probability: string | null;

  @Column({ type: 'text', nullable: true })
  leadSource: string | null;

  @Column({ type: 'text', array: true, nullable: true })
  competitors: string[] | null;

  @Column({ type: 'jsonb', nullable: true })
  details: Record<string, unknown> | null;

  @Column({ type: 'text', nullable: true })
  notes: string | null;

  @Column({ type: 'boolean', default: false })
  isForecasted: boolean;

  @Index('IDX_OPPORTUNITY_POSITION')
  @Column({ type: 'double precision', default: 0 })
  position: number;

  @Index('IDX_OPPORTUNITY_COMPANY_ID')
  @Column({ type: 'uuid', nullable: true })
  companyId: string | null;

  @ManyToOne(() => CompanyWorkspaceEntity, { onDelete: 'SET NULL' })
  @JoinColumn({ name: 'companyId', foreignKeyConstraintName: 'FK_OPPORTUNITY_COMPANY_ID' })
  company: Relation<CompanyWorkspaceEntity> | null;

  @Index('IDX_OPPORTUNITY_POINT_OF_CONTACT_ID')
  @Column({ type: 'uuid', nullable: true })
  pointOfContactId: string | null;

  @ManyToOne(() => PersonWorkspaceEntity, { onDelete: 'SET NULL' })
  @JoinColumn({ name: 'pointOfContactId', foreignKeyConstraintName: 'FK_OPPORTUNITY_POINT_OF_CONTACT_ID' })
  pointOfContact: Relation<PersonWorkspaceEntity> | null;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;

  @UpdateDateColumn({ type: 'timestamptz' })
  updatedAt: Date;

  @DeleteDateColumn({ type: 'timestamptz' })
  deletedAt: Date | null;
}

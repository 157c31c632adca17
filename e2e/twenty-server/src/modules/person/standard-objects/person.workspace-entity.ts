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

export enum PersonWorkPreference {
  ON_SITE = 'ON_SITE',
  HYBRID = 'HYBRID',
  REMOTE = 'REMOTE',
}

/** Somebody who works at a company. */
@Entity({ name: 'person', schema: 'core' })
export class PersonWorkspaceEntity {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column({ type: 'text', default: '' })
  firstName: string;

  @Column({ type: 'text', default: '' })
  lastName: string;

  @Column({ type: 'text', nullable: true })
  email: string | null;

  @Column({ type: 'text', array: true, nullable: true })
  additionalEmails: string[] | null;

  @Column({ type: 'jsonb', nullable: true })
  phones: unknown;

  @Column({ type: 'text', nullable: true })
  jobTitle: string | null;

  @Column({ type: 'text', nullable: true })
  city: string | null;

  @Column({ type: 'numeric', precision: 6, scale: 3, nullable: true })
  engagementScore: string | null;

  @Column({ type: 'boolean', nullable: true })
  hasOptedIn: boolean | null;

  @Column({ type: 'enum', enum: PersonWorkPreference, array: true, nullable: true })
  workPreference: PersonWorkPreference[] | null;

  @Column({ type: 'timestamptz', nullable: true })
  lastContactedAt: Date | null;

  @Index('IDX_PERSON_POSITION')
  @Column({ type: 'double precision', default: 0 })
  position: number;

  @Index('IDX_PERSON_COMPANY_ID')
  @Column({ type: 'uuid', nullable: true })
  companyId: string | null;

  @ManyToOne(() => CompanyWorkspaceEntity, { onDelete: 'SET NULL' })
  @JoinColumn({ name: 'companyId', foreignKeyConstraintName: 'FK_PERSON_COMPANY_ID' })
  company: Relation<CompanyWorkspaceEntity> | null;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;

  @UpdateDateColumn({ type: 'timestamptz' })
  updatedAt: Date;

  @DeleteDateColumn({ type: 'timestamptz' })
  deletedAt: Date | null;
}

import {
  Column,
  CreateDateColumn,
  DeleteDateColumn,
  Entity,
  Index,
  PrimaryGeneratedColumn,
  UpdateDateColumn,
} from 'typeorm';

/** A company that the sales team talks to. */
@Entity({ name: 'company', schema: 'core' })
export class CompanyWorkspaceEntity {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column({ type: 'text', default: '' })
  name: string;

  @Column({ type: 'text', nullable: true })
  domainName: string | null;

  @Column({ type: 'text', nullable: true })
  tagline: string | null;

  @Column({ type: 'jsonb', nullable: true })
  address: Record<string, unknown> | null;

  @Column({ type: 'integer', nullable: true })
  employees: number | null;

  @Column({ type: 'numeric', precision: 20, scale: 4, nullable: true })
  annualRecurringRevenue: string | null;

  @Column({ type: 'boolean', default: false })
  idealCustomerProfile: boolean;

  @Column({ type: 'text', array: true, default: '{}' })
  tags: string[];

  @Index('IDX_COMPANY_POSITION')
  @Column({ type: 'double precision', default: 0 })
  position: number;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;

  @UpdateDateColumn({ type: 'timestamptz' })
  updatedAt: Date;

  @DeleteDateColumn({ type: 'timestamptz' })
  deletedAt: Date | null;
}

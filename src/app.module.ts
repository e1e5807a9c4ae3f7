import { type DynamicModule, Module, type OnApplicationShutdown } from '@nestjs/common';
import { AccessLinesModule } from './access-lines/access-lines.module.js';
import { AssessmentsModule } from './assessments/assessments.module.js';
import { AuditModule } from './audit/audit.module.js';
import { Clock } from './calendar.js';
import { CalendarsModule } from './calendars/calendars.module.js';
import { CONFIG, type Config } from './config.js';
import { Database } from './database/database.js';
import { ClosingModule } from './closing/closing.module.js';
import { DisputesModule } from './disputes/disputes.module.js';
import { DocumentsModule } from './documents/documents.module.js';
import { PapersModule } from './documents/papers.module.js';
import { EvidenceModule } from './evidence/evidence.module.js';
import { HttpModule } from './http/http.module.js';
import { IdentityModule } from './identity/identity.module.js';
import { ImportsModule } from './imports/imports.module.js';
import { KeyRing } from './key-ring.js';
import { JobsModule } from './jobs/jobs.module.js';
import { LimitsModule } from './limits/limits.module.js';
import { MeetingsModule } from './meetings/meetings.module.js';
import { Metrics } from './observation/metrics.js';
import { OrganisationModule } from './organisation/organisation.module.js';
import { PaperModule } from './paper/paper.module.js';
import { PrivacyModule } from './privacy/privacy.module.js';
import { PublicationModule } from './publication/publication.module.js';
import { RecordsModule } from './records/records.module.js';
import { RetentionModule } from './retention/retention.module.js';
import { SchemesModule } from './schemes/schemes.module.js';
import { StatisticsModule } from './statistics/statistics.module.js';
import { SummariesModule } from './summaries/summaries.module.js';
import { TemplatesModule } from './templates/templates.module.js';
import { SealedRows } from './vault/sealed-rows.service.js';
import { VerificationModule } from './verification/verification.module.js';
import { VetoesModule } from './vetoes/vetoes.module.js';
import { TrialsModule } from './trials/trials.module.js';

/** What the whole service stands on: its settings, the one door to the database, and the clock. Its keys are those of the settings. */
export interface Ground {
  config: Config;
  database: Database;
  clock: Clock;
}

/** Closes the door when the service has finished what was running. */
@Module({})
class GroundModule implements OnApplicationShutdown {
  constructor(private readonly database: Database) {}

  async onApplicationShutdown(): Promise<void> {
    await this.database.close();
  }
}

/** The rooms, in the order in which they may import one another. */
@Module({
  imports: [
    HttpModule,
    AuditModule,
    LimitsModule,
    IdentityModule,
    AccessLinesModule,
    CalendarsModule,
    OrganisationModule,
    SchemesModule,
    EvidenceModule,
    AssessmentsModule,
    JobsModule,
    PaperModule,
    MeetingsModule,
    VetoesModule,
    PublicationModule,
    ImportsModule,
    SummariesModule,
    DisputesModule,
    ClosingModule,
    RecordsModule,
    StatisticsModule,
    VerificationModule,
    TrialsModule,
    DocumentsModule,
    PapersModule,
    TemplatesModule,
    PrivacyModule,
    RetentionModule,
  ],
})
export class AppModule {
  static around({ config, database, clock }: Ground): DynamicModule {
    const providers = [
      { provide: CONFIG, useValue: config },
      { provide: Database, useValue: database },
      { provide: Clock, useValue: clock },
      { provide: Metrics, useValue: new Metrics() },
      { provide: KeyRing, useFactory: () => KeyRing.of(config.encryption) },
      SealedRows,
    ];
    const ground = {
      module: GroundModule,
      global: true,
      providers,
      exports: [CONFIG, Database, Clock, Metrics, KeyRing, SealedRows],
    };
    return { module: AppModule, imports: [ground] };
  }
}

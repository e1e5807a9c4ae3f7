import { Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import type { Config } from '../config.js';
import { Database } from './database.js';
import { prepareDatabase, type Seed } from './start.js';

/** Gives every room the Database. With a door that is open already (as in tests), nothing is prepared again. */
@Module({})
export class DatabaseModule implements OnApplicationShutdown {
  constructor(private readonly database: Database) {}

  static forRoot(config: Config, { seed, database }: { seed?: Seed; database?: Database } = {}): DynamicModule {
    return {
      module: DatabaseModule,
      global: true,
      providers: [{ provide: Database, useFactory: () => database ?? prepareDatabase(config, seed) }],
      exports: [Database],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.database.close();
  }
}

import { Inject, Injectable, Logger } from '@nestjs/common';
import { invalid, Refusal } from '../http/refusal.js';
import { VIRUS_SCANNER, type VirusScanner, VirusScannerAway } from './virus-scanner.js';

/** What somebody hands in and others open goes through the virus scanner first, where the settings name one. */
@Injectable()
export class UploadScan {
  private readonly log = new Logger('Uploads');

  constructor(@Inject(VIRUS_SCANNER) private readonly scanner: VirusScanner | null) {}

  /** @throws invalid (infected), away: a file that nobody could look into is not taken */
  async refuseInfected(bytes: Uint8Array): Promise<void> {
    const finding = await this.findingIn(bytes);
    if (finding === null) return;
    this.log.warn({ finding, bytes: bytes.byteLength }, 'An infected file was refused.');
    throw invalid('file', 'infected');
  }

  private async findingIn(bytes: Uint8Array): Promise<string | null> {
    try {
      return (await this.scanner?.findingIn(bytes)) ?? null;
    } catch (error) {
      if (!(error instanceof VirusScannerAway)) throw error;
      this.log.error({ error }, error.message);
      throw new Refusal('away', { errors: [{ path: 'file', code: 'scannerAway' }], retryAfterSeconds: 10 });
    }
  }
}

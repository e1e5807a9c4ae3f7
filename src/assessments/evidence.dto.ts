import { IsString, IsUUID, MaxLength } from 'class-validator';

export class EvidenceQuery {
  /** Made by the client, so that a repeated request keeps nothing twice. */
  @IsUUID()
  requestId: string;

  /** As the file is called at home. Any name will do: it is made safe, and nothing is stored under it. */
  @IsString()
  @MaxLength(2000)
  fileName: string;
}

import { IsBoolean, IsIn, IsUUID, Matches } from 'class-validator';
import { IsText } from '../http/validation.js';
import { type DataRequestFact, dataRequestFacts, type DataRequestKind, dataRequestKinds } from './data-request.js';

/** As long as anybody needs to say what is wrong. */
const wordsMost = 1000;

export class DataRequestBody {
  /** Made up by the client: sent again, it is the same request. */
  @IsUUID()
  requestId: string;

  @IsIn(dataRequestKinds)
  kind: DataRequestKind;

  /** What it is about. Points are not among them: for those there are objections and correction slips. */
  @IsIn(dataRequestFacts)
  fact: DataRequestFact;

  /** What is wrong, and how it should be. No numbers of persons. */
  @IsText(wordsMost)
  wish: string;
}

export class DataRequestAnswerBody {
  @IsBoolean()
  accepted: boolean;

  /** The reason, whatever the answer is. */
  @IsText(wordsMost)
  answer: string;
}

export class DataRequestDeedBody {
  /** What was done. */
  @IsText(wordsMost)
  deed: string;
}

export class NoticeReadingBody {
  /** The digest of the notice that was read. */
  @Matches(/^[0-9a-f]{64}$/)
  digest: string;
}

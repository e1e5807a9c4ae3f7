import { MaxLength } from 'class-validator';
import type { Instant } from '../calendar.js';
import { IsText } from '../http/validation.js';
import { Me } from './session.dto.js';

/** Somebody who is going to the provider. */
export class ProviderRequestBody {
  /** Where in our own client he goes afterwards: a path, with its query, that leads nowhere else. */
  @IsText(500)
  returnPath: string;
}

export class ProviderAddressView {
  /** At the provider; the browser goes there. */
  address: string;
}

/** Somebody who is back from the provider. */
export class ProviderAnswerBody {
  /** The query of the address at which he came back, without its question mark. */
  @IsText(8000)
  answer: string;
}

export class ProviderSignInView {
  me: Me;
  returnPath: string;
}

export class SignInProviderView {
  /** What stands on the button; null when people sign in with their passwords only. */
  label: string | null;
}

export class NewSignInLinkBody {
  /** The provider's own name for the person (`sub`), which never changes. */
  @IsText(255)
  @MaxLength(255)
  subject: string;
}

export class SignInLinkView {
  id: number;
  issuer: string;
  subject: string;
  linkedAt: Instant;
  /** Linked by an administrator, not by the person himself. */
  byAdministrator: boolean;
}

export class SignInLinkList {
  items: SignInLinkView[];
}

export class SignInLinkMade {
  link: SignInLinkView;
  returnPath: string;
}

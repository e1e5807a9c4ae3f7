import { SetMetadata } from '@nestjs/common';

export const freshSignInKey = 'pointbook:freshSignIn';

/**
 * For what a browser left open must not be enough: the password was proven in this session within the last ten minutes, by signing in
 * or by PUT /api/v1/session/proof. Otherwise the handler is refused with freshSignInRequired. A token never is fresh.
 */
export const FreshSignIn = () => SetMetadata(freshSignInKey, true);

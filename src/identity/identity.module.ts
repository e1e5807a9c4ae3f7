import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AuditModule } from '../audit/audit.module.js';
import { AccountDoorsController } from './account-doors.controller.js';
import { Access } from './access.service.js';
import { AccountsController } from './accounts.controller.js';
import { Accounts } from './accounts.service.js';
import { Administrators } from './administrators.service.js';
import { Credentials } from './credentials.service.js';
import { HalfSignIns } from './half-sign-ins.service.js';
import { AboutMe } from './me.service.js';
import { NewPasswords } from './new-passwords.service.js';
import { OneTimeCodes } from './one-time-codes.service.js';
import { PasswordChange } from './password-change.service.js';
import { PasswordGuard } from './password.guard.js';
import { PersonalTokensController } from './personal-tokens.controller.js';
import { PersonalTokens } from './personal-tokens.service.js';
import { PersonalTokenUse } from './personal-token-use.service.js';
import { PermissionGuard } from './permission.guard.js';
import { ProviderController } from './provider.controller.js';
import { ProviderRequests } from './provider-requests.service.js';
import { ProviderSignIn } from './provider-sign-in.service.js';
import { Provider } from './provider.service.js';
import { PoliciesController } from './policies.controller.js';
import { Policies } from './policies.service.js';
import { RoleAssignmentsController } from './role-assignments.controller.js';
import { RoleAssignments } from './role-assignments.service.js';
import { SecondFactorCodes } from './second-factor-codes.service.js';
import { SecondFactorController } from './second-factor.controller.js';
import { SecondFactors } from './second-factors.service.js';
import { SessionController } from './session.controller.js';
import { SessionList } from './session-list.service.js';
import { SessionsController } from './sessions.controller.js';
import { Sessions } from './sessions.service.js';
import { SignInLinksController } from './sign-in-links.controller.js';
import { SignInLinks } from './sign-in-links.service.js';
import { SignIn } from './sign-in.service.js';
import { UnknownNames } from './unknown-names.service.js';

/** Who signs in, and who may do what where. Its guard stands before every handler of the service. */
@Module({
  imports: [AuditModule],
  controllers: [
    SessionController,
    ProviderController,
    SignInLinksController,
    PersonalTokensController,
    AccountsController,
    AccountDoorsController,
    RoleAssignmentsController,
    PoliciesController,
    SecondFactorController,
    SessionsController,
  ],
  providers: [
    Access,
    AboutMe,
    Accounts,
    Administrators,
    Credentials,
    HalfSignIns,
    NewPasswords,
    OneTimeCodes,
    PasswordChange,
    PasswordGuard,
    PersonalTokens,
    PersonalTokenUse,
    Policies,
    Provider,
    ProviderRequests,
    ProviderSignIn,
    RoleAssignments,
    SecondFactorCodes,
    SecondFactors,
    SessionList,
    Sessions,
    SignIn,
    SignInLinks,
    UnknownNames,
    { provide: APP_GUARD, useClass: PermissionGuard },
  ],
  exports: [Access, Policies],
})
export class IdentityModule {}

import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AuditModule } from '../audit/audit.module.js';
import { Access } from './access.service.js';
import { AccountsController } from './accounts.controller.js';
import { Accounts } from './accounts.service.js';
import { Administrators } from './administrators.service.js';
import { HalfSignIns } from './half-sign-ins.service.js';
import { AboutMe } from './me.service.js';
import { NewPasswords } from './new-passwords.service.js';
import { OneTimeCodes } from './one-time-codes.service.js';
import { PasswordChange } from './password-change.service.js';
import { PasswordGuard } from './password.guard.js';
import { PermissionGuard } from './permission.guard.js';
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
import { SignIn } from './sign-in.service.js';

/** Who signs in, and who may do what where. Its guard stands before every handler of the service. */
@Module({
  imports: [AuditModule],
  controllers: [
    SessionController,
    AccountsController,
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
    HalfSignIns,
    NewPasswords,
    OneTimeCodes,
    PasswordChange,
    PasswordGuard,
    Policies,
    RoleAssignments,
    SecondFactorCodes,
    SecondFactors,
    SessionList,
    Sessions,
    SignIn,
    { provide: APP_GUARD, useClass: PermissionGuard },
  ],
  exports: [Access, Policies],
})
export class IdentityModule {}

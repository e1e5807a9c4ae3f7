import { ModulesContainer } from '@nestjs/core';
import { type Permission, permissionKey } from '#src/http/allow.js';
import { rights } from '#src/identity/rights.js';
import { actionsOf } from '#src/identity/token-scopes.js';
import type { Able } from './requests.js';
import type { World } from './world.js';

/** For each operation those who hold a role that has its right somewhere: without them hardly anything would ever be done. */
export function byRight({ service, actors }: World): Able {
  const able: Able = new Map();
  for (const module of service.app.get(ModulesContainer).values())
    for (const { metatype } of module.controllers.values()) {
      const { prototype, name } = metatype as { prototype: Record<string, object>; name: string };
      for (const method of Object.getOwnPropertyNames(prototype)) {
        const permission = Reflect.getMetadata(permissionKey, prototype[method]!) as Permission | undefined;
        if (!permission?.action) continue;
        const roles = rights[permission.action];
        const { action } = permission;
        const those = actors.flatMap(({ roles: held, token }, index) =>
          held.some((role) => role in roles) && (!token || actionsOf([token.scope], true).has(action)) ? [index] : [],
        );
        able.set(`${name.replace(/Controller$/, '')}_${method}`, those);
      }
    }
  return able;
}

import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { type Permission, permissionKey } from './allow.js';

/** Deny by default, from the first moment: a handler that declares no permission stops the start. */
@Injectable()
export class PermissionsDeclared implements OnApplicationBootstrap {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  onApplicationBootstrap(): void {
    const undeclared = this.discovery.getControllers().flatMap(({ instance, name }) => {
      const prototype = Object.getPrototypeOf(instance) as Record<string, () => unknown>;
      return this.scanner
        .getAllMethodNames(prototype)
        .filter((method) => Reflect.hasMetadata('path', prototype[method] as object))
        .filter((method) => !this.reflector.get<Permission>(permissionKey, prototype[method] as () => unknown))
        .map((method) => `${name}.${method}`);
    });
    if (undeclared.length > 0) throw new Error(`No permission is declared for ${undeclared.join(', ')}.`);
  }
}
